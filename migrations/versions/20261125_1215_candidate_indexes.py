"""candidate indexes: what the gates of matching ask of all needs or offers of a region, in one
place

Revision ID: candidate_indexes
Revises: region_plan
"""

from __future__ import annotations

from alembic import op

revision = "candidate_indexes"
down_revision = "region_plan"
branch_labels = None
depends_on = None

INCLUDED = {
    "need": (
        *(
            "id",
            "organisation_id",
            "crisis_id",
            "municipality_code",
            "support_type",
            "people",
            "quantity",
        ),
        *("committed", "needed_from", "needed_until", "edited_at", "version"),
    ),
    "offer": (
        *(
            "id",
            "organisation_id",
            "crisis_id",
            "support_type",
            "municipalities",
            "quantity",
            "committed",
        ),
        *(
            "available_from",
            "available_until",
            "fresh_until",
            "published_at",
            "edited_at",
            "version",
        ),
    ),
}


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table, columns in INCLUDED.items():
        name = f"ix_{table}_candidates"
        op.create_index(
            name, table, ["region_code", "status"], unique=False, postgresql_include=list(columns)
        )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table in INCLUDED:
        op.drop_index(f"ix_{table}_candidates", table_name=table)
