"""What a database is for: a demonstration or production.

Revision ID: installation
Revises: known_browser
"""

import sqlalchemy as sa
from alembic import op

revision = "installation"
down_revision = "known_browser"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "installation",
        sa.Column("is_one", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("is_one", name=op.f("ck_installation_one")),
        sa.PrimaryKeyConstraint("is_one", name=op.f("pk_installation")),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("installation")
