"""Notes between the two sides of a match.

Revision ID: match_note
Revises: inbox
"""

import sqlalchemy as sa
from alembic import op

revision = "match_note"
down_revision = "inbox"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "match_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("match_id", sa.Uuid(), nullable=False),
        sa.Column(
            "side",
            sa.Enum("need", "offer", "team", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("side IN ('need', 'offer')", name=op.f("ck_match_note_side_takes_part")),
        sa.ForeignKeyConstraint(
            ["match_id"], ["match.id"], name=op.f("fk_match_note_match_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_note")),
    )
    op.create_index("ix_match_note_match", "match_note", ["match_id", "created_at", "id"])
    op.create_index("ix_match_note_new", "match_note", ["created_at"])


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("match_note")
