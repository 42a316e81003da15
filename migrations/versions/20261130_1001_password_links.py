"""links with which somebody sets a password anew

Revision ID: password_links
Revises: mail_again
"""

import sqlalchemy as sa
from alembic import op

revision = "password_links"
down_revision = "mail_again"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "password_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_password_link_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_link")),
        sa.UniqueConstraint("person_id", name=op.f("uq_password_link_person_id")),
    )
    op.create_index("ix_password_link_expires_at", "password_link", ["expires_at"], unique=False)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_index("ix_password_link_expires_at", table_name="password_link")
    op.drop_table("password_link")
