"""Keyset paging: a page starts where the last one ended, so it costs the same on page 1 and page
1,000.
"""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped
from sqlmodel import Session

T = TypeVar("T")


@dataclass(frozen=True)
class ResultPage(Generic[T]):
    """Some rows, and the cursors of the pages on both sides. `total` counts up to `TOTAL_LIMIT`."""

    rows: list[T] = field(default_factory=list)
    total: int = 0
    next: str | None = None
    previous: str | None = None


TOTAL_LIMIT = 10_000


@dataclass(frozen=True)
class Order:
    """Columns to sort by, all in one direction, the last one unique, none of them null."""

    keys: tuple[sa.ColumnElement[Any] | Mapped[Any], ...]
    descending: bool = False

    def cursor_after(self, values: Sequence[Any]) -> str:
        """The cursor of the page that starts after a row with these key values."""
        return _encode("n", values)


def take_page(
    session: Session,
    query: sa.Select[Any],
    order: Order,
    *,
    cursor: str | None,
    size: int,
    total: sa.ColumnElement[int],
    build: Callable[[Any], T],
) -> ResultPage[T]:
    """Run `query` for one page. A cursor that is unreadable, or has nothing behind it any more,
    gives the first page: it came from an old link, not from a person.

    `total` is a scalar subquery that rides along, so that a page is one query. `build` makes a row
    from a result row.
    """
    backwards, after = _decode(cursor, order)
    descending = order.descending != backwards
    wanted = query
    if after is not None:
        here, there = sa.tuple_(*order.keys), sa.tuple_(*after)
        wanted = wanted.where(here < there if descending else here > there)
    wanted = wanted.order_by(
        *(key.desc() if descending else key.asc() for key in order.keys)
    ).limit(size + 1)
    wanted = wanted.add_columns(
        total.label("total"), *(key.label(f"key_{n}") for n, key in enumerate(order.keys))
    )
    found = list(session.execute(wanted).all())
    if not found and after is not None:
        return take_page(session, query, order, cursor=None, size=size, total=total, build=build)
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    if not found:
        return ResultPage()
    has_next, has_previous = (True, more) if backwards else (more, after is not None)
    keys = range(len(order.keys))
    return ResultPage(
        rows=[build(row) for row in found],
        total=found[0].total,
        next=_encode("n", [getattr(found[-1], f"key_{n}") for n in keys]) if has_next else None,
        previous=_encode("p", [getattr(found[0], f"key_{n}") for n in keys])
        if has_previous
        else None,
    )


def _encode(direction: str, values: Sequence[Any]) -> str:
    text = json.dumps([direction, *(v if isinstance(v, int) else str(v) for v in values)])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decode(cursor: str | None, order: Order) -> tuple[bool, list[sa.ColumnElement[Any]] | None]:
    if not cursor or len(cursor) > 500:
        return False, None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        direction, *values = json.loads(base64.urlsafe_b64decode(padded.encode()))
        read = [_read(value, key) for value, key in zip(values, order.keys, strict=True)]
    except (binascii.Error, ValueError, TypeError, AttributeError, OverflowError):
        return False, None
    return direction == "p", read


def _read(value: Any, key: sa.ColumnElement[Any] | Mapped[Any]) -> sa.ColumnElement[Any]:
    kept: Any = key.type  # type: ignore[union-attr]
    kind = kept.python_type
    readers: dict[Any, Callable[[Any], Any]] = {
        datetime: datetime.fromisoformat,
        date: date.fromisoformat,
        UUID: UUID,
    }
    read = readers.get(kind, kind)(value)
    if kind is int and abs(read) >= 2 ** (15 if isinstance(kept, sa.SmallInteger) else 31):
        raise OverflowError(read)  # PostgreSQL would refuse it
    return sa.literal(read, kept)
