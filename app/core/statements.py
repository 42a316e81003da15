"""Statements that are built once. To build one takes longer than PostgreSQL needs to answer it, so
what differs from one request to the next is a parameter: the day, the moment, and who reads
(`identity.actor.ANYBODY`).
"""

from collections import namedtuple
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import Session

from app.core import clock
from app.core.db import Timestamp
from app.core.inputs import Input

F = TypeVar("F", bound=Input)

TODAY: Any = sa.bindparam("today", type_=sa.Date)
NOW: Any = sa.bindparam("now", type_=Timestamp)

# How many kinds of one statement are kept: one for each set of filters that somebody uses.
KINDS = 200


def kind_of(filters: F, words: str) -> F:
    """The filters of a list without what is a parameter of its statement: the cursor, and the words
    as PostgreSQL asks for them.
    """
    return filters.model_copy(update={"cursor": None, "q": words and "words"})


def moment() -> dict[str, Any]:
    """The values of `TODAY` and `NOW`."""
    return {"today": clock.today(), "now": clock.now()}


def rows_of(session: Session, query: sa.Select[Any], asked: Mapping[str, Any]) -> Sequence[Any]:
    """The rows of a query for columns. Past the session's own way with rows, which is for objects;
    what the session holds is written first, as it would. SQLAlchemy's rows take ten times as long
    to give a column by its name.
    """
    session.flush()
    found = session.connection().execute(query, asked)
    return list(map(_row_of(tuple(found.keys())), found.all()))


@lru_cache(KINDS)
def _row_of(names: tuple[str, ...]) -> Any:
    """What makes a row of a tuple."""
    make: Any = namedtuple
    return make("Found", names, rename=True)._make
