"""The reading of answers that the other tests lean on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.core import clock
from app.core.i18n import age, exact_moment, long_date, moment, period, short_date
from tests.html import without_dates

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
MONTHS = [date(2026, month, 3) for month in range(1, 13)]


@pytest.mark.parametrize("day", MONTHS, ids=str)
def test_every_day_that_the_product_writes_goes(day: date) -> None:
    with clock.at(NOON):
        for written in (long_date(day), short_date(day), short_date(day.replace(year=2033))):
            assert not any(letter.isdigit() for letter in without_dates(written)), written
        assert without_dates(period(day, day + timedelta(days=27))) == "… tot en met …"


def test_every_time_that_the_product_writes_goes() -> None:
    with clock.at(NOON):
        for past in (timedelta(), timedelta(days=1), timedelta(days=13), timedelta(days=1300)):
            for written in (moment(NOON - past), age(NOON - past)):
                assert not any(letter.isdigit() for letter in without_dates(written)), written
    assert without_dates(exact_moment(NOON)) == "… 13.00"


@pytest.mark.parametrize(
    "told",
    ["3 mensen", "33", "nog 3", "3 van 30", "3 dagen", "1.300 mensen", "3 uur"],
)
def test_every_other_number_stays(told: str) -> None:
    assert without_dates(f"{told}, vóór do 3 december") == f"{told}, vóór do …"
