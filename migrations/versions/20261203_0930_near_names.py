"""An organisation is found by a name that is nearly its own.

Revision ID: near_names
Revises: messages
"""

from alembic import op

revision = "near_names"
down_revision = "messages"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_index(
        "ix_organisation_sort_name",
        "organisation",
        ["sort_name"],
        postgresql_using="gin",
        postgresql_ops={"sort_name": "gin_trgm_ops"},
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_index("ix_organisation_sort_name", table_name="organisation")
