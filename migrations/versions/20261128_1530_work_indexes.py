"""What waits for an organisation is found in an index of its own rows, as every page counts it.

Revision ID: work_indexes
Revises: count_past
"""

import sqlalchemy as sa
from alembic import op

revision = "work_indexes"
down_revision = "count_past"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_index("ix_need_work", "need", ["organisation_id", "status", "needed_until"])
    op.create_index(
        "ix_offer_work",
        "offer",
        ["organisation_id", "status", sa.text("LEAST(available_until, fresh_until)")],
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_index("ix_offer_work", table_name="offer")
    op.drop_index("ix_need_work", table_name="need")
