"""Who asks to speak for an organisation that is there already.

Revision ID: claims
Revises: count_asked
"""

import sqlalchemy as sa
from alembic import op

revision = "claims"
down_revision = "count_asked"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "organisation_claim",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("contact_name", sa.String(length=120), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("contact_phone", sa.String(length=160), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "waiting", "granted", "refused", name="claimstatus", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("answer", sa.String(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(status = 'waiting') = (ended_at IS NULL)",
            name=op.f("ck_organisation_claim_ended_at_its_end"),
        ),
        sa.CheckConstraint(
            "status <> 'refused' OR answer <> ''",
            name=op.f("ck_organisation_claim_refused_has_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_claim_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_claim")),
    )
    op.create_index(
        "ix_organisation_claim_status",
        "organisation_claim",
        ["status", "organisation_id", "created_at"],
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("organisation_claim")
