"""What somebody was told and has not opened yet.

Revision ID: inbox
Revises: shown_lists
"""

import sqlalchemy as sa
from alembic import op

revision = "inbox"
down_revision = "shown_lists"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column(
        "mail", sa.Column("is_unread", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.drop_index("ix_mail_person", table_name="mail")
    op.create_index("ix_mail_inbox", "mail", ["person_id", "created_at", "id"])
    op.create_index("ix_mail_unread", "mail", ["person_id"], postgresql_where=sa.text("is_unread"))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    # A version that does not know it would never send these, nor forget them.
    op.execute("DELETE FROM mail WHERE state = 'not_mailed'")
    op.drop_index("ix_mail_unread", table_name="mail")
    op.drop_index("ix_mail_inbox", table_name="mail")
    op.create_index("ix_mail_person", "mail", ["person_id"])
    op.drop_column("mail", "is_unread")
