"""Which lists of suggestions were shown, for the picture and the matching.

Revision ID: shown_lists
Revises: full_small_groups
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "shown_lists"
down_revision = "full_small_groups"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "shown_list",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_code", sa.String(length=4), nullable=False),
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
        sa.Column("need_id", sa.Uuid(), nullable=True),
        sa.Column("offer_id", sa.Uuid(), nullable=True),
        sa.Column("shown_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("scores", postgresql.ARRAY(sa.REAL()), nullable=False),
        sa.Column("terms", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("engine", sa.String(length=8), nullable=False),
        sa.CheckConstraint(
            "cardinality(shown_ids) = cardinality(scores)"
            " AND cardinality(shown_ids) = jsonb_array_length(terms)",
            name=op.f("ck_shown_list_as_many"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(need_id, offer_id) = 1", name=op.f("ck_shown_list_one_page")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shown_list")),
    )
    op.create_index("ix_shown_list_at", "shown_list", ["at"], unique=False)
    op.create_index("ix_shown_list_region", "shown_list", ["region_code", "at"], unique=False)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_index("ix_shown_list_region", table_name="shown_list")
    op.drop_index("ix_shown_list_at", table_name="shown_list")
    op.drop_table("shown_list")
