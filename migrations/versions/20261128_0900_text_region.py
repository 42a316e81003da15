"""Meanings of a region are read from one index; nothing looked in those by nearness.

Revision ID: text_region
Revises: large_file
"""

from alembic import op

revision = "text_region"
down_revision = "large_file"
branch_labels = None
depends_on = None

NOUNS = ("need", "offer")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for noun in NOUNS:
        table = f"{noun}_text"
        op.drop_index(f"ix_{table}_meaning", table_name=table)
        op.drop_index(f"ix_{table}_region_code", table_name=table)
        op.create_index(
            f"ix_{table}_region",
            table,
            ["region_code"],
            postgresql_include=[f"{noun}_id", "meaning"],
        )
    op.drop_index("ix_action_text_region_code", table_name="action_text")


def downgrade() -> None:
    op.create_index("ix_action_text_region_code", "action_text", ["region_code"])
    for noun in NOUNS:
        table = f"{noun}_text"
        op.drop_index(f"ix_{table}_region", table_name=table)
        op.create_index(f"ix_{table}_region_code", table, ["region_code"])
        op.create_index(
            f"ix_{table}_meaning",
            table,
            ["meaning"],
            postgresql_using="hnsw",
            postgresql_ops={"meaning": "halfvec_cosine_ops"},
        )
