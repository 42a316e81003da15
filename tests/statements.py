"""Counting the SQL statements of a block."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event

from app.reference import choice_queries


@contextmanager
def counted(connection: Connection) -> Iterator[list[str]]:
    """Collects every statement sent, but for the savepoints of the tests' own transaction. The
    lists to choose from are read anew, whatever ran before in this process.
    """
    choice_queries._known.clear()
    sent: list[str] = []

    def note(
        conn: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
    ) -> None:
        sent.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(connection, "before_cursor_execute", note)
        # What SQLAlchemy sends as a savepoint passes this event as well.
        sent[:] = [
            s
            for s in sent
            if not s.startswith(("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT"))
        ]
