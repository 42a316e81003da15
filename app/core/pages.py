"""Keyset paging: a page starts where the last one ended, so it costs the same on page 1 and page
1,000.
"""

import base64
import binascii
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped
from sqlmodel import Session

from app.core import i18n, statements
from app.core.kept import kept

T = TypeVar("T")


@dataclass(frozen=True)
class ResultPage(Generic[T]):
    """Some rows, and the cursors of the pages on both sides. `total` counts no further than one
    more than `TOTAL_LIMIT`.
    """

    rows: list[T] = field(default_factory=list)
    total: int = 0
    next: str | None = None
    previous: str | None = None


# Nobody reads on after so many, and to count the rest costs more than to read a page of them.
TOTAL_LIMIT = 1_000


def counted(total: int) -> str:
    """A total for a sentence: "40", "more than 1,000"."""
    if total <= TOTAL_LIMIT:
        return i18n.number(total)
    return i18n.gettext("more than %(num)s", num=i18n.number(TOTAL_LIMIT))


def counted_short(total: int) -> str:
    """A total where there is room for a number only: "40", "1,000+"."""
    return i18n.number(total) if total <= TOTAL_LIMIT else f"{i18n.number(TOTAL_LIMIT)}+"


@dataclass(frozen=True)
class Order:
    """Columns to sort by, all in one direction, the last one unique, none of them null."""

    keys: tuple[sa.ColumnElement[Any] | Mapped[Any], ...]
    descending: bool = False

    def cursor_after(self, values: Sequence[Any]) -> str:
        """The cursor of the page that starts after a row with these key values."""
        return _encode("n", values)


@dataclass(frozen=True)
class Paged:
    """A list in pages, each in one query: made once for each kind of list, so that its first page
    is a finished statement.

    `total` is a scalar subquery that rides along; `count_rows` makes it.
    """

    query: sa.Select[Any]
    order: Order
    size: int
    total: sa.ColumnElement[int]
    # The query selects objects of the session, not only columns.
    of_objects: bool = False
    # Made for one reader, with what differs in it: not worth writing ahead.
    for_one: bool = False

    @kept
    def _first(self) -> Any:
        return self._kept(self._at(after=False, backwards=False))

    @kept
    def _next(self) -> Any:
        return self._kept(self._at(after=True, backwards=False))

    @kept
    def _previous(self) -> Any:
        return self._kept(self._at(after=True, backwards=True))

    def _kept(self, query: sa.Select[Any]) -> Any:
        return query if self.of_objects or self.for_one else statements.Written(query)

    def _at(self, *, after: bool, backwards: bool) -> sa.Select[Any]:
        keys, descending = self.order.keys, self.order.descending != backwards
        wanted = self.query
        if after:
            kinds = (key.type for key in keys)  # type: ignore[union-attr]
            some = (sa.bindparam(f"after_{n}", type_=kind) for n, kind in enumerate(kinds))
            here, there = sa.tuple_(*keys), sa.tuple_(*some)
            wanted = wanted.where(here < there if descending else here > there)
        wanted = wanted.order_by(*(key.desc() if descending else key.asc() for key in keys))
        return wanted.limit(self.size + 1).add_columns(
            self.total.label("total"), *(key.label(f"key_{n}") for n, key in enumerate(keys))
        )

    def take(
        self,
        session: Session,
        asked: Mapping[str, Any],
        *,
        cursor: str | None,
        build: Callable[[Any], T],
    ) -> ResultPage[T]:
        """One page. `asked` are the values of the statement's parameters, `build` makes a row from
        a result row. A cursor that is unreadable, or has nothing behind it any more, gives the
        first page: it came from an old link, not from a person.
        """
        backwards, after = _decode(cursor, self.order)
        query, values = self._first, dict(asked)
        if after is not None:
            query = self._previous if backwards else self._next
            values |= {f"after_{n}": value for n, value in enumerate(after)}
        found: Sequence[sa.Row[Any]] = (
            session.execute(query, values).all()
            if self.of_objects
            else statements.rows_of(session, query, values)
        )
        if not found and after is not None:
            return self.take(session, asked, cursor=None, build=build)
        more, found = len(found) > self.size, found[: self.size]
        if backwards:
            found = found[::-1]
        if not found:
            return ResultPage()
        has_next, has_previous = (True, more) if backwards else (more, after is not None)
        keys = range(len(self.order.keys))
        return ResultPage(
            rows=[build(row) for row in found],
            total=found[0].total,
            next=_encode("n", [getattr(found[-1], f"key_{n}") for n in keys]) if has_next else None,
            previous=_encode("p", [getattr(found[0], f"key_{n}") for n in keys])
            if has_previous
            else None,
        )


def count_rows(table: Any, rules: Iterable[sa.ColumnElement[bool]]) -> sa.ColumnElement[int]:
    """How many rows of a table keep these rules, up to one more than `TOTAL_LIMIT`."""
    return count_of(sa.select(sa.literal(1)).select_from(table).where(*rules))


def count_in_parts(
    table: Any,
    status: Any,
    statuses: Collection[Any],
    shared: Collection[Any],
    private: Collection[Any],
    is_own: sa.ColumnElement[bool],
    here: Sequence[sa.ColumnElement[bool]],
    seen: Sequence[sa.ColumnElement[bool]],
) -> sa.ColumnElement[int]:
    """As `count_rows`, of rows with one of these statuses: those with a `shared` one, which
    everybody `here` sees and which are most of it, out of an index; those with a `private` one,
    which nobody else sees, from one's own rows; the others by the rule of what is `seen`.
    """
    asked = set(statuses)
    parts = [
        count_rows(table, [status.in_(sorted(some)), *rules])
        for some, rules in (
            (asked & set(shared), here),
            (asked & set(private), [is_own, *seen]),
            (asked - set(shared) - set(private), seen),
        )
        if some
    ]
    return sum(parts[1:], start=parts[0])


def count_of(found: sa.Select[Any]) -> sa.ColumnElement[int]:
    """How many rows a query finds, up to one more than `TOTAL_LIMIT`."""
    some = found.limit(TOTAL_LIMIT + 1).subquery()
    return sa.select(sa.func.count()).select_from(some).scalar_subquery()


def _encode(direction: str, values: Sequence[Any]) -> str:
    text = json.dumps([direction, *(v if isinstance(v, int) else str(v) for v in values)])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decode(cursor: str | None, order: Order) -> tuple[bool, list[Any] | None]:
    if not cursor or len(cursor) > 500:
        return False, None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        direction, *values = json.loads(base64.urlsafe_b64decode(padded.encode()))
        read = [_read(value, key) for value, key in zip(values, order.keys, strict=True)]
    except (binascii.Error, ValueError, TypeError, AttributeError, OverflowError):
        return False, None
    return direction == "p", read


def _read(value: Any, key: sa.ColumnElement[Any] | Mapped[Any]) -> Any:
    kept: Any = key.type  # type: ignore[union-attr]
    kind = kept.python_type
    readers: dict[Any, Callable[[Any], Any]] = {
        datetime: datetime.fromisoformat,
        date: date.fromisoformat,
        UUID: UUID,
        object: str,  # what SQLModel says of a text
    }
    read = readers.get(kind, kind)(value)
    if kind is int and abs(read) >= 2 ** (15 if isinstance(kept, sa.SmallInteger) else 31):
        raise OverflowError(read)  # PostgreSQL would refuse it
    return read
