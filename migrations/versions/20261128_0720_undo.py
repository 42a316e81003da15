"""The minute in which who answered a match can undo it.

Revision ID: undo
Revises: installation
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "undo"
down_revision = "installation"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("match", sa.Column("undo_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "match",
        sa.Column(
            "before_answer",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
        ),
    )
    op.create_index(
        "ix_match_undo",
        "match",
        ["undo_until"],
        postgresql_where=sa.text("undo_until IS NOT NULL"),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_index("ix_match_undo", table_name="match")
    op.drop_column("match", "before_answer")
    op.drop_column("match", "undo_until")
