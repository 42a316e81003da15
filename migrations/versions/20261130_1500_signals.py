"""What residents pass on through the public doors.

Revision ID: signals
Revises: replies
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "signals"
down_revision = "replies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "signal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("signal", "help", name="signalkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("region_code", sa.String(), nullable=False),
        sa.Column("municipality_code", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column(
            "tone",
            sa.Enum("negative", "positive", name="signaltone", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("target_group", sa.String(length=64), nullable=True),
        sa.Column("support_type", sa.String(length=64), nullable=True),
        sa.Column("moments", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column(
            "rhythm",
            sa.Enum("once", "weekly", "often", name="helprhythm", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("form_key", sa.Uuid(), nullable=False),
        sa.Column("is_proven", sa.Boolean(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "received",
                "accepted",
                "rejected",
                "taken_back",
                name="signalstatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "rejection",
            sa.Enum(
                "known",
                "one_person",
                "not_now",
                "elsewhere",
                "unclear",
                "other",
                name="signalrejection",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind = 'signal') = (tone IS NOT NULL)", name=op.f("ck_signal_tone_of_a_signal")
        ),
        sa.CheckConstraint(
            "(status = 'received') = (ended_at IS NULL)", name=op.f("ck_signal_ended_at_its_end")
        ),
        sa.CheckConstraint(
            "(status = 'rejected') = (rejection IS NOT NULL)", name=op.f("ck_signal_reason_why")
        ),
        sa.CheckConstraint(
            "status = 'received' OR email IS NULL", name=op.f("ck_signal_email_until_its_end")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_signal_municipality_code")
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offer.id"], name=op.f("fk_signal_offer_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["safety_region.code"], name=op.f("fk_signal_region_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal")),
        sa.UniqueConstraint("form_key", name=op.f("uq_signal_form_key")),
        sa.UniqueConstraint("number", name=op.f("uq_signal_number")),
    )
    op.create_index(
        "ix_signal_municipality",
        "signal",
        ["municipality_code", "status", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_signal_region", "signal", ["region_code", "status", "created_at", "id"], unique=False
    )
    op.create_table(
        "signal_try",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal_try")),
    )
    op.create_index("ix_signal_try_key", "signal_try", ["key_hash", "at"], unique=False)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("signal_try")
    op.drop_table("signal")
