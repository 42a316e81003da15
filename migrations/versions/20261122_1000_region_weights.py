"""region weights, and organisations that can help nobody for a while

Revision ID: region_weights
Revises: import_draft
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "region_weights"
down_revision = "import_draft"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("organisation", sa.Column("unavailable_until", sa.Date(), nullable=True))
    op.add_column(
        "region_settings",
        sa.Column("weights", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    )
    op.add_column("region_settings", sa.Column("suggestion_threshold", sa.Float(), nullable=True))
    op.add_column("region_settings", sa.Column("plan_threshold", sa.Float(), nullable=True))
    op.add_column(
        "region_settings", sa.Column("version", sa.Integer(), server_default="1", nullable=False)
    )
    op.create_check_constraint(
        op.f("ck_region_settings_suggestion_threshold_is_a_share"),
        "region_settings",
        "suggestion_threshold BETWEEN 0 AND 1",
    )
    op.create_check_constraint(
        op.f("ck_region_settings_plan_threshold_is_a_share"),
        "region_settings",
        "plan_threshold BETWEEN 0 AND 1",
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for name in ("plan_threshold_is_a_share", "suggestion_threshold_is_a_share"):
        op.drop_constraint(op.f(f"ck_region_settings_{name}"), "region_settings", type_="check")
    for name in ("version", "plan_threshold", "suggestion_threshold", "weights"):
        op.drop_column("region_settings", name)
    op.drop_column("organisation", "unavailable_until")
