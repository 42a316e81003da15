"""A solved challenge of the public forms brings in one message.

Revision ID: spent_challenges
Revises: match_tell
"""

import sqlalchemy as sa
from alembic import op

revision = "spent_challenges"
down_revision = "match_tell"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "spent_challenge",
        sa.Column("nonce", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("nonce", name=op.f("pk_spent_challenge")),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("spent_challenge")
