"""Large files that the worker stores: what its sender chose, and how far it is.

Revision ID: large_file
Revises: tallies
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "large_file"
down_revision = "tallies"
branch_labels = None
depends_on = None

NEW = ("asked", "asked_at", "progress", "stored_at", "is_stopped")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("import_draft", sa.Column("asked", postgresql.JSONB(), nullable=True))
    op.add_column("import_draft", sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
    for name, kind, default in (
        ("progress", sa.Integer(), "0"),
        ("is_stopped", sa.Boolean(), "false"),
    ):
        op.add_column(
            "import_draft",
            sa.Column(name, kind, server_default=sa.text(default), nullable=False),
        )
        op.alter_column("import_draft", name, server_default=None)
    op.add_column("import_draft", sa.Column("stored_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for name in reversed(NEW):
        op.drop_column("import_draft", name)
