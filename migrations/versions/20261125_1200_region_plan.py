"""region plan

Revision ID: region_plan
Revises: review_grace
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "region_plan"
down_revision = "review_grace"
branch_labels = None
depends_on = None

LIVE = "status IN ('queued', 'running')"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_code", sa.String(length=4), nullable=False),
        sa.Column(
            "status", _enum("planstatus", "queued", "running", "ready", "failed"), nullable=False
        ),
        sa.Column(
            "stage",
            _enum("planstage", "gathering", "comparing", "solving", "checking", "storing"),
            nullable=True,
        ),
        sa.Column("failure", _enum("planfailure", "too_large", "stopped", "broken"), nullable=True),
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
            "(status = 'running') = (stage IS NOT NULL)", name=op.f("ck_plan_running_has_stage")
        ),
        sa.CheckConstraint(
            "(status = 'ready') = (objective IS NOT NULL) AND (status = 'ready') = (covered IS NOT NULL)",
            name=op.f("ck_plan_ready_has_result"),
        ),
        sa.CheckConstraint(
            "(status IN ('ready', 'failed')) = (finished_at IS NOT NULL)",
            name=op.f("ck_plan_ended_has_moment"),
        ),
        sa.CheckConstraint("bound >= objective", name=op.f("ck_plan_bound_above_objective")),
        sa.CheckConstraint(
            "need_count >= 0 AND offer_count >= 0 AND pair_count >= 0",
            name=op.f("ck_plan_counts_positive"),
        ),
        sa.CheckConstraint(
            "covered BETWEEN 0 AND wanted", name=op.f("ck_plan_covered_within_wanted")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["safety_region.code"], name=op.f("fk_plan_region_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
    )
    op.create_index(
        "uq_plan_live", "plan", ["region_code"], unique=True, postgresql_where=sa.text(LIVE)
    )
    op.create_index("ix_plan_newest", "plan", ["region_code", "created_at"])
    op.create_table(
        "plan_need",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("planned", sa.Integer(), nullable=False),
        sa.Column(
            "gap",
            _enum(
                "gapreason",
                "no_offer",
                "units_differ",
                "other_period",
                "too_far",
                "poor_fit",
                "asked_elsewhere",
                "more_urgent",
                "as_urgent",
                "not_enough",
            ),
            nullable=True,
        ),
        sa.CheckConstraint(
            "planned BETWEEN 0 AND wanted AND wanted >= 1",
            name=op.f("ck_plan_need_planned_within_wanted"),
        ),
        sa.CheckConstraint(
            "(planned < wanted) = (gap IS NOT NULL)", name=op.f("ck_plan_need_open_has_reason")
        ),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_plan_need_need_id")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_plan_need_plan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("plan_id", "need_id", name=op.f("pk_plan_need")),
    )
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
        sa.Column("status", _enum("linestatus", "open", "taken", "left"), nullable=False),
        sa.Column(
            "left_reason",
            _enum(
                "leftreason",
                "need_ended",
                "need_covered",
                "offer_ended",
                "offer_full",
                "already_asked",
                "other",
            ),
            nullable=True,
        ),
        sa.Column("match_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("quantity >= 1", name=op.f("ck_plan_line_quantity_positive")),
        sa.CheckConstraint("score BETWEEN 0 AND 1", name=op.f("ck_plan_line_score_in_range")),
        sa.CheckConstraint(
            "(status = 'taken') = (match_id IS NOT NULL)", name=op.f("ck_plan_line_taken_has_match")
        ),
        sa.CheckConstraint(
            "(status = 'left') = (left_reason IS NOT NULL)",
            name=op.f("ck_plan_line_left_has_reason"),
        ),
        sa.ForeignKeyConstraint(["match_id"], ["match.id"], name=op.f("fk_plan_line_match_id")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_plan_line_need_id")),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_plan_line_offer_id")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_plan_line_plan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_line")),
    )
    op.create_index(
        "uq_plan_line_pair", "plan_line", ["plan_id", "need_id", "offer_id"], unique=True
    )
    op.create_index("ix_plan_line_match", "plan_line", ["match_id"])


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=32)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("plan_line")
    op.drop_table("plan_need")
    op.drop_table("plan")
