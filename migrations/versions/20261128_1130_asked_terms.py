"""What who said yes first had before it, so that a change before the last yes is asked about.

Revision ID: asked_terms
Revises: partner_undo
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "asked_terms"
down_revision = "partner_undo"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("match", sa.Column("asked_terms", postgresql.JSONB(), nullable=True))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_column("match", "asked_terms")
