"""A provider says who somebody is, for an invitation that is not finished yet.

Revision ID: provider_proof
Revises: chosen_membership
"""

import sqlalchemy as sa
from alembic import op

revision = "provider_proof"
down_revision = "chosen_membership"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("provider_round", sa.Column("purpose_hash", sa.LargeBinary()))
    op.create_table(
        "provider_proof",
        sa.Column("browser_hash", sa.LargeBinary(), nullable=False),
        sa.Column("purpose_hash", sa.LargeBinary(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("sid", sa.String(length=255)),
        sa.Column("id_token", sa.String(), nullable=False),
        sa.Column("shown_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_provider_proof_provider_id")
        ),
        sa.PrimaryKeyConstraint("browser_hash", "purpose_hash", name=op.f("pk_provider_proof")),
    )
    for column in ("provider_id", "shown_at"):
        op.create_index(op.f(f"ix_provider_proof_{column}"), "provider_proof", [column])


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("provider_proof")
    op.drop_column("provider_round", "purpose_hash")
