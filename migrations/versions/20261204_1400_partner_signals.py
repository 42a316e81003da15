"""Signals of organisations beside those of residents: about which theme, how large, from where.

Revision ID: partner_signals
Revises: follows
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "partner_signals"
down_revision = "follows"
branch_labels = None
depends_on = None


def _words(name: str, *members: str) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, length=32)


TREND = _words("signaltrend", "rising", "steady", "falling")
SURENESS = _words("signalsureness", "low", "fair", "high")
SOURCE = _words("signalsource", "own", "residents", "partner", "research", "figures", "media")
# What each of these columns holds, and what it points at.
KEYS = {
    "organisation_id": ("organisation.id", None),
    "theme": ("theme.slug", None),
    "crisis_id": ("crisis.id", None),
    "measure_id": ("measure.id", None),
    "need_id": ("need.id", "SET NULL"),
    "action_id": ("action.id", "SET NULL"),
}


def columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("theme", sa.String(), nullable=True),
        sa.Column("severity", sa.SmallInteger(), nullable=True),
        sa.Column("trend", TREND, nullable=True),
        sa.Column("source_kind", SOURCE, nullable=True),
        sa.Column("source_link", sa.String(), nullable=False, server_default=""),
        sa.Column("sureness", SURENESS, nullable=True),
        sa.Column("seen_on", sa.Date(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("crisis_id", sa.Uuid(), nullable=True),
        sa.Column("measure_id", sa.Uuid(), nullable=True),
        sa.Column("need_id", sa.Uuid(), nullable=True),
        sa.Column("action_id", sa.Uuid(), nullable=True),
    ]


CHECKS = {
    "number_of_a_resident": "(organisation_id IS NULL) = "
    "(number IS NOT NULL AND form_key IS NOT NULL)",
    "whole_of_an_organisation": "organisation_id IS NULL OR kind = 'signal' AND theme IS NOT NULL"
    " AND target_group IS NOT NULL AND severity IS NOT NULL AND source_kind IS NOT NULL",
    "severity_of_five": "severity BETWEEN 1 AND 5",
    "people_positive": "people >= 1",
}
INDEXES: dict[str, tuple[list[str], str | None]] = {
    "ix_signal_seen": (["region_code", "status", "seen_on", "id"], None),
    "ix_signal_theme": (["region_code", "status", "theme", "seen_on"], None),
    "ix_signal_organisation": (["organisation_id", "created_at", "id"], None),
    "ix_signal_need": (["need_id"], "need_id IS NOT NULL"),
    "ix_signal_action": (["action_id"], "action_id IS NOT NULL"),
}


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_constraint(op.f("ck_signal_tone_of_a_signal"), "signal", type_="check")
    op.alter_column("signal", "tone", new_column_name="direction")
    op.create_check_constraint(
        op.f("ck_signal_direction_of_a_signal"),
        "signal",
        "(kind = 'signal') = (direction IS NOT NULL)",
    )
    for column in columns():
        op.add_column("signal", column)
    op.execute("UPDATE signal SET seen_on = (created_at AT TIME ZONE 'Europe/Amsterdam')::date")
    op.execute("UPDATE signal SET source_kind = 'residents' WHERE kind = 'signal'")
    op.alter_column("signal", "seen_on", nullable=False)
    op.alter_column("signal", "number", nullable=True)
    op.alter_column("signal", "form_key", nullable=True)
    for own, (target, on_delete) in KEYS.items():
        table, key = target.split(".")
        name = op.f(f"fk_signal_{own}")
        op.create_foreign_key(name, "signal", table, [own], [key], ondelete=on_delete)
    for check, rule in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_signal_{check}"), "signal", rule)
    for index, (keys, where) in INDEXES.items():
        condition = None if where is None else sa.text(where)
        op.create_index(index, "signal", keys, postgresql_where=condition)
    op.execute(
        "CREATE TRIGGER refuse_merged_organisation_id BEFORE INSERT OR UPDATE OF organisation_id "
        "ON signal FOR EACH ROW WHEN (NEW.organisation_id IS NOT NULL) "
        "EXECUTE FUNCTION refuse_merged_organisation_id()"
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DELETE FROM signal WHERE organisation_id IS NOT NULL")
    op.execute("DROP TRIGGER refuse_merged_organisation_id ON signal")
    for name in INDEXES:
        op.drop_index(name, table_name="signal")
    for name in CHECKS:
        op.drop_constraint(op.f(f"ck_signal_{name}"), "signal", type_="check")
    for own in KEYS:
        op.drop_constraint(op.f(f"fk_signal_{own}"), "signal", type_="foreignkey")
    for column in columns():
        op.drop_column("signal", column.name)
    op.alter_column("signal", "number", nullable=False)
    op.alter_column("signal", "form_key", nullable=False)
    op.drop_constraint(op.f("ck_signal_direction_of_a_signal"), "signal", type_="check")
    op.alter_column("signal", "direction", new_column_name="tone")
    op.create_check_constraint(
        op.f("ck_signal_tone_of_a_signal"), "signal", "(kind = 'signal') = (tone IS NOT NULL)"
    )
