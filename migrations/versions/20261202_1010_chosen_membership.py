"""For which of their organisations somebody works is kept with their membership.

Revision ID: chosen_membership
Revises: spent_challenges
"""

import sqlalchemy as sa
from alembic import op

revision = "chosen_membership"
down_revision = "spent_challenges"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("membership", sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_column("membership", "chosen_at")
