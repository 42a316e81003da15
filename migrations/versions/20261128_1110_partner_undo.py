"""The minute in which a partner can undo its answer to an action; how many rows a file stored.

Revision ID: partner_undo
Revises: text_region
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "partner_undo"
down_revision = "text_region"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column(
        "action_partner", sa.Column("undo_until", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column(
        "import_draft",
        sa.Column(
            "counts", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_column("import_draft", "counts")
    op.drop_column("action_partner", "undo_until")
