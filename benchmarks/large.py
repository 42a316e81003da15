"""A second base with ten times as much in one region, to see what grows with it."""

from __future__ import annotations

import psycopg
from psycopg import sql

from app.demo.scale import built_afterwards
from benchmarks import partners
from benchmarks.region_rows import REGION

ORGANISATIONS = 10_000


def copy_database(server: str, name: str, large: str) -> None:
    """`server` is the address of another database of the same server. Nobody may be connected to
    `name`.
    """
    with psycopg.connect(server.replace("+psycopg", "", 1), autocommit=True) as connection:
        names = {"large": sql.Identifier(large), "name": sql.Identifier(name)}
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {large} WITH (FORCE)").format(**names))
        connection.execute(sql.SQL("CREATE DATABASE {large} TEMPLATE {name}").format(**names))


def grow(url: str, rows: int, organisations: int = ORGANISATIONS) -> None:
    """Repeat the region's needs and offers until there are so many of each, without their texts:
    the pages that are measured here read none. And 10,000 organisations.
    """
    with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as connection:
        for table in ("need", "offer"):
            with built_afterwards(connection, secondary_indexes(connection, table)):
                _repeat(connection, table, rows)
        partners.add_organisations(connection, REGION, organisations)
        connection.execute("VACUUM ANALYZE")


def secondary_indexes(connection: psycopg.Connection, *tables: str) -> list[str]:
    """Those that a table is only read by: many rows are written faster without."""
    found = connection.execute(
        "SELECT i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid "
        "JOIN pg_class t ON t.oid = x.indrelid "
        "WHERE t.relname = ANY(%s) AND NOT x.indisunique",
        [list(tables)],
    )
    return [name for (name,) in found]


def _repeat(connection: psycopg.Connection, table: str, rows: int) -> None:
    found = connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND "
        "table_name = %s AND column_name <> 'id' AND is_generated = 'NEVER'",
        [table],
    )
    columns = sql.SQL(", ").join(sql.Identifier(name) for (name,) in found)
    there = sql.SQL("SELECT count(*) FROM {} WHERE region_code = %s").format(sql.Identifier(table))
    (count,) = connection.execute(there, [REGION]).fetchone() or (0,)
    connection.execute(
        sql.SQL(
            "INSERT INTO {table} (id, {columns}) SELECT gen_random_uuid(), {columns} "
            "FROM {table}, generate_series(1, %s) WHERE region_code = %s LIMIT %s"
        ).format(table=sql.Identifier(table), columns=columns),
        [rows // max(1, count) + 1, REGION, max(0, rows - count)],
    )
