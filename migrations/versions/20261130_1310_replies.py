"""What a side writes with its own yes.

Revision ID: replies
Revises: count_done
"""

import sqlalchemy as sa
from alembic import op

revision = "replies"
down_revision = "count_done"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for name in ("need_reply", "offer_reply"):
        op.add_column("match", sa.Column(name, sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for name in ("offer_reply", "need_reply"):
        op.drop_column("match", name)
