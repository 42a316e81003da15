"""What somebody typed in a long form and has not sent yet.

Revision ID: form_draft
Revises: agreed
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "form_draft"
down_revision = "agreed"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "form_draft",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("page", sa.String(length=300), nullable=False),
        sa.Column("fields", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_to", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_form_draft_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "page", name=op.f("pk_form_draft")),
    )
    op.create_index(op.f("ix_form_draft_kept_at"), "form_draft", ["kept_at"])


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("form_draft")
