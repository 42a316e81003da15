"""Matches between needs and offers, and what a region chose about them.

Revision ID: matches
Revises: first_house
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "matches"
down_revision = "first_house"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "match",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("region_code", sa.String(), nullable=False),
        sa.Column("need_organisation_id", sa.Uuid(), nullable=False),
        sa.Column("offer_organisation_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("offer_quantity", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "proposed",
                "approved",
                "accepted",
                "running",
                "completed",
                "declined",
                "withdrawn",
                "lapsed",
                name="matchstatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "proposed_by",
            sa.Enum("need", "offer", "team", name="side", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("needs_review", sa.Boolean(), nullable=False),
        sa.Column("awaits_need", sa.Boolean(), nullable=False),
        sa.Column("awaits_offer", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "decline_reason",
            sa.Enum(
                "wrong_group",
                "too_far",
                "no_capacity",
                "already_solved",
                "other",
                name="declinereason",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "declined_by",
            sa.Enum("need", "offer", "team", name="side", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column(
            "withdraw_reason",
            sa.Enum(
                "no_longer_needed",
                "cannot_anymore",
                "wrong",
                "other",
                name="withdrawreason",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("ending_note", sa.String(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "succeeded", "partly", "failed", name="matchoutcome", native_enum=False, length=32
            ),
            nullable=True,
        ),
        sa.Column("people_reached", sa.Integer(), nullable=True),
        sa.Column(
            "answered_for",
            sa.Enum("need", "offer", "team", name="side", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column(
            "answer_channel",
            sa.Enum("phone", "email", "meeting", name="channel", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("answer_note", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(status = 'completed') = (outcome IS NOT NULL)",
            name=op.f("ck_match_completed_has_outcome"),
        ),
        sa.CheckConstraint(
            "(status = 'declined') = (decline_reason IS NOT NULL)",
            name=op.f("ck_match_declined_has_reason"),
        ),
        sa.CheckConstraint(
            "(status = 'withdrawn') = (withdraw_reason IS NOT NULL)",
            name=op.f("ck_match_withdrawn_has_reason"),
        ),
        sa.CheckConstraint(
            "people_reached IS NULL OR people_reached >= 0",
            name=op.f("ck_match_people_reached_positive"),
        ),
        sa.CheckConstraint(
            "quantity >= 1 AND offer_quantity >= 1", name=op.f("ck_match_quantities_positive")
        ),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_match_need_id")),
        sa.ForeignKeyConstraint(
            ["need_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_match_need_organisation_id"),
        ),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_match_offer_id")),
        sa.ForeignKeyConstraint(
            ["offer_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_match_offer_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["safety_region.code"], name=op.f("fk_match_region_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match")),
    )
    op.create_index(
        "ix_match_board", "match", ["region_code", "status", "moved_at", "id"], unique=False
    )
    op.create_index("ix_match_need", "match", ["need_id", "status"], unique=False)
    op.create_index("ix_match_need_side", "match", ["need_organisation_id", "status"], unique=False)
    op.create_index("ix_match_offer", "match", ["offer_id", "status"], unique=False)
    op.create_index(
        "ix_match_offer_side", "match", ["offer_organisation_id", "status"], unique=False
    )
    op.create_index(
        "uq_match_live_pair",
        "match",
        ["need_id", "offer_id"],
        unique=True,
        postgresql_where=sa.text("status IN ('proposed', 'approved', 'accepted', 'running')"),
    )
    op.add_column(
        "need",
        sa.Column("known_to", postgresql.ARRAY(sa.Uuid()), server_default="{}", nullable=False),
    )
    op.add_column(
        "region_settings",
        sa.Column(
            "review_mode",
            sa.Enum("all", "across", "none", name="reviewmode", native_enum=False, length=32),
            server_default="across",
            nullable=False,
        ),
    )
    op.add_column(
        "region_settings",
        sa.Column("answer_days", sa.Integer(), server_default="3", nullable=False),
    )
    op.create_check_constraint(
        op.f("ck_region_settings_answer_within_a_month"),
        "region_settings",
        "answer_days BETWEEN 1 AND 30",
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_constraint("ck_region_settings_answer_within_a_month", "region_settings")
    op.drop_column("region_settings", "answer_days")
    op.drop_column("region_settings", "review_mode")
    op.drop_column("need", "known_to")
    op.drop_index(
        "uq_match_live_pair",
        table_name="match",
        postgresql_where=sa.text("status IN ('proposed', 'approved', 'accepted', 'running')"),
    )
    op.drop_index("ix_match_offer_side", table_name="match")
    op.drop_index("ix_match_offer", table_name="match")
    op.drop_index("ix_match_need_side", table_name="match")
    op.drop_index("ix_match_need", table_name="match")
    op.drop_index("ix_match_board", table_name="match")
    op.drop_table("match")
