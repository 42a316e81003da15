"""A small group counts as covered by its first yes, in what everybody reads; and what a look for
candidates asks of it stands in the index of that.

Revision ID: full_small_groups
Revises: merge_organisations
"""

import sqlalchemy as sa
from alembic import op

revision = "full_small_groups"
down_revision = "merge_organisations"
branch_labels = None
depends_on = None

COUNTED = (
    "id", "organisation_id", "crisis_id", "municipality_code", "support_type", "people", "quantity",
    "committed", "needed_from", "needed_until", "edited_at", "version", "urgency", "also_groups",
    "target_group",
)  # fmt: skip
FUNCTIONS = ("tally_need_insert", "tally_need_update", "tally_need_delete")
IS_QUIET = (
    "coalesce({0}people < 5 AND {0}municipality_code IS NOT NULL AND ({0}unit = 'people' OR "
    "{0}quantity < 5), false)"
)
# In the text of the functions that keep the tallies: from, to.
READ = ("status, published_at FROM", "status, published_at, unit FROM")
WHOLE = (
    "c.quantity, c.published_at,",
    f"CASE WHEN {IS_QUIET.format('c.')} THEN 1 ELSE c.quantity END AS quantity, c.published_at,",
)


def _reword(*changes: tuple[str, str]) -> None:
    """Other words in the functions. What is stored follows: needs whose count changes are taken
    off by the functions as they were, and put back by those that they became.
    """
    op.execute(
        "CREATE TEMPORARY TABLE counted_otherwise ON COMMIT DROP AS SELECT id, committed FROM need "  # noqa: S608  # nosec B608
        f"WHERE committed > 0 AND {IS_QUIET.format('')}"
    )
    op.execute("UPDATE need SET committed = 0 WHERE id IN (SELECT id FROM counted_otherwise)")
    connection = op.get_bind()
    for name in FUNCTIONS:
        text = connection.scalar(
            sa.text("SELECT pg_get_functiondef(CAST(:name AS regproc))"), {"name": name}
        )
        for old, new in changes:
            if old not in text:
                raise RuntimeError(f"{name} does not say {old!r}")
            text = text.replace(old, new)
        connection.exec_driver_sql(text.replace("%", "%%"))
    op.execute(
        "UPDATE need SET committed = c.committed FROM counted_otherwise c WHERE c.id = need.id"
    )
    op.execute("DROP TABLE counted_otherwise")


def _index(*columns: str) -> None:
    op.drop_index("ix_need_candidates", table_name="need")
    op.create_index(
        "ix_need_candidates",
        "need",
        ["region_code", "status"],
        postgresql_include=list(columns),
    )


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    _reword(READ, WHOLE)
    _index(*COUNTED, "unit", "known_to")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    _reword((READ[1], READ[0]), (WHOLE[1], WHOLE[0]))
    _index(*COUNTED)
