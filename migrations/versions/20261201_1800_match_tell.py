"""Decisions that were not told are found by an index.

Revision ID: match_tell
Revises: open_board
"""

import sqlalchemy as sa
from alembic import op

revision = "match_tell"
down_revision = "open_board"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_index(
        "ix_match_tell",
        "match",
        ["tell_at"],
        postgresql_where=sa.text("tell_at IS NOT NULL AND status <> 'withdrawn'"),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_index("ix_match_tell", "match")
