"""Examples of resilience, who does them too, and who thinks well of them.

Revision ID: examples
Revises: partner_signals
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "examples"
down_revision = "partner_signals"
branch_labels = None
depends_on = None

OWNED = ("resilience_example", "example_adoption")
SEARCH = "array_to_tsvector(string_to_array(found_by, ' '))"
INDEXES = {
    "organisation": ["organisation_id", "created_at", "id"],
    "kind": ["region_code", "support_type", "status"],
    "need": ["need_id"],
    "action": ["action_id"],
}


def _keys(table: str, ondelete: str | None = None, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(
            [column], [there], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete
        )
        for column, there in columns.items()
    ]


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "resilience_example",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("region_code", sa.String(), nullable=False),
        sa.Column("municipality_code", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("support_type", sa.String(), nullable=False),
        sa.Column("target_group", sa.String(), nullable=False),
        sa.Column("people_needed", sa.String(), nullable=False),
        sa.Column("money_needed", sa.String(), nullable=False),
        sa.Column("place_needed", sa.String(), nullable=False),
        sa.Column("partners_needed", sa.String(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=True),
        sa.Column("action_id", sa.Uuid(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("draft", "shown", "withdrawn", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("search_words", sa.String(), nullable=False),
        sa.Column("found_by", sa.String(), nullable=False),
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed(SEARCH, persisted=True),
            nullable=True,
        ),
        sa.CheckConstraint(
            "status <> 'shown' OR shown_at IS NOT NULL",
            name=op.f("ck_resilience_example_shown_since"),
        ),
        sa.CheckConstraint(
            "(status = 'withdrawn') = (withdrawn_at IS NOT NULL)",
            name=op.f("ck_resilience_example_withdrawn_since"),
        ),
        *_keys(
            "resilience_example",
            organisation_id="organisation.id",
            region_code="safety_region.code",
            municipality_code="municipality.code",
            theme="theme.slug",
            support_type="support_type.slug",
            target_group="target_group.slug",
        ),
        *_keys("resilience_example", "SET NULL", need_id="need.id", action_id="action.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resilience_example")),
    )
    for name, columns in INDEXES.items():
        op.create_index(f"ix_resilience_example_{name}", "resilience_example", columns)
    op.create_index(
        "ix_resilience_example_newest",
        "resilience_example",
        ["region_code", "status", "created_at", "id"],
        postgresql_include=["municipality_code", "organisation_id"],
    )
    op.create_index(
        "ix_resilience_example_search", "resilience_example", ["search"], postgresql_using="gin"
    )
    op.create_index(
        "ix_resilience_example_found_by",
        "resilience_example",
        ["found_by"],
        postgresql_using="gin",
        postgresql_ops={"found_by": "gin_trgm_ops"},
    )
    op.create_table(
        "example_adoption",
        sa.Column("example_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_code", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *_keys("example_adoption", "CASCADE", example_id="resilience_example.id"),
        *_keys(
            "example_adoption",
            organisation_id="organisation.id",
            municipality_code="municipality.code",
        ),
        sa.PrimaryKeyConstraint("example_id", "organisation_id", name=op.f("pk_example_adoption")),
    )
    op.create_index("ix_example_adoption_organisation", "example_adoption", ["organisation_id"])
    op.create_table(
        "example_appreciation",
        sa.Column("example_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *_keys(
            "example_appreciation",
            "CASCADE",
            example_id="resilience_example.id",
            person_id="person.id",
        ),
        sa.PrimaryKeyConstraint("example_id", "person_id", name=op.f("pk_example_appreciation")),
    )
    op.create_index("ix_example_appreciation_person", "example_appreciation", ["person_id"])
    for table in OWNED:
        op.execute(
            "CREATE TRIGGER refuse_merged_organisation_id BEFORE INSERT OR UPDATE OF "
            f'organisation_id ON "{table}" FOR EACH ROW WHEN (NEW.organisation_id IS NOT NULL) '
            "EXECUTE FUNCTION refuse_merged_organisation_id()"
        )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table in ("example_appreciation", "example_adoption", "resilience_example"):
        op.drop_table(table)
