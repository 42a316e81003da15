"""About which topics somebody wants no mail, and of which days the overview went out.

Revision ID: messages
Revises: invitation_origin
"""

import sqlalchemy as sa
from alembic import op

revision = "messages"
down_revision = "invitation_origin"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "mail_refusal",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "topic",
            sa.Enum("questions", "endings", "digest", name="topic", native_enum=False, length=32),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_mail_refusal_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "topic", name=op.f("pk_mail_refusal")),
    )
    op.create_table(
        "digest_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_digest_day")),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("digest_day")
    op.drop_table("mail_refusal")
