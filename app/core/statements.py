"""Statements that are built once. To build one takes longer than PostgreSQL needs to answer it, so
what differs from one request to the next is a parameter: the day, the moment, and who reads
(`identity.actor.ANYBODY`).
"""

from collections import namedtuple
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.sql import operators, visitors
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


@dataclass(frozen=True)
class Between:
    """After one moment, up to and including another; either may be a column."""

    after: Any
    until: Any

    def holds(self, moment: Any) -> list[sa.ColumnElement[bool]]:
        """What is asked of a column with a moment."""
        return [moment > self.after, moment <= self.until]


class _Made(sa.Executable, sa.ClauseElement):
    """What SQLAlchemy made of a statement, to be sent as it is."""

    def __init__(self, made: Any) -> None:
        self._made = made

    def _compile_w_cache(self, dialect: sa.Dialect, **_: Any) -> Any:
        return self._made, None, None, dialect.CACHING_DISABLED


# What has a few values for all readers together, by its name in `Actor.bound`.
_FEW = frozenset({"regions", "team", "overseen", "administered", "today"})


class Written:
    """A statement as the driver gets it: taken together once, where SQLAlchemy would look through
    all of it with every request to find what it made of one like it.

    What is the same for many stands in its text, and so do the day and the regions of who reads:
    PostgreSQL sees that a plan for whatever values is as good as one for these, and plans no more.
    `IN` of another list has as many parameters as the list has values.
    """

    def __init__(self, query: sa.Select[Any]) -> None:
        self._query = query
        every = (each for each in visitors.iterate(query) if isinstance(each, sa.BindParameter))
        asked = {each.key: each for each in every if each.required}
        lists = {name for name, each in asked.items() if each.expanding}
        self._few = sorted(asked.keys() & _FEW & (lists | {TODAY.key}))
        self._lists = sorted(lists - _FEW)
        self._made: dict[Any, _Made] = {}

    def made_for(
        self, dialect: sa.Dialect, asked: Mapping[str, Any]
    ) -> tuple[_Made, dict[str, Any]]:
        """The statement for these regions and lists as long as these, and the values of its
        parameters.
        """
        values = dict(asked)
        kind = [_as_key(values.pop(name)) for name in self._few]
        for name in self._lists:
            some = values[name]
            values.update((f"{name}_{n}", value) for n, value in enumerate(some))
            kind.append(tuple(range(len(some))))
        made = self._made.get(tuple(kind))
        if made is None:
            if len(self._made) >= KINDS:
                self._made.clear()
            known = dict(zip((*self._few, *self._lists), kind, strict=True))
            made = self._made[tuple(kind)] = _Made(_Writing(dialect, known).of(self._query))
        return made, values


class _Writing:
    """How a statement is written: `known` has what stands in the text, and of each other list the
    numbers of its parameters.
    """

    def __init__(self, dialect: sa.Dialect, known: Mapping[str, Any]) -> None:
        self._dialect, self._known = dialect, known

    def of(self, query: sa.Select[Any]) -> Any:
        written: Any = visitors.replacement_traverse(query, {}, self._write)
        return written.compile(dialect=self._dialect)

    def _write(self, element: Any, **_: Any) -> Any:
        if isinstance(element, sa.BinaryExpression):
            if _is_list(element.right):
                return self._listed(element)
            if _is_empty(element.right):
                return _never(element)
        return self._value(element) if isinstance(element, sa.BindParameter) else None

    def _value(self, element: Any) -> Any:
        if element.required:
            known = self._known.get(element.key)
            return None if known is None else self._text(known, element.type)
        if not element.expanding:
            return self._text(element.value, element.type)
        several = (self._text(value, element.type) for value in element.value)
        return sa.sql.expression.ClauseList(*several).self_group(against=operators.in_op)

    def _listed(self, element: Any) -> Any:
        name, kind = element.right.key, element.left.type
        some: list[Any] = [
            self._text(one, kind) if name in _FEW else sa.bindparam(f"{name}_{one}", type_=kind)
            for one in self._known[name]
        ]
        if not some:
            return _never(element)
        is_in = element.operator is operators.in_op
        return element.left.in_(some) if is_in else element.left.not_in(some)

    def _text(self, value: Any, kind: Any) -> Any:
        made = sa.literal(value, kind).compile(
            dialect=self._dialect, compile_kwargs={"literal_binds": True}
        )
        text = sa.literal_column(str(made).replace("%%", "%"), kind)
        return sa.cast(text, kind) if isinstance(kind, (sa.Date, sa.DateTime)) else text


def _as_key(value: Any) -> Hashable:
    return tuple(value) if isinstance(value, (list, tuple)) else value


def _is_list(element: Any) -> bool:
    return isinstance(element, sa.BindParameter) and element.expanding and element.required


def _is_empty(element: Any) -> bool:
    """Whether it is a list without values, of the statement itself."""
    is_own = isinstance(element, sa.BindParameter) and element.expanding and not element.required
    return is_own and not element.value


def _never(element: Any) -> Any:
    """What `IN` of nothing, or `NOT IN`, comes to."""
    is_in = element.operator is operators.in_op
    return sa.literal_column("false" if is_in else "true", sa.Boolean)


def rows_of(
    session: Session, query: sa.Select[Any] | Written, asked: Mapping[str, Any]
) -> Sequence[Any]:
    """The rows of a query for columns. Past the session's own way with rows, which is for objects;
    what the session holds is written first, as it would. SQLAlchemy's rows take ten times as long
    to give a column by its name.
    """
    session.flush()
    connection = session.connection()
    if isinstance(query, Written):
        made, values = query.made_for(connection.dialect, asked)
        found = connection.execute(made, values)
    else:
        found = connection.execute(query, asked)
    return list(map(_row_of(tuple(found.keys())), found.all()))


@lru_cache(KINDS)
def _row_of(names: tuple[str, ...]) -> Any:
    """What makes a row of a tuple."""
    make: Any = namedtuple
    return make("Found", names, rename=True)._make
