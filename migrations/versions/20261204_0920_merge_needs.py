"""A need that was logged twice goes up in the other one, and its address leads there.

Revision ID: merge_needs
Revises: match_note
"""

import sqlalchemy as sa
from alembic import op

revision = "merge_needs"
down_revision = "match_note"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("need", sa.Column("merged_into_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_need_merged_into_id"), "need", "need", ["merged_into_id"], ["id"]
    )
    op.create_index(
        "ix_need_merged",
        "need",
        ["merged_into_id"],
        postgresql_where=sa.text("merged_into_id IS NOT NULL"),
    )
    op.create_check_constraint(
        op.f("ck_need_merged_is_duplicate"),
        "need",
        "merged_into_id IS NULL OR coalesce(withdrawal = 'duplicate', false)",
    )
    op.create_check_constraint(op.f("ck_need_merged_into_another"), "need", "merged_into_id <> id")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_need_merged_into_another"), "need", type_="check")
    op.drop_constraint(op.f("ck_need_merged_is_duplicate"), "need", type_="check")
    op.drop_index("ix_need_merged", table_name="need")
    op.drop_constraint(op.f("fk_need_merged_into_id"), "need", type_="foreignkey")
    op.drop_column("need", "merged_into_id")
