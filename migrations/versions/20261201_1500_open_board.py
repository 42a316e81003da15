"""A region may let people of other regions read its board.

Revision ID: open_board
Revises: trail_retention
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "open_board"
down_revision = "trail_retention"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column(
        "region_settings",
        sa.Column("open_to", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
    )


def downgrade() -> None:
    op.drop_column("region_settings", "open_to")
