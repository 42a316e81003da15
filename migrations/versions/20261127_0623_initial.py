"""Every table of the product, the append-only trail and the job queue.

The tables are as `alembic revision --autogenerate` writes them for an empty database; by hand are
the extension, how vectors are stored, the trail, the queue and the way down.

Revision ID: initial
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from pgvector.sqlalchemy import HALFVEC
from procrastinate.schema import SchemaManager
from sqlalchemy.dialects import postgresql

revision = "initial"
down_revision = None
branch_labels = None
depends_on = None

TRAIL_IS_APPEND_ONLY = """
CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_entry is append-only';
END $$;
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse();
CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse();
"""

DROP_PROCRASTINATE = """
DO $$
DECLARE thing record;
BEGIN
    FOR thing IN SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relname LIKE 'procrastinate_%' LOOP
        EXECUTE format('DROP TABLE IF EXISTS %I CASCADE', thing.relname);
    END LOOP;
    FOR thing IN SELECT p.oid::regprocedure AS signature FROM pg_proc p WHERE p.proname LIKE 'procrastinate_%' LOOP
        EXECUTE format('DROP FUNCTION IF EXISTS %s CASCADE', thing.signature);
    END LOOP;
    FOR thing IN SELECT typname FROM pg_type WHERE typname LIKE 'procrastinate_%' AND typtype IN ('e', 'c') LOOP
        EXECUTE format('DROP TYPE IF EXISTS %I CASCADE', thing.typname);
    END LOOP;
END $$;
"""

# As they are made, so that each comes after what it refers to.
TABLES = (
    "audit_entry",
    "person",
    "safety_region",
    "sign_in_failure",
    "word_count",
    "crisis",
    "login_session",
    "municipality",
    "plan",
    "region_settings",
    "support_type",
    "target_group",
    "theme",
    "measure",
    "organisation",
    "target_group_words",
    "action",
    "import_draft",
    "membership",
    "need",
    "offer",
    "organisation_profile",
    "target_group_estimate",
    "action_note",
    "action_partner",
    "action_step",
    "action_text",
    "match",
    "need_text",
    "offer_text",
    "pair_rejection",
    "plan_need",
    "action_match",
    "plan_line",
)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("CREATE EXTENSION IF NOT EXISTS vector")
    _create_tables()
    # Kept in the row: every look at the candidates of a region reads all its vectors.
    for table in ("need_text", "offer_text"):
        op.execute(f"ALTER TABLE {table} ALTER COLUMN meaning SET STORAGE PLAIN")
    op.execute(TRAIL_IS_APPEND_ONLY)
    # As the driver wants it: the script holds colons, and percent signs that must be doubled.
    op.get_bind().exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))


def _create_tables() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("region_code", sa.String(length=4), nullable=True),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index("ix_audit_entry_object", "audit_entry", ["object_id", "at"], unique=False)
    op.create_index("ix_audit_entry_person", "audit_entry", ["person_id", "at"], unique=False)
    op.create_index("ix_audit_entry_region", "audit_entry", ["region_code", "at"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    op.create_table(
        "safety_region",
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sort_name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_safety_region")),
    )
    op.create_table(
        "sign_in_failure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failure")),
    )
    op.create_index(op.f("ix_sign_in_failure_at"), "sign_in_failure", ["at"], unique=False)
    op.create_index(
        op.f("ix_sign_in_failure_key_hash"), "sign_in_failure", ["key_hash"], unique=False
    )
    op.create_table(
        "word_count",
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_word_count")),
    )
    op.create_table(
        "crisis",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_code", sa.String(), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "phase",
            sa.Enum(
                "acute", "recovery", "aftercare", name="crisisphase", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= started_on", name=op.f("ck_crisis_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["safety_region.code"], name=op.f("fk_crisis_region_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crisis")),
        sa.UniqueConstraint("region_code", "slug", name=op.f("uq_crisis_region_code_slug")),
    )
    op.create_table(
        "login_session",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_login_session_person_id")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_login_session")),
    )
    op.create_index(
        op.f("ix_login_session_last_seen_at"), "login_session", ["last_seen_at"], unique=False
    )
    op.create_index(
        op.f("ix_login_session_person_id"), "login_session", ["person_id"], unique=False
    )
    op.create_table(
        "municipality",
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sort_name", sa.String(), nullable=False),
        sa.Column("region_code", sa.String(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("neighbours", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_code"], ["safety_region.code"], name=op.f("fk_municipality_region_code")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_municipality")),
    )
    op.create_index(
        op.f("ix_municipality_region_code"), "municipality", ["region_code"], unique=False
    )
    op.create_table(
        "plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_code", sa.String(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "queued",
                "running",
                "ready",
                "failed",
                name="planstatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "stage",
            sa.Enum(
                "gathering",
                "comparing",
                "solving",
                "checking",
                "storing",
                name="planstage",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "failure",
            sa.Enum(
                "too_large", "stopped", "broken", name="planfailure", native_enum=False, length=32
            ),
            nullable=True,
        ),
        sa.Column("need_count", sa.Integer(), nullable=False),
        sa.Column("offer_count", sa.Integer(), nullable=False),
        sa.Column("pair_count", sa.Integer(), nullable=False),
        sa.Column("objective", sa.BigInteger(), nullable=True),
        sa.Column("bound", sa.BigInteger(), nullable=True),
        sa.Column("wanted", sa.BigInteger(), nullable=True),
        sa.Column("covered", sa.BigInteger(), nullable=True),
        sa.Column("engine", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(status = 'failed') = (failure IS NOT NULL)", name=op.f("ck_plan_failed_has_reason")
        ),
        sa.CheckConstraint(
            "(status = 'ready') = (objective IS NOT NULL) AND (status = 'ready') = (covered IS NOT NULL)",
            name=op.f("ck_plan_ready_has_result"),
        ),
        sa.CheckConstraint(
            "(status = 'running') = (stage IS NOT NULL)", name=op.f("ck_plan_running_has_stage")
        ),
        sa.CheckConstraint(
            "(status IN ('ready', 'failed')) = (finished_at IS NOT NULL)",
            name=op.f("ck_plan_ended_has_moment"),
        ),
        sa.CheckConstraint("bound >= objective", name=op.f("ck_plan_bound_above_objective")),
        sa.CheckConstraint(
            "covered BETWEEN 0 AND wanted", name=op.f("ck_plan_covered_within_wanted")
        ),
        sa.CheckConstraint(
            "need_count >= 0 AND offer_count >= 0 AND pair_count >= 0",
            name=op.f("ck_plan_counts_positive"),
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["safety_region.code"], name=op.f("fk_plan_region_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
    )
    op.create_index("ix_plan_newest", "plan", ["region_code", "created_at"], unique=False)
    op.create_index(
        "uq_plan_live",
        "plan",
        ["region_code"],
        unique=True,
        postgresql_where=sa.text("status IN ('queued', 'running')"),
    )
    op.create_table(
        "region_settings",
        sa.Column("region_code", sa.String(), nullable=False),
        sa.Column("moderated_kinds", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("freshness_weeks", sa.Integer(), nullable=False),
        sa.Column(
            "review_mode",
            sa.Enum("all", "across", "none", name="reviewmode", native_enum=False, length=32),
            server_default="across",
            nullable=False,
        ),
        sa.Column("answer_days", sa.Integer(), server_default="3", nullable=False),
        sa.Column(
            "weights", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("suggestion_threshold", sa.Float(), nullable=True),
        sa.Column("plan_threshold", sa.Float(), nullable=True),
        sa.Column("stacking_days", sa.Integer(), server_default="90", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "answer_days BETWEEN 1 AND 30", name=op.f("ck_region_settings_answer_within_a_month")
        ),
        sa.CheckConstraint(
            "freshness_weeks BETWEEN 1 AND 52", name=op.f("ck_region_settings_freshness_in_a_year")
        ),
        sa.CheckConstraint(
            "plan_threshold BETWEEN 0 AND 1",
            name=op.f("ck_region_settings_plan_threshold_is_a_share"),
        ),
        sa.CheckConstraint(
            "stacking_days BETWEEN 7 AND 365",
            name=op.f("ck_region_settings_stacking_within_a_year"),
        ),
        sa.CheckConstraint(
            "suggestion_threshold BETWEEN 0 AND 1",
            name=op.f("ck_region_settings_suggestion_threshold_is_a_share"),
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["safety_region.code"], name=op.f("fk_region_settings_region_code")
        ),
        sa.PrimaryKeyConstraint("region_code", name=op.f("pk_region_settings")),
    )
    op.create_table(
        "support_type",
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("label_nl", sa.String(), nullable=False),
        sa.Column("label_en", sa.String(), nullable=False),
        sa.Column("synonyms", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(), nullable=True),
        sa.Column("themes", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(
            ["region_code"], ["safety_region.code"], name=op.f("fk_support_type_region_code")
        ),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_support_type")),
    )
    op.create_table(
        "target_group",
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("label_nl", sa.String(), nullable=False),
        sa.Column("label_en", sa.String(), nullable=False),
        sa.Column("synonyms", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(), nullable=True),
        sa.Column("merged_into", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("merged_into <> slug", name=op.f("ck_target_group_merged_into_another")),
        sa.CheckConstraint(
            "merged_into IS NULL OR region_code IS NOT NULL",
            name=op.f("ck_target_group_merged_is_regional"),
        ),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["target_group.slug"], name=op.f("fk_target_group_merged_into")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["safety_region.code"], name=op.f("fk_target_group_region_code")
        ),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_target_group")),
    )
    op.create_table(
        "theme",
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("label_nl", sa.String(), nullable=False),
        sa.Column("label_en", sa.String(), nullable=False),
        sa.Column("synonyms", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["region_code"], ["safety_region.code"], name=op.f("fk_theme_region_code")
        ),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_theme")),
    )
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
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("sort_name", sa.String(length=160), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "municipality",
                "safety_region",
                "initiative",
                "welfare",
                "care",
                "faith",
                "education",
                "business",
                "national",
                "other",
                name="organisationkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("region_code", sa.String(), nullable=False),
        sa.Column("municipality_code", sa.String(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "requested",
                "admitted",
                "refused",
                "suspended",
                name="organisationstatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("unavailable_until", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["municipality.code"],
            name=op.f("fk_organisation_municipality_code"),
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["safety_region.code"], name=op.f("fk_organisation_region_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_index(
        op.f("ix_organisation_region_code"), "organisation", ["region_code"], unique=False
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
        "import_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("needs", "offers", "sizes", name="importkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("filename", sa.String(length=120), nullable=False),
        sa.Column("rows", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_import_draft_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_import_draft_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_draft")),
    )
    op.create_index(op.f("ix_import_draft_person_id"), "import_draft", ["person_id"], unique=False)
    op.create_table(
        "membership",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "reader",
                "member",
                "coordinator",
                "administrator",
                name="role",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_membership_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.PrimaryKeyConstraint("person_id", "organisation_id", name=op.f("pk_membership")),
    )
    op.create_index(
        op.f("ix_membership_organisation_id"), "membership", ["organisation_id"], unique=False
    )
    op.create_table(
        "need",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("region_code", sa.String(), nullable=False),
        sa.Column("municipality_code", sa.String(), nullable=True),
        sa.Column("crisis_id", sa.Uuid(), nullable=True),
        sa.Column("measure_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("support_type", sa.String(), nullable=False),
        sa.Column("target_group", sa.String(), nullable=False),
        sa.Column("also_groups", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column(
            "unit",
            sa.Enum(
                "people",
                "places",
                "pieces",
                "hours_per_week",
                "rides_per_week",
                "parcels_per_week",
                name="unit",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("committed", sa.Integer(), nullable=False),
        sa.Column("known_to", postgresql.ARRAY(sa.Uuid()), server_default="{}", nullable=False),
        sa.Column(
            "urgency",
            sa.Enum("low", "normal", "high", "acute", name="urgency", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "urgency_order",
            sa.SmallInteger(),
            sa.Computed(
                "CASE urgency WHEN 'acute' THEN 0 WHEN 'high' THEN 1 WHEN 'normal' THEN 2 ELSE 3 END",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column("needed_from", sa.Date(), nullable=False),
        sa.Column("needed_until", sa.Date(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "open",
                "closed",
                "withdrawn",
                name="needstatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum("met", "partly_met", "unmet", name="needoutcome", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column(
            "withdrawal",
            sa.Enum(
                "no_longer_needed",
                "already_solved",
                "duplicate",
                "wrong",
                "other",
                name="needwithdrawal",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("closing_note", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("search_words", sa.String(), nullable=False),
        sa.Column("parts", sa.String(), server_default="", nullable=False),
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed(
                "setweight(to_tsvector('dutch', title), 'A') || setweight(to_tsvector('dutch', description), 'B') || setweight(to_tsvector('dutch', search_words), 'C') || setweight(to_tsvector('dutch', parts), 'D')",
                persisted=True,
            ),
            nullable=True,
        ),
        sa.CheckConstraint(
            "(status = 'closed') = (outcome IS NOT NULL)", name=op.f("ck_need_closed_has_outcome")
        ),
        sa.CheckConstraint(
            "(status = 'withdrawn') = (withdrawal IS NOT NULL)",
            name=op.f("ck_need_withdrawn_has_reason"),
        ),
        sa.CheckConstraint(
            "committed BETWEEN 0 AND quantity", name=op.f("ck_need_committed_within_quantity")
        ),
        sa.CheckConstraint(
            "needed_until IS NULL OR needed_until >= needed_from",
            name=op.f("ck_need_window_in_order"),
        ),
        sa.CheckConstraint("people IS NULL OR people >= 1", name=op.f("ck_need_people_positive")),
        sa.CheckConstraint("quantity >= 1", name=op.f("ck_need_quantity_positive")),
        sa.ForeignKeyConstraint(["crisis_id"], ["crisis.id"], name=op.f("fk_need_crisis_id")),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_need_measure_id")),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_need_municipality_code")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_need_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["safety_region.code"], name=op.f("fk_need_region_code")
        ),
        sa.ForeignKeyConstraint(
            ["support_type"], ["support_type.slug"], name=op.f("fk_need_support_type")
        ),
        sa.ForeignKeyConstraint(
            ["target_group"], ["target_group.slug"], name=op.f("fk_need_target_group")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
    )
    op.create_index(
        "ix_need_candidates",
        "need",
        ["region_code", "status"],
        unique=False,
        postgresql_include=[
            "id",
            "organisation_id",
            "crisis_id",
            "municipality_code",
            "support_type",
            "people",
            "quantity",
            "committed",
            "needed_from",
            "needed_until",
            "edited_at",
            "version",
        ],
    )
    op.create_index("ix_need_newest", "need", ["region_code", "created_at", "id"], unique=False)
    op.create_index(
        "ix_need_organisation", "need", ["organisation_id", "created_at", "id"], unique=False
    )
    op.create_index("ix_need_search", "need", ["search"], unique=False, postgresql_using="gin")
    op.create_index(
        "ix_need_urgent", "need", ["region_code", "urgency_order", "created_at", "id"], unique=False
    )
    op.create_table(
        "offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("region_code", sa.String(), nullable=False),
        sa.Column("crisis_id", sa.Uuid(), nullable=True),
        sa.Column("measure_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("support_type", sa.String(), nullable=False),
        sa.Column("target_groups", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("municipalities", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column(
            "unit",
            sa.Enum(
                "people",
                "places",
                "pieces",
                "hours_per_week",
                "rides_per_week",
                "parcels_per_week",
                name="unit",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("committed", sa.Integer(), nullable=False),
        sa.Column("available_from", sa.Date(), nullable=False),
        sa.Column("available_until", sa.Date(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "submitted",
                "published",
                "paused",
                "withdrawn",
                name="offerstatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "withdrawal",
            sa.Enum(
                "no_capacity",
                "stopped",
                "duplicate",
                "other",
                name="offerwithdrawal",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("closing_note", sa.String(), nullable=False),
        sa.Column("team_note", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fresh_until", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("search_words", sa.String(), nullable=False),
        sa.Column("parts", sa.String(), server_default="", nullable=False),
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed(
                "setweight(to_tsvector('dutch', title), 'A') || setweight(to_tsvector('dutch', description), 'B') || setweight(to_tsvector('dutch', search_words), 'C') || setweight(to_tsvector('dutch', parts), 'D')",
                persisted=True,
            ),
            nullable=True,
        ),
        sa.CheckConstraint(
            "(status = 'withdrawn') = (withdrawal IS NOT NULL)",
            name=op.f("ck_offer_withdrawn_has_reason"),
        ),
        sa.CheckConstraint(
            "status <> 'published' OR fresh_until IS NOT NULL",
            name=op.f("ck_offer_published_is_confirmed"),
        ),
        sa.CheckConstraint(
            "available_until IS NULL OR available_until >= available_from",
            name=op.f("ck_offer_window_in_order"),
        ),
        sa.CheckConstraint(
            "cardinality(target_groups) >= 1", name=op.f("ck_offer_some_target_group")
        ),
        sa.CheckConstraint(
            "committed BETWEEN 0 AND quantity", name=op.f("ck_offer_committed_within_quantity")
        ),
        sa.CheckConstraint("quantity >= 1", name=op.f("ck_offer_quantity_positive")),
        sa.ForeignKeyConstraint(["crisis_id"], ["crisis.id"], name=op.f("fk_offer_crisis_id")),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_offer_measure_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_offer_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["safety_region.code"], name=op.f("fk_offer_region_code")
        ),
        sa.ForeignKeyConstraint(
            ["support_type"], ["support_type.slug"], name=op.f("fk_offer_support_type")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
    )
    op.create_index(
        "ix_offer_candidates",
        "offer",
        ["region_code", "status"],
        unique=False,
        postgresql_include=[
            "id",
            "organisation_id",
            "crisis_id",
            "support_type",
            "municipalities",
            "quantity",
            "committed",
            "available_from",
            "available_until",
            "fresh_until",
            "published_at",
            "edited_at",
            "version",
        ],
    )
    op.create_index("ix_offer_fresh", "offer", ["region_code", "fresh_until", "id"], unique=False)
    op.create_index(
        "ix_offer_municipalities", "offer", ["municipalities"], unique=False, postgresql_using="gin"
    )
    op.create_index("ix_offer_newest", "offer", ["region_code", "created_at", "id"], unique=False)
    op.create_index(
        "ix_offer_organisation", "offer", ["organisation_id", "created_at", "id"], unique=False
    )
    op.create_index("ix_offer_search", "offer", ["search"], unique=False, postgresql_using="gin")
    op.create_index(
        "ix_offer_target_groups", "offer", ["target_groups"], unique=False, postgresql_using="gin"
    )
    op.create_table(
        "organisation_profile",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("contact_email", sa.String(), nullable=False),
        sa.Column("contact_phone", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_profile_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_organisation_profile")),
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
        sa.Column("meaning", HALFVEC(512), nullable=True),
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
        sa.Column("tell_at", sa.DateTime(timezone=True), nullable=True),
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
            "need_answer_channel",
            sa.Enum("phone", "email", "meeting", name="channel", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("need_answer_note", sa.String(), nullable=False),
        sa.Column(
            "offer_answer_channel",
            sa.Enum("phone", "email", "meeting", name="channel", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("offer_answer_note", sa.String(), nullable=False),
        sa.Column(
            "terms", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("engine", sa.String(length=40), nullable=True),
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
            "need_answer_note = '' OR need_answer_channel IS NOT NULL",
            name=op.f("ck_match_need_note_has_channel"),
        ),
        sa.CheckConstraint(
            "offer_answer_note = '' OR offer_answer_channel IS NOT NULL",
            name=op.f("ck_match_offer_note_has_channel"),
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
    op.create_table(
        "need_text",
        sa.Column("region_code", sa.String(), nullable=False),
        sa.Column("words", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("excluded", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("meaning", HALFVEC(512), nullable=True),
        sa.Column("kinds", postgresql.ARRAY(sa.REAL()), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["need_id"], ["need.id"], name=op.f("fk_need_text_need_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["safety_region.code"], name=op.f("fk_need_text_region_code")
        ),
        sa.PrimaryKeyConstraint("need_id", name=op.f("pk_need_text")),
    )
    op.create_index(
        "ix_need_text_meaning",
        "need_text",
        ["meaning"],
        unique=False,
        postgresql_using="hnsw",
        postgresql_ops={"meaning": "halfvec_cosine_ops"},
    )
    op.create_index(op.f("ix_need_text_region_code"), "need_text", ["region_code"], unique=False)
    op.create_index(
        "ix_need_text_words", "need_text", ["words"], unique=False, postgresql_using="gin"
    )
    op.create_table(
        "offer_text",
        sa.Column("region_code", sa.String(), nullable=False),
        sa.Column("words", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("excluded", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("meaning", HALFVEC(512), nullable=True),
        sa.Column("kinds", postgresql.ARRAY(sa.REAL()), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offer.id"], name=op.f("fk_offer_text_offer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["safety_region.code"], name=op.f("fk_offer_text_region_code")
        ),
        sa.PrimaryKeyConstraint("offer_id", name=op.f("pk_offer_text")),
    )
    op.create_index(
        "ix_offer_text_meaning",
        "offer_text",
        ["meaning"],
        unique=False,
        postgresql_using="hnsw",
        postgresql_ops={"meaning": "halfvec_cosine_ops"},
    )
    op.create_index(op.f("ix_offer_text_region_code"), "offer_text", ["region_code"], unique=False)
    op.create_index(
        "ix_offer_text_words", "offer_text", ["words"], unique=False, postgresql_using="gin"
    )
    op.create_table(
        "pair_rejection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column(
            "side",
            sa.Enum("need", "offer", "team", name="side", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "reason",
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
            nullable=False,
        ),
        sa.Column("need_version", sa.Integer(), nullable=False),
        sa.Column("offer_version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_pair_rejection_need_id")),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offer.id"], name=op.f("fk_pair_rejection_offer_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_pair_rejection_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_rejection")),
        sa.UniqueConstraint(
            "need_id", "offer_id", "side", name="uq_pair_rejection_need_id_offer_id_side"
        ),
    )
    op.create_index("ix_pair_rejection_offer", "pair_rejection", ["offer_id"], unique=False)
    op.create_table(
        "plan_need",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("planned", sa.Integer(), nullable=False),
        sa.Column(
            "gap",
            sa.Enum(
                "no_offer",
                "units_differ",
                "other_period",
                "too_far",
                "poor_fit",
                "asked_elsewhere",
                "more_urgent",
                "as_urgent",
                "not_enough",
                name="gapreason",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.CheckConstraint(
            "(planned < wanted) = (gap IS NOT NULL)", name=op.f("ck_plan_need_open_has_reason")
        ),
        sa.CheckConstraint(
            "planned BETWEEN 0 AND wanted AND wanted >= 1",
            name=op.f("ck_plan_need_planned_within_wanted"),
        ),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_plan_need_need_id")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_plan_need_plan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("plan_id", "need_id", name=op.f("pk_plan_need")),
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
    op.create_table(
        "plan_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("terms", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "status",
            sa.Enum("open", "taken", "left", name="linestatus", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "left_reason",
            sa.Enum(
                "need_ended",
                "need_covered",
                "offer_ended",
                "offer_full",
                "already_asked",
                "other",
                name="leftreason",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("match_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(status = 'left') = (left_reason IS NOT NULL)",
            name=op.f("ck_plan_line_left_has_reason"),
        ),
        sa.CheckConstraint(
            "(status = 'taken') = (match_id IS NOT NULL)", name=op.f("ck_plan_line_taken_has_match")
        ),
        sa.CheckConstraint("quantity >= 1", name=op.f("ck_plan_line_quantity_positive")),
        sa.CheckConstraint("score BETWEEN 0 AND 1", name=op.f("ck_plan_line_score_in_range")),
        sa.ForeignKeyConstraint(["match_id"], ["match.id"], name=op.f("fk_plan_line_match_id")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_plan_line_need_id")),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_plan_line_offer_id")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_plan_line_plan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_line")),
    )
    op.create_index("ix_plan_line_match", "plan_line", ["match_id"], unique=False)
    op.create_index(
        "uq_plan_line_pair", "plan_line", ["plan_id", "need_id", "offer_id"], unique=True
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(DROP_PROCRASTINATE)
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute("DROP FUNCTION audit_entry_refuse()")
    op.execute("DROP EXTENSION vector")
