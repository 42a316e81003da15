"""What time it is: stored in UTC, shown and counted in days in Amsterdam; `at()` lets seeds and
tests move it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def today() -> date:
    """The calendar day in the Netherlands."""
    return now().astimezone(AMSTERDAM).date()


def midnight() -> datetime:
    """When that day began."""
    return now().astimezone(AMSTERDAM).replace(hour=0, minute=0, second=0, microsecond=0)


def start_of(day: date) -> datetime:
    """When a day begins in the Netherlands."""
    return datetime(day.year, day.month, day.day, tzinfo=AMSTERDAM)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let the block happen at `moment` (aware)."""
    token = _frozen.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
