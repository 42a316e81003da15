"""stored texts: words and meaning of needs and offers, and parts of compounds to search by

Revision ID: stored_texts
Revises: region_weights
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from pgvector.sqlalchemy import HALFVEC
from sqlalchemy.dialects import postgresql

revision = "stored_texts"
down_revision = "region_weights"
branch_labels = None
depends_on = None

OLD_SEARCH = (
    "setweight(to_tsvector('dutch', title), 'A') || setweight(to_tsvector('dutch', description), 'B') || "
    "setweight(to_tsvector('dutch', search_words), 'C')"
)
NEW_SEARCH = OLD_SEARCH + " || setweight(to_tsvector('dutch', parts), 'D')"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("CREATE EXTENSION IF NOT EXISTS vector")
    for table in ("need", "offer"):
        op.add_column(table, sa.Column("parts", sa.String(), server_default="", nullable=False))
        op.add_column(table, sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True))
        op.execute(f"UPDATE {table} SET edited_at = created_at")  # noqa: S608
        op.alter_column(table, "edited_at", nullable=False)
        _search_by(table, NEW_SEARCH)
        _create_texts(table)
    op.create_table(
        "word_count",
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_word_count")),
    )


def _create_texts(table: str) -> None:
    texts = f"{table}_text"
    op.create_table(
        texts,
        sa.Column("region_code", sa.String(), nullable=False),
        sa.Column("words", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("excluded", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("meaning", HALFVEC(512), nullable=True),
        sa.Column("kinds", postgresql.ARRAY(sa.REAL()), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(f"{table}_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_code"], ["safety_region.code"], name=op.f(f"fk_{texts}_region_code")
        ),
        sa.ForeignKeyConstraint(
            [f"{table}_id"],
            [f"{table}.id"],
            name=op.f(f"fk_{texts}_{table}_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(f"{table}_id", name=op.f(f"pk_{texts}")),
    )
    # Kept in the row: every look at the candidates of a region reads all its vectors.
    op.execute(f"ALTER TABLE {texts} ALTER COLUMN meaning SET STORAGE PLAIN")
    op.create_index(op.f(f"ix_{texts}_region_code"), texts, ["region_code"], unique=False)
    op.create_index(f"ix_{texts}_words", texts, ["words"], unique=False, postgresql_using="gin")
    op.create_index(
        f"ix_{texts}_meaning",
        texts,
        ["meaning"],
        unique=False,
        postgresql_using="hnsw",
        postgresql_ops={"meaning": "halfvec_cosine_ops"},
    )


def _search_by(table: str, expression: str) -> None:
    """A generated column is made anew: PostgreSQL 15 and 16 cannot change its expression."""
    op.drop_index(f"ix_{table}_search", table_name=table, postgresql_using="gin")
    op.drop_column(table, "search")
    op.add_column(
        table, sa.Column("search", postgresql.TSVECTOR(), sa.Computed(expression, persisted=True))
    )
    op.create_index(f"ix_{table}_search", table, ["search"], unique=False, postgresql_using="gin")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("word_count")
    for table in ("offer", "need"):
        op.drop_table(f"{table}_text")
        _search_by(table, OLD_SEARCH)
        op.drop_column(table, "edited_at")
        op.drop_column(table, "parts")
    op.execute("DROP EXTENSION vector")
