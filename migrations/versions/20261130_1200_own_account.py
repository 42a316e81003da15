"""A language of one's own, the browser of a session, and a new address until it is confirmed.

Revision ID: own_account
Revises: invitations
"""

import sqlalchemy as sa
from alembic import op

revision = "own_account"
down_revision = "invitations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    language = sa.Column("language", sa.String(length=2), nullable=False, server_default="")
    browser = sa.Column("browser", sa.String(length=40), nullable=False, server_default="")
    op.add_column("person", language)
    op.add_column("login_session", browser)
    proven_at = sa.Column("proven_at", sa.DateTime(timezone=True), nullable=True)
    op.add_column("login_session", proven_at)
    op.create_table(
        "address_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_address_change_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_change")),
        sa.UniqueConstraint("person_id", name=op.f("uq_address_change_person_id")),
    )


def downgrade() -> None:
    op.drop_table("address_change")
    op.drop_column("login_session", "proven_at")
    op.drop_column("login_session", "browser")
    op.drop_column("person", "language")
