"""what the engine made of a proposed pair, and pairs that do not suit

Revision ID: suggestions_kept
Revises: support_type_themes
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "suggestions_kept"
down_revision = "support_type_themes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column(
        "match",
        sa.Column(
            "terms", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
    )
    op.add_column("match", sa.Column("score", sa.Float(), nullable=True))
    op.add_column("match", sa.Column("engine", sa.String(length=40), nullable=True))
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
        sa.ForeignKeyConstraint(
            ["need_id"], ["need.id"], name=op.f("fk_pair_rejection_need_id_need")
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offer.id"], name=op.f("fk_pair_rejection_offer_id_offer")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_pair_rejection_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_rejection")),
        sa.UniqueConstraint(
            "need_id", "offer_id", "side", name="uq_pair_rejection_need_id_offer_id_side"
        ),
    )
    op.create_index("ix_pair_rejection_offer", "pair_rejection", ["offer_id"])


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("pair_rejection")
    for name in ("engine", "score", "terms"):
        op.drop_column("match", name)
