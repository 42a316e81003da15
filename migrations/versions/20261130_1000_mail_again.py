"""since when a mail is tried

Revision ID: mail_again
Revises: profiles
"""

import sqlalchemy as sa
from alembic import op

revision = "mail_again"
down_revision = "profiles"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("mail", sa.Column("trying_since", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE mail SET trying_since = created_at")
    op.alter_column("mail", "trying_since", nullable=False)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_column("mail", "trying_since")
