"""Working days: not Saturday, not Sunday, and no public holiday in the Netherlands."""

from datetime import date, timedelta

import holidays

A_DAY = timedelta(days=1)
# Its years are filled in as they are asked for.
_FREE = holidays.country_holidays("NL", language="nl")


def is_working_day(day: date) -> bool:
    """Whether offices are open."""
    return day.weekday() < 5 and day not in _FREE


def named_days(name: str, year: int) -> list[date]:
    """The public holidays of that year with these words in their name, such as "Koningsdag"."""
    _FREE.get(date(year, 1, 1))  # so that the year is filled in
    return [day for day in _FREE.get_named(name) if day.year == year]


def days_before(day: date, count: int) -> date:
    """The last day after which `count` working days passed, `day` itself counted."""
    while count:
        count -= is_working_day(day)
        day -= A_DAY
    return day


def next_after(day: date) -> date:
    """The first working day after it."""
    day += A_DAY
    while not is_working_day(day):
        day += A_DAY
    return day


def nth_after(day: date, count: int) -> date:
    """The working day that is the `count`th after it."""
    for _one in range(count):
        day = next_after(day)
    return day
