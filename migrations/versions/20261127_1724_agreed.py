"""A match keeps what both sides said yes to, and who is asked about what was changed
since; a need and an offer keep who had a match with them.

What is agreed already was agreed on the terms of today, as far as anybody knows.

Revision ID: agreed
Revises: search
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "agreed"
down_revision = "search"
branch_labels = None
depends_on = None

# As `app.matches.terms.keep` does it.
KEEP = """
UPDATE match SET agreed = jsonb_build_object(
  'need', jsonb_build_object(
    'title', n.title, 'support_type', n.support_type,
    'groups', to_jsonb(ARRAY[n.target_group]::text[] || n.also_groups::text[]),
    'municipality_code', n.municipality_code, 'needed_from', n.needed_from,
    'needed_until', n.needed_until, 'unit', n.unit, 'quantity', n.quantity),
  'offer', jsonb_build_object(
    'title', o.title, 'support_type', o.support_type, 'target_groups', o.target_groups,
    'municipalities', o.municipalities, 'available_from', o.available_from,
    'available_until', o.available_until, 'unit', o.unit, 'quantity', o.quantity))
FROM need n, offer o
WHERE n.id = match.need_id AND o.id = match.offer_id
  AND match.status IN ('accepted', 'running', 'completed')
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column(
        "match",
        sa.Column(
            "agreed", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
    )
    op.add_column(
        "match",
        sa.Column("need_confirms", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column(
        "match",
        sa.Column("offer_confirms", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.execute(KEEP)
    for table, other in (("need", "offer"), ("offer", "need")):
        op.add_column(
            table,
            sa.Column(
                "matched_with", postgresql.ARRAY(sa.Uuid()), server_default="{}", nullable=False
            ),
        )
        op.execute(
            f"UPDATE {table} SET matched_with = m.others FROM (SELECT {table}_id AS id, "  # noqa: S608  # nosec B608
            f"array_agg(DISTINCT {other}_organisation_id) AS others FROM match GROUP BY 1) m "
            f"WHERE m.id = {table}.id"
        )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_column("offer", "matched_with")
    op.drop_column("need", "matched_with")
    op.drop_column("match", "offer_confirms")
    op.drop_column("match", "need_confirms")
    op.drop_column("match", "agreed")
