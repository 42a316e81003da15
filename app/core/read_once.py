"""Reading what does not change once in a long piece of work, such as an import of thousands of
rows.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlmodel import Session

T = TypeVar("T")

_KEY = "read_once"


@contextmanager
def reading_once(session: Session) -> Iterator[None]:
    """Within the block `read_once` asks the database once for each key. Not across a rollback."""
    session.info[_KEY] = {}
    try:
        yield
    finally:
        del session.info[_KEY]


def read_once(session: Session, key: Hashable, load: Callable[[], T]) -> T:
    """What `load` gives: outside of `reading_once` every time anew. It makes its query too: to make
    one costs more than the row of a file does.
    """
    memo: dict[Hashable, T] | None = session.info.get(_KEY)
    if memo is None:
        return load()
    if key not in memo:
        memo[key] = load()
    return memo[key]


def flush_row(session: Session) -> None:
    """Send a new row to the database: at once, and within `reading_once` together with the others,
    as each statement costs what a trigger does besides. Who reads it there flushes.
    """
    if _KEY not in session.info:
        session.flush()
