"""Until when the team reviews a proposal is kept with it, so that another setting moves no date.

Revision ID: review_by
Revises: live
"""

import sqlalchemy as sa
from alembic import op

revision = "review_by"
down_revision = "live"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("match", sa.Column("review_by", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE match SET review_by = created_at + make_interval(days => coalesce((SELECT "
        "answer_days FROM region_settings s WHERE s.region_code = match.region_code), 3)) "
        "WHERE needs_review"
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_column("match", "review_by")
