"""When somebody was here last before this visit.

Revision ID: visit
Revises: form_draft
"""

import sqlalchemy as sa
from alembic import op

revision = "visit"
down_revision = "form_draft"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column(
        "login_session", sa.Column("seen_before_at", sa.DateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_column("login_session", "seen_before_at")
