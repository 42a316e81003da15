"""Interpretations of the picture: versions, who writes along, remarks and proposals.

Revision ID: interpretations
Revises: titled
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "interpretations"
down_revision = "titled"
branch_labels = None
depends_on = None

WRITTEN_FOR = ("interpretation_version", "interpretation_remark")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "interpretation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_code", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("municipality_code", sa.String(), nullable=True),
        sa.Column("crisis_id", sa.Uuid(), nullable=True),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column(
            "part",
            sa.Enum(
                "effects", "groups", "partners", name="picturepart", native_enum=False, length=32
            ),
            nullable=True,
        ),
        sa.Column("figures", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "published",
                "withdrawn",
                name="interpretationstatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("shown_number", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(status = 'withdrawn') = (withdrawn_at IS NOT NULL)",
            name=op.f("ck_interpretation_withdrawn_since"),
        ),
        sa.CheckConstraint(
            "status <> 'published' OR (shown_number IS NOT NULL AND published_at IS NOT NULL)",
            name=op.f("ck_interpretation_published_since"),
        ),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_interpretation_days_in_order")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_interpretation_numbered")),
        sa.CheckConstraint("shown_number <= number", name=op.f("ck_interpretation_shown_is_there")),
        sa.ForeignKeyConstraint(
            ["crisis_id"], ["crisis.id"], name=op.f("fk_interpretation_crisis_id")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["municipality.code"],
            name=op.f("fk_interpretation_municipality_code"),
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["safety_region.code"], name=op.f("fk_interpretation_region_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interpretation")),
    )
    op.create_index(
        "ix_interpretation_newest",
        "interpretation",
        ["region_code", "last_day", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_interpretation_shown",
        "interpretation",
        ["region_code", "municipality_code", "crisis_id", "published_at", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'published'"),
    )
    op.create_table(
        "interpretation_expert",
        sa.Column("interpretation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["interpretation_id"],
            ["interpretation.id"],
            name=op.f("fk_interpretation_expert_interpretation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_interpretation_expert_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "interpretation_id", "person_id", name=op.f("pk_interpretation_expert")
        ),
    )
    op.create_index(
        "ix_interpretation_expert_person", "interpretation_expert", ["person_id"], unique=False
    )
    op.create_table(
        "interpretation_remark",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("interpretation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["interpretation_id"],
            ["interpretation.id"],
            name=op.f("fk_interpretation_remark_interpretation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_interpretation_remark_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_interpretation_remark_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interpretation_remark")),
    )
    op.create_index(
        "ix_interpretation_remark_of",
        "interpretation_remark",
        ["interpretation_id", "created_at"],
        unique=False,
    )
    op.create_index(
        "ix_interpretation_remark_person", "interpretation_remark", ["person_id"], unique=False
    )
    op.create_table(
        "interpretation_version",
        sa.Column("interpretation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("seen", sa.String(), nullable=False),
        sa.Column("meaning", sa.String(), nullable=False),
        sa.Column("advice", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["interpretation_id"],
            ["interpretation.id"],
            name=op.f("fk_interpretation_version_interpretation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_interpretation_version_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_interpretation_version_person_id")
        ),
        sa.PrimaryKeyConstraint(
            "interpretation_id", "number", name=op.f("pk_interpretation_version")
        ),
    )
    op.create_index(
        "ix_interpretation_version_person", "interpretation_version", ["person_id"], unique=False
    )
    op.create_table(
        "interpretation_proposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("interpretation_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("target_group", sa.String(), nullable=True),
        sa.Column("municipality_code", sa.String(), nullable=True),
        sa.Column("support_type", sa.String(), nullable=True),
        sa.Column("need_id", sa.Uuid(), nullable=True),
        sa.Column("action_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["action.id"],
            name=op.f("fk_interpretation_proposal_action_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["interpretation_id"],
            ["interpretation.id"],
            name=op.f("fk_interpretation_proposal_interpretation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["municipality.code"],
            name=op.f("fk_interpretation_proposal_municipality_code"),
        ),
        sa.ForeignKeyConstraint(
            ["need_id"],
            ["need.id"],
            name=op.f("fk_interpretation_proposal_need_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["support_type"],
            ["support_type.slug"],
            name=op.f("fk_interpretation_proposal_support_type"),
        ),
        sa.ForeignKeyConstraint(
            ["target_group"],
            ["target_group.slug"],
            name=op.f("fk_interpretation_proposal_target_group"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interpretation_proposal")),
    )
    op.create_index(
        "ix_interpretation_proposal_action", "interpretation_proposal", ["action_id"], unique=False
    )
    op.create_index(
        "ix_interpretation_proposal_need", "interpretation_proposal", ["need_id"], unique=False
    )
    op.create_index(
        "ix_interpretation_proposal_of",
        "interpretation_proposal",
        ["interpretation_id", "created_at"],
        unique=False,
    )
    for table in WRITTEN_FOR:
        op.execute(
            "CREATE TRIGGER refuse_merged_organisation_id BEFORE INSERT OR UPDATE OF "
            f'organisation_id ON "{table}" FOR EACH ROW WHEN (NEW.organisation_id IS NOT NULL) '
            "EXECUTE FUNCTION refuse_merged_organisation_id()"
        )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_index("ix_interpretation_proposal_of", table_name="interpretation_proposal")
    op.drop_index("ix_interpretation_proposal_need", table_name="interpretation_proposal")
    op.drop_index("ix_interpretation_proposal_action", table_name="interpretation_proposal")
    op.drop_table("interpretation_proposal")
    op.drop_index("ix_interpretation_version_person", table_name="interpretation_version")
    op.drop_table("interpretation_version")
    op.drop_index("ix_interpretation_remark_person", table_name="interpretation_remark")
    op.drop_index("ix_interpretation_remark_of", table_name="interpretation_remark")
    op.drop_table("interpretation_remark")
    op.drop_index("ix_interpretation_expert_person", table_name="interpretation_expert")
    op.drop_table("interpretation_expert")
    op.drop_index(
        "ix_interpretation_shown",
        table_name="interpretation",
        postgresql_where=sa.text("status = 'published'"),
    )
    op.drop_index("ix_interpretation_newest", table_name="interpretation")
    op.drop_table("interpretation")
