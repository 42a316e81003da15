"""Whether pages renew themselves is a choice of each person.

Revision ID: live
Revises: count_profiles
"""

import sqlalchemy as sa
from alembic import op

revision = "live"
down_revision = "count_profiles"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column(
        "person", sa.Column("is_live", sa.Boolean(), nullable=False, server_default=sa.true())
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_column("person", "is_live")
