"""An organisation says for whom, where and with which help it works, and is found by it.

Revision ID: profiles
Revises: providers
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "profiles"
down_revision = "providers"
branch_labels = None
depends_on = None

TABLE = "organisation_profile"
LISTS = ("target_groups", "municipalities", "support_types")
WORDS = ("status_note", "search_words", "found_by")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        f"INSERT INTO {TABLE} (organisation_id, description, contact_name, contact_email, "  # noqa: S608  # nosec B608
        "contact_phone) SELECT id, '', '', '', '' FROM organisation ON CONFLICT DO NOTHING"
    )
    for name in LISTS:
        kind = postgresql.ARRAY(sa.Text())
        op.add_column(TABLE, sa.Column(name, kind, nullable=False, server_default="{}"))
    op.add_column(TABLE, sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(TABLE, sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    for name in WORDS:
        op.add_column(TABLE, sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.execute(
        f"UPDATE {TABLE} SET search_words = o.name, found_by = array_to_string("  # noqa: S608  # nosec B608
        "tsvector_to_array(to_tsvector('simple', o.name || ' ' || description) || "
        "to_tsvector('dutch', o.name || ' ' || description)), ' ') "
        f"FROM organisation o WHERE o.id = {TABLE}.organisation_id"
    )
    op.execute(
        f"ALTER TABLE {TABLE} ADD COLUMN search tsvector "
        "GENERATED ALWAYS AS (array_to_tsvector(string_to_array(found_by, ' '))) STORED"
    )
    op.create_index(f"ix_{TABLE}_search", TABLE, ["search"], postgresql_using="gin")
    op.create_index("ix_organisation_name", "organisation", ["region_code", "sort_name", "id"])


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_index("ix_organisation_name", table_name="organisation")
    op.drop_index(f"ix_{TABLE}_search", table_name=TABLE)
    for name in ("search", *WORDS, "version", "confirmed_at", *LISTS):
        op.drop_column(TABLE, name)
