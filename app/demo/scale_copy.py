"""Writing many rows at once."""

from collections.abc import Iterable
from typing import Any

import psycopg
from psycopg import sql

Row = dict[str, Any]


def copy_rows(connection: psycopg.Connection, table: str, rows: Iterable[Row]) -> int:
    """COPY rows that all have the columns of the first. Returns how many."""
    waiting, count = iter(rows), 0
    row = next(waiting, None)
    if row is None:
        return 0
    columns = list(row)
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(into) as copy:
        while row is not None:
            copy.write_row([row[name] for name in columns])
            count, row = count + 1, next(waiting, None)
    return count
