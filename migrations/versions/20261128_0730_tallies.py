"""Tallies: what the pages of target groups count, kept by the database with every change.

Revision ID: tallies
Revises: installation
"""

import sqlalchemy as sa
from alembic import op

revision = "tallies"
down_revision = "installation"
branch_labels = None
depends_on = None

# The day and the moment from which a region counts. What follows from the clock alone, the reader
# adds; so any day does.
STATE = """
CREATE FUNCTION tally_region() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tally_day (region_code, day, recent_from)
  VALUES (NEW.code, CURRENT_DATE, now() - interval '90 days');
  RETURN NULL;
END $$;
CREATE TRIGGER tally_region AFTER INSERT ON safety_region
FOR EACH ROW EXECUTE FUNCTION tally_region();
INSERT INTO tally_day (region_code, day, recent_from)
SELECT code, CURRENT_DATE, now() - interval '90 days' FROM safety_region;
"""

COLUMNS = {
    "need": "id, region_code, municipality_code, support_type, target_group, also_groups, people, "
    "quantity, committed, needed_until, status, published_at",
    "offer": "region_code, organisation_id, target_groups, available_until, fresh_until, status",
    "match": "region_code, need_id, need_organisation_id, offer_organisation_id, status",
}
# What changed: rows that are there now count, rows as they were are taken off again.
CHANGED = {
    "insert": "SELECT 1 AS sign, {columns} FROM come",
    "update": "SELECT 1 AS sign, {columns} FROM come UNION ALL SELECT -1, {columns} FROM gone",
    "delete": "SELECT -1 AS sign, {columns} FROM gone",
    "stored": "SELECT 1 AS sign, {columns} FROM {table}",
}
REFERENCING = {
    "insert": "NEW TABLE AS come",
    "update": "OLD TABLE AS gone NEW TABLE AS come",
    "delete": "OLD TABLE AS gone",
}

# A need of all residents counts for every group: once, under that name.
EACH_NEED = """
FROM (
  SELECT c.sign, c.id, c.region_code, c.municipality_code, c.support_type, c.people, c.committed,
    c.quantity, c.published_at,
    array_prepend(c.target_group, c.also_groups) AS slugs,
    coalesce(c.people < 5 AND c.municipality_code IS NOT NULL, false) AS is_masked,
    c.status = 'open' AND coalesce(c.needed_until >= d.day, true) AS is_open,
    c.status IN ('open', 'closed') AND c.municipality_code IS NOT NULL
      AND coalesce(c.people >= 5, true) AND coalesce(c.published_at > d.recent_from, false)
      AS is_recent
  FROM ({changed}) c JOIN tally_day d ON d.region_code = c.region_code
) n CROSS JOIN LATERAL unnest(n.slugs) AS g(slug)
"""
COUNTS_HERE = "(g.slug = 'all_residents' OR 'all_residents' <> ALL (n.slugs))"
PARTS = {
    "need_tally": (
        ("region_code", "target_group", "place", "is_masked", "support_type"),
        ("opened", "named", "covered", "partly", "recent"),
        f"""
SELECT n.region_code, g.slug AS target_group,
  CASE WHEN n.is_masked THEN '' ELSE coalesce(n.municipality_code, '') END AS place,
  n.is_masked, n.support_type,
  coalesce(sum(n.sign) FILTER (WHERE n.is_open AND {COUNTS_HERE}), 0) AS opened,
  coalesce(sum(n.sign) FILTER (WHERE n.is_open), 0) AS named,
  coalesce(sum(n.sign) FILTER (
    WHERE n.is_open AND {COUNTS_HERE} AND n.committed >= n.quantity), 0) AS covered,
  coalesce(sum(n.sign) FILTER (
    WHERE n.is_open AND {COUNTS_HERE} AND n.committed < n.quantity AND n.committed > 0), 0)
    AS partly,
  coalesce(sum(n.sign) FILTER (WHERE n.is_recent), 0) AS recent
{EACH_NEED}
WHERE n.is_open OR n.is_recent
GROUP BY 1, 2, 3, 4, 5
""",
    ),
    "wait_tally": (
        ("region_code", "target_group", "since"),
        ("waiting",),
        f"""
SELECT n.region_code, g.slug AS target_group,
  (n.published_at AT TIME ZONE 'Europe/Amsterdam')::date AS since, sum(n.sign) AS waiting
{EACH_NEED}
WHERE n.is_open AND {COUNTS_HERE} AND n.committed < n.quantity AND n.published_at IS NOT NULL
GROUP BY 1, 2, 3
""",
    ),
}
PARTNER_KEY = ("region_code", "target_group", "organisation_id")
PARTNER_SUMS = ("offers", "helping", "asking")
# Who asks for a small group is told by a place of its own, so nobody counts it here.
BY_MATCH = """
SELECT m.region_code, g.slug AS target_group, o.organisation_id, 0 AS offers,
  sum(m.sign * o.helping) AS helping, sum(m.sign * o.asking) AS asking
FROM {matches}
CROSS JOIN LATERAL unnest(m.slugs) AS g(slug)
CROSS JOIN LATERAL (
  SELECT m.offer_organisation_id, 1, 0
  UNION ALL SELECT m.need_organisation_id, 0, 1 WHERE coalesce(m.people >= 5, true)
) AS o(organisation_id, helping, asking)
WHERE m.status IN ('accepted', 'running', 'completed')
GROUP BY 1, 2, 3
"""
PARTNERS = {
    "offer": """
SELECT c.region_code, g.slug AS target_group, c.organisation_id, sum(c.sign) AS offers,
  0 AS helping, 0 AS asking
FROM ({changed}) c JOIN tally_day d ON d.region_code = c.region_code
CROSS JOIN LATERAL unnest(c.target_groups) AS g(slug)
WHERE c.status = 'published'
  AND coalesce(least(c.available_until, c.fresh_until) >= d.day, true)
GROUP BY 1, 2, 3
""",
    # What a need says of its groups changes for whom its partners have a role.
    "need": BY_MATCH.format(
        matches="""(
  SELECT c.sign, x.region_code, x.status, x.need_organisation_id, x.offer_organisation_id, c.people,
    array_prepend(c.target_group, c.also_groups) AS slugs
  FROM ({changed}) c JOIN match x ON x.need_id = c.id
) m"""
    ),
    "match": BY_MATCH.format(
        matches="""(
  SELECT c.sign, c.region_code, c.status, c.need_organisation_id, c.offer_organisation_id, n.people,
    array_prepend(n.target_group, n.also_groups) AS slugs
  FROM ({changed}) c JOIN need n ON n.id = c.need_id
) m"""
    ),
}

# A key has as many rows as ever changed it at the same moment: who finds one taken makes another,
# so that nobody waits for anybody, and readers add them up.
ADD = """
  FOR part IN {parts} LOOP
    CONTINUE WHEN {is_nothing};
    UPDATE {tally} t SET {added} WHERE t.id = (
      SELECT s.id FROM {tally} s WHERE {is_same} LIMIT 1 FOR UPDATE SKIP LOCKED);
    IF NOT FOUND THEN
      INSERT INTO {tally} ({columns}) VALUES ({values});
    END IF;
  END LOOP;
"""


def _add(tally: str, key: tuple[str, ...], sums: tuple[str, ...], parts: str) -> str:
    return ADD.format(
        tally=tally,
        parts=parts,
        is_nothing=" AND ".join(f"part.{name} = 0" for name in sums),
        added=", ".join(f"{name} = t.{name} + part.{name}" for name in sums),
        is_same=" AND ".join(f"s.{name} = part.{name}" for name in key),
        columns=", ".join((*key, *sums)),
        values=", ".join(f"part.{name}" for name in (*key, *sums)),
    )


def _loops(table: str, verb: str) -> str:
    changed = CHANGED[verb].format(columns=COLUMNS[table], table=table)
    tallies = PARTS if table == "need" else {}
    loops = [
        _add(tally, key, sums, parts.format(changed=changed))
        for tally, (key, sums, parts) in tallies.items()
    ]
    # A new need has no partners yet, one that goes has none left, and those that are stored come
    # with their matches.
    if table != "need" or verb == "update":
        parts = PARTNERS[table].format(changed=changed)
        loops.append(_add("partner_tally", PARTNER_KEY, PARTNER_SUMS, parts))
    return "".join(loops)


def _keep(table: str) -> None:
    for verb, rows in REFERENCING.items():
        name = f"tally_{table}_{verb}"
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$\n"
            "DECLARE part record;\nBEGIN\n"
            # Beside each other, but not while somebody moves the day on or counts anew.
            "  PERFORM pg_advisory_xact_lock_shared(7461003);\n"
            f"{_loops(table, verb)}  RETURN NULL;\nEND $$"
        )
        op.execute(
            f"CREATE TRIGGER {name} AFTER {verb.upper()} ON {table} REFERENCING {rows} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )


def _count_stored() -> None:
    loops = "".join(_loops(table, "stored") for table in ("need", "offer", "match"))
    op.execute(f"DO $$\nDECLARE part record;\nBEGIN\n{loops}END $$")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "tally_day",
        sa.Column("region_code", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("recent_from", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_code"], ["safety_region.code"], name=op.f("fk_tally_day_region_code")
        ),
        sa.PrimaryKeyConstraint("region_code", name=op.f("pk_tally_day")),
    )
    number = sa.Integer()
    op.create_table(
        "need_tally",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("region_code", sa.String(), nullable=False),
        sa.Column("target_group", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("is_masked", sa.Boolean(), nullable=False),
        sa.Column("support_type", sa.String(), nullable=False),
        *(sa.Column(name, number, nullable=False) for name in PARTS["need_tally"][1]),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_tally")),
    )
    op.create_table(
        "wait_tally",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("region_code", sa.String(), nullable=False),
        sa.Column("target_group", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("waiting", number, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wait_tally")),
    )
    op.create_table(
        "partner_tally",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("region_code", sa.String(), nullable=False),
        sa.Column("target_group", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, number, nullable=False) for name in PARTNER_SUMS),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_tally")),
    )
    for tally, key in (
        ("need_tally", list(PARTS["need_tally"][0])),
        ("wait_tally", list(PARTS["wait_tally"][0])),
        ("partner_tally", list(PARTNER_KEY)),
    ):
        op.create_index(f"ix_{tally}_key", tally, key)
    op.create_index(
        "ix_need_ending",
        "need",
        ["region_code", "needed_until"],
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_index(
        "ix_need_published",
        "need",
        ["region_code", "municipality_code", "support_type", "published_at"],
        postgresql_where=sa.text("status IN ('open', 'closed') AND municipality_code IS NOT NULL"),
    )
    op.create_index(
        "ix_need_shared",
        "need",
        ["region_code", "published_at"],
        postgresql_where=sa.text("status IN ('open', 'closed')"),
    )
    op.create_index(
        "ix_need_small", "need", ["organisation_id"], postgresql_where=sa.text("people < 5")
    )
    op.create_index(
        "ix_need_small_known",
        "need",
        ["known_to"],
        postgresql_using="gin",
        postgresql_where=sa.text("people < 5"),
    )
    op.create_index(
        "ix_offer_ending",
        "offer",
        ["region_code", sa.text("LEAST(available_until, fresh_until)")],
        postgresql_where=sa.text("status = 'published'"),
    )
    op.create_index(
        "ix_offer_published",
        "offer",
        ["region_code", "published_at", "id"],
        postgresql_where=sa.text("status = 'published'"),
    )
    op.execute(STATE)
    for table in ("need", "offer", "match"):
        _keep(table)
    _count_stored()


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table in ("match", "offer", "need"):
        for verb in REFERENCING:
            op.execute(f"DROP TRIGGER tally_{table}_{verb} ON {table}")
            op.execute(f"DROP FUNCTION tally_{table}_{verb}")
    op.execute("DROP TRIGGER tally_region ON safety_region")
    op.execute("DROP FUNCTION tally_region")
    for index, table in (
        ("ix_offer_published", "offer"),
        ("ix_offer_ending", "offer"),
        ("ix_need_small_known", "need"),
        ("ix_need_small", "need"),
        ("ix_need_shared", "need"),
        ("ix_need_published", "need"),
        ("ix_need_ending", "need"),
    ):
        op.drop_index(index, table_name=table)
    for table in ("partner_tally", "wait_tally", "need_tally", "tally_day"):
        op.drop_table(table)
