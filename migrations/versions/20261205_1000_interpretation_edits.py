"""Every edit of an interpretation is counted, also one that changes a version in place.

Revision ID: interpretation_edits
Revises: need_steps
"""

import sqlalchemy as sa
from alembic import op

revision = "interpretation_edits"
down_revision = "need_steps"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column(
        "interpretation", sa.Column("version", sa.Integer(), nullable=False, server_default="1")
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_column("interpretation", "version")
