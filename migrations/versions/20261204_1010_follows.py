"""What somebody follows.

Revision ID: follows
Revises: arrivals
"""

import sqlalchemy as sa
from alembic import op

revision = "follows"
down_revision = "arrivals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "follow",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=True),
        sa.Column("target_group", sa.String(), nullable=True),
        sa.Column("filter_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_until", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(need_id, target_group, filter_id) = 1",
            name=op.f("ck_follow_of_one_thing"),
        ),
        sa.ForeignKeyConstraint(
            ["filter_id"],
            ["saved_filter.id"],
            name=op.f("fk_follow_filter_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["need_id"], ["need.id"], name=op.f("fk_follow_need_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_follow_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["target_group"], ["target_group.slug"], name=op.f("fk_follow_target_group")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow")),
        sa.UniqueConstraint("person_id", "need_id", name=op.f("uq_follow_person_id_need_id")),
        sa.UniqueConstraint(
            "person_id", "target_group", name=op.f("uq_follow_person_id_target_group")
        ),
        sa.UniqueConstraint("person_id", "filter_id", name=op.f("uq_follow_person_id_filter_id")),
    )
    op.create_index("ix_follow_need", "follow", ["need_id"])
    op.create_index("ix_follow_filter", "follow", ["filter_id"])


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("follow")
    op.execute("DELETE FROM mail WHERE kind = 'messages:followed'")
    op.execute("DELETE FROM mail_refusal WHERE topic = 'following'")
