"""A digest of a form that was sent, so that another text is never taken for the same form.

Revision ID: sent_as
Revises: count_work
"""

import sqlalchemy as sa
from alembic import op

revision = "sent_as"
down_revision = "count_work"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("form_draft", sa.Column("sent_as", sa.String(length=64), nullable=True))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_column("form_draft", "sent_as")
