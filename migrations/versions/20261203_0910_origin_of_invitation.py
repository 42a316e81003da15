"""How an address came to be invited: the mail says so, also when it is sent again.

Revision ID: invitation_origin
Revises: claims_proven
"""

import sqlalchemy as sa
from alembic import op

revision = "invitation_origin"
down_revision = "claims_proven"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column(
        "invitation",
        sa.Column("origin", sa.String(length=32), server_default="invited", nullable=False),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_column("invitation", "origin")
