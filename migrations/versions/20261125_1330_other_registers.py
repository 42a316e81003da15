"""target groups of a region and their sizes, measures, actions

Revision ID: other_registers
Revises: candidate_indexes
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from pgvector.sqlalchemy import HALFVEC
from sqlalchemy.dialects import postgresql

revision = "other_registers"
down_revision = "candidate_indexes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "measure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_code", sa.String(), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "national", "regional", "local", name="measurelevel", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("crisis_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_measure_window_in_order")
        ),
        sa.ForeignKeyConstraint(["crisis_id"], ["crisis.id"], name=op.f("fk_measure_crisis_id")),
        sa.ForeignKeyConstraint(
            ["region_code"], ["safety_region.code"], name=op.f("fk_measure_region_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
        sa.UniqueConstraint("region_code", "slug", name=op.f("uq_measure_region_code_slug")),
    )
    op.create_table(
        "target_group_words",
        sa.Column("region_code", sa.String(), nullable=False),
        sa.Column("target_group", sa.String(), nullable=False),
        sa.Column("words", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_code"], ["safety_region.code"], name=op.f("fk_target_group_words_region_code")
        ),
        sa.ForeignKeyConstraint(
            ["target_group"], ["target_group.slug"], name=op.f("fk_target_group_words_target_group")
        ),
        sa.PrimaryKeyConstraint("region_code", "target_group", name=op.f("pk_target_group_words")),
    )
    op.create_table(
        "action",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("region_code", sa.String(), nullable=False),
        sa.Column("crisis_id", sa.Uuid(), nullable=True),
        sa.Column("measure_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("target_groups", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("municipalities", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("themes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "planned",
                "running",
                "done",
                "stopped",
                name="actionstatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "succeeded", "partly", "failed", name="matchoutcome", native_enum=False, length=32
            ),
            nullable=True,
        ),
        sa.Column("outcome_note", sa.String(), nullable=False),
        sa.Column("lessons", sa.String(), nullable=False),
        sa.Column(
            "stop_reason",
            sa.Enum(
                "no_longer_needed",
                "no_partners",
                "no_means",
                "merged",
                "other",
                name="stopreason",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("people_reached", sa.Integer(), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("search_words", sa.String(), nullable=False),
        sa.Column("parts", sa.String(), nullable=False),
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed(
                "setweight(to_tsvector('dutch', title), 'A') || setweight(to_tsvector('dutch', lessons || ' ' || outcome_note || ' ' || description), 'B') || setweight(to_tsvector('dutch', search_words), 'C') || setweight(to_tsvector('dutch', parts), 'D')",
                persisted=True,
            ),
            nullable=True,
        ),
        sa.CheckConstraint(
            "(status = 'done') = (outcome IS NOT NULL)", name=op.f("ck_action_done_has_outcome")
        ),
        sa.CheckConstraint(
            "(status = 'stopped') = (stop_reason IS NOT NULL)",
            name=op.f("ck_action_stopped_has_reason"),
        ),
        sa.CheckConstraint(
            "status <> 'done' OR lessons <> ''", name=op.f("ck_action_done_has_lessons")
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on",
            name=op.f("ck_action_window_in_order"),
        ),
        sa.CheckConstraint(
            "people_reached IS NULL OR people_reached >= 0",
            name=op.f("ck_action_people_reached_positive"),
        ),
        sa.ForeignKeyConstraint(["crisis_id"], ["crisis.id"], name=op.f("fk_action_crisis_id")),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_action_measure_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_action_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["safety_region.code"], name=op.f("fk_action_region_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
    )
    op.create_index("ix_action_moved", "action", ["region_code", "moved_at", "id"], unique=False)
    op.create_index("ix_action_newest", "action", ["region_code", "created_at", "id"], unique=False)
    op.create_index(
        "ix_action_organisation", "action", ["organisation_id", "created_at", "id"], unique=False
    )
    op.create_index("ix_action_search", "action", ["search"], unique=False, postgresql_using="gin")
    op.create_index(
        "ix_action_target_groups", "action", ["target_groups"], unique=False, postgresql_using="gin"
    )
    op.create_table(
        "target_group_estimate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_code", sa.String(), nullable=False),
        sa.Column("target_group", sa.String(), nullable=False),
        sa.Column("municipality_code", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=160), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("people >= 0", name=op.f("ck_target_group_estimate_people_positive")),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["municipality.code"],
            name=op.f("fk_target_group_estimate_municipality_code"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_target_group_estimate_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["region_code"],
            ["safety_region.code"],
            name=op.f("fk_target_group_estimate_region_code"),
        ),
        sa.ForeignKeyConstraint(
            ["target_group"],
            ["target_group.slug"],
            name=op.f("fk_target_group_estimate_target_group"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_group_estimate")),
    )
    op.create_index(
        "ix_target_group_estimate_newest",
        "target_group_estimate",
        ["region_code", "target_group", "municipality_code", "as_of", "id"],
        unique=False,
    )
    op.create_table(
        "action_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("people_reached", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "people_reached IS NULL OR people_reached >= 0",
            name=op.f("ck_action_note_people_reached_positive"),
        ),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_action_note_action_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_action_note_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_note")),
    )
    op.create_index(
        "ix_action_note_action", "action_note", ["action_id", "created_at"], unique=False
    )
    op.create_table(
        "action_partner",
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "invited",
                "joined",
                "declined",
                "left",
                name="partnerstatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("asked_for", sa.String(), nullable=False),
        sa.Column("reply", sa.String(), nullable=False),
        sa.Column(
            "answer_channel",
            sa.Enum("phone", "email", "meeting", name="channel", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("answer_note", sa.String(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "answer_note = '' OR answer_channel IS NOT NULL",
            name=op.f("ck_action_partner_note_has_channel"),
        ),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["action.id"],
            name=op.f("fk_action_partner_action_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_action_partner_organisation_id")
        ),
        sa.PrimaryKeyConstraint("action_id", "organisation_id", name=op.f("pk_action_partner")),
    )
    op.create_index(
        "ix_action_partner_organisation",
        "action_partner",
        ["organisation_id", "status"],
        unique=False,
    )
    op.create_table(
        "action_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_action_step_action_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_action_step_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_step")),
    )
    op.create_index(
        "ix_action_step_action", "action_step", ["action_id", "created_at"], unique=False
    )
    op.create_index(
        "ix_action_step_organisation",
        "action_step",
        ["organisation_id", "done_at", "due_on"],
        unique=False,
    )
    op.create_table(
        "action_text",
        sa.Column("region_code", sa.String(), nullable=False),
        sa.Column("words", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("excluded", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("meaning", HALFVEC(dim=512), nullable=True),
        sa.Column("kinds", postgresql.ARRAY(sa.REAL()), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_action_text_action_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["safety_region.code"], name=op.f("fk_action_text_region_code")
        ),
        sa.PrimaryKeyConstraint("action_id", name=op.f("pk_action_text")),
    )
    op.create_index(
        op.f("ix_action_text_region_code"), "action_text", ["region_code"], unique=False
    )
    op.create_index(
        "ix_action_text_words", "action_text", ["words"], unique=False, postgresql_using="gin"
    )
    op.create_table(
        "action_match",
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("match_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_action_match_action_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["match_id"], ["match.id"], name=op.f("fk_action_match_match_id")),
        sa.PrimaryKeyConstraint("action_id", "match_id", name=op.f("pk_action_match")),
    )
    op.create_index("ix_action_match_match", "action_match", ["match_id"], unique=False)
    op.add_column("crisis", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    op.add_column("need", sa.Column("measure_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_need_measure_id"), "need", "measure", ["measure_id"], ["id"])
    op.add_column("offer", sa.Column("measure_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_offer_measure_id"), "offer", "measure", ["measure_id"], ["id"])
    op.add_column(
        "region_settings",
        sa.Column("stacking_days", sa.Integer(), server_default="90", nullable=False),
    )
    op.add_column("target_group", sa.Column("merged_into", sa.String(), nullable=True))
    op.add_column(
        "target_group", sa.Column("version", sa.Integer(), server_default="1", nullable=False)
    )
    op.create_foreign_key(
        op.f("fk_target_group_merged_into"),
        "target_group",
        "target_group",
        ["merged_into"],
        ["slug"],
    )
    op.create_check_constraint(
        op.f("ck_target_group_merged_is_regional"),
        "target_group",
        "merged_into IS NULL OR region_code IS NOT NULL",
    )
    op.create_check_constraint(
        op.f("ck_target_group_merged_into_another"), "target_group", "merged_into <> slug"
    )
    op.create_check_constraint(
        op.f("ck_region_settings_stacking_within_a_year"),
        "region_settings",
        "stacking_days BETWEEN 7 AND 365",
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_constraint(
        op.f("ck_region_settings_stacking_within_a_year"), "region_settings", type_="check"
    )
    op.drop_constraint(op.f("ck_target_group_merged_into_another"), "target_group", type_="check")
    op.drop_constraint(op.f("ck_target_group_merged_is_regional"), "target_group", type_="check")
    op.drop_constraint(op.f("fk_target_group_merged_into"), "target_group", type_="foreignkey")
    op.drop_column("target_group", "version")
    op.drop_column("target_group", "merged_into")
    op.drop_column("region_settings", "stacking_days")
    op.drop_constraint(op.f("fk_offer_measure_id"), "offer", type_="foreignkey")
    op.drop_column("offer", "measure_id")
    op.drop_constraint(op.f("fk_need_measure_id"), "need", type_="foreignkey")
    op.drop_column("need", "measure_id")
    op.drop_column("crisis", "version")
    op.drop_index("ix_action_match_match", table_name="action_match")
    op.drop_table("action_match")
    op.drop_index("ix_action_text_words", table_name="action_text", postgresql_using="gin")
    op.drop_index(op.f("ix_action_text_region_code"), table_name="action_text")
    op.drop_table("action_text")
    op.drop_index("ix_action_step_organisation", table_name="action_step")
    op.drop_index("ix_action_step_action", table_name="action_step")
    op.drop_table("action_step")
    op.drop_index("ix_action_partner_organisation", table_name="action_partner")
    op.drop_table("action_partner")
    op.drop_index("ix_action_note_action", table_name="action_note")
    op.drop_table("action_note")
    op.drop_index("ix_target_group_estimate_newest", table_name="target_group_estimate")
    op.drop_table("target_group_estimate")
    op.drop_index("ix_action_target_groups", table_name="action", postgresql_using="gin")
    op.drop_index("ix_action_search", table_name="action", postgresql_using="gin")
    op.drop_index("ix_action_organisation", table_name="action")
    op.drop_index("ix_action_newest", table_name="action")
    op.drop_index("ix_action_moved", table_name="action")
    op.drop_table("action")
    op.drop_table("target_group_words")
    op.drop_table("measure")
