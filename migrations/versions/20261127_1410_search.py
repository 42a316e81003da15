"""A text is found by the words that the product reads in it, and by words that are nearly those.

Rows that are there keep the words by which they were found, with the name of their owner, until the
worker reads their texts anew.

Revision ID: search
Revises: initial
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "search"
down_revision = "initial"
branch_labels = None
depends_on = None

TABLES = ("need", "offer", "action")
OLD_TEXTS = {
    "need": "description",
    "offer": "description",
    "action": "lessons || ' ' || outcome_note || ' ' || description",
}
# Of a small group nobody may find who logged it.
OPEN = {"need": "AND (need.people IS NULL OR need.people >= 5)", "offer": "", "action": ""}


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    for table in TABLES:
        default = None if table == "action" else ""
        op.add_column(table, sa.Column("found_by", sa.Text(), nullable=False, server_default=""))
        op.execute(
            f"UPDATE {table} SET search_words = search_words || ' ' || o.name FROM organisation o "  # noqa: S608  # nosec B608
            f"WHERE o.id = {table}.organisation_id {OPEN[table]}"
        )
        op.execute(
            f"UPDATE {table} SET found_by = array_to_string(tsvector_to_array(search), ' ')"  # noqa: S608  # nosec B608
        )
        op.alter_column(table, "found_by", server_default=default, type_=sa.String())
        op.drop_column(table, "search")  # and its index
        op.drop_column(table, "parts")
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN search tsvector "
            "GENERATED ALWAYS AS (array_to_tsvector(string_to_array(found_by, ' '))) STORED"
        )
        op.create_index(f"ix_{table}_search", table, ["search"], postgresql_using="gin")
        op.create_index(
            f"ix_{table}_found_by",
            table,
            ["found_by"],
            postgresql_using="gin",
            postgresql_ops={"found_by": "gin_trgm_ops"},
        )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table in TABLES:
        default = None if table == "action" else ""
        op.drop_index(f"ix_{table}_found_by", table_name=table)
        op.drop_column(table, "search")
        op.drop_column(table, "found_by")
        op.add_column(table, sa.Column("parts", sa.String(), nullable=False, server_default=""))
        op.alter_column(table, "parts", server_default=default)
        weighed = zip("ABCD", ("title", OLD_TEXTS[table], "search_words", "parts"), strict=True)
        vector = " || ".join(
            f"setweight(to_tsvector('dutch', {text}), '{weight}')" for weight, text in weighed
        )
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN search tsvector GENERATED ALWAYS AS ({vector}) STORED"
        )
        op.create_index(f"ix_{table}_search", table, ["search"], postgresql_using="gin")
    op.execute("DROP EXTENSION pg_trgm")
