"""What a page counts and shows first comes out of an index: a column of the board, the current needs.

Revision ID: counts
Revises: lists_version
"""

import sqlalchemy as sa
from alembic import op

revision = "counts"
down_revision = "lists_version"
branch_labels = None
depends_on = None

NEED = [
    "id", "organisation_id", "crisis_id", "municipality_code", "support_type", "people", "quantity",
    "committed", "needed_from", "needed_until", "edited_at", "version",
]  # fmt: skip
OFFER = [
    "id", "organisation_id", "crisis_id", "support_type", "municipalities", "quantity", "committed",
    "available_from", "available_until", "fresh_until", "published_at", "edited_at", "version",
]  # fmt: skip
BOARD_COLUMN = (
    "CASE WHEN status = 'proposed' AND needs_review THEN 1 WHEN status IN ('proposed', "
    "'approved', 'accepted') THEN 2 WHEN status = 'running' THEN 3 ELSE 4 END"
)


def _candidates(need: list[str], offer: list[str]) -> None:
    for table, columns in (("need", need), ("offer", offer)):
        name = f"ix_{table}_candidates"
        op.drop_index(name, table_name=table)
        op.create_index(name, table, ["region_code", "status"], postgresql_include=columns)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column(
        "match",
        sa.Column(
            "board_column",
            sa.SmallInteger(),
            sa.Computed(BOARD_COLUMN, persisted=True),
            nullable=False,
        ),
    )
    op.create_index("ix_match_column", "match", ["region_code", "board_column", "moved_at", "id"])
    op.create_index(
        "ix_need_current",
        "need",
        ["region_code", "urgency_order", "created_at", "id"],
        postgresql_where=sa.text("status IN ('draft', 'open')"),
    )
    _candidates([*NEED, "urgency", "target_group", "also_groups"], [*OFFER, "target_groups"])


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    _candidates(NEED, OFFER)
    op.drop_index("ix_need_current", table_name="need")
    op.drop_index("ix_match_column", table_name="match")
    op.drop_column("match", "board_column")
