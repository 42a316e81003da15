"""The life domains a kind of help serves. `seed reference` fills them.

Revision ID: support_type_themes
Revises: answers_per_side
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "support_type_themes"
down_revision = "answers_per_side"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column(
        "support_type",
        sa.Column("themes", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_column("support_type", "themes")
