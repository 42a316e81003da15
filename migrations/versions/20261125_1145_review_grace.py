"""Until when a decision of the team in its review is held back.

Revision ID: review_grace
Revises: suggestions_kept
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "review_grace"
down_revision = "suggestions_kept"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("match", sa.Column("tell_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_column("match", "tell_at")
