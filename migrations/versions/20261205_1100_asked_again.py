"""A plan whose worker is gone is begun again, a few times; who asked for a new password waits in a
row, so that a lost job loses nobody.

Revision ID: asked_again
Revises: interpretation_edits
"""

import sqlalchemy as sa
from alembic import op

revision = "asked_again"
down_revision = "interpretation_edits"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("plan", sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "password_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_password_request_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_request")),
    )
    op.create_index(op.f("ix_password_request_person_id"), "password_request", ["person_id"])


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("password_request")
    op.drop_column("plan", "tries")
