"""A region can oblige people of a kind of organisation to sign in through a provider.

Revision ID: required_provider
Revises: provider_proof
"""

import sqlalchemy as sa
from alembic import op

revision = "required_provider"
down_revision = "provider_proof"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column(
        "region_settings",
        sa.Column("provider_kinds", sa.ARRAY(sa.Text()), nullable=False, server_default="{}"),
    )
    op.add_column(
        "pending_sign_in",
        sa.Column("waits_for_provider", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_column("pending_sign_in", "waits_for_provider")
    op.drop_column("region_settings", "provider_kinds")
