"""Whether a browser worked for a claim: those for which none did wait in a queue of their own.

Revision ID: claims_proven
Revises: review_by
"""

import sqlalchemy as sa
from alembic import op

revision = "claims_proven"
down_revision = "review_by"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column(
        "organisation_claim",
        sa.Column("is_proven", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    # What waits already was not asked to: it keeps its place.
    op.execute("UPDATE organisation_claim SET is_proven = true")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_column("organisation_claim", "is_proven")
