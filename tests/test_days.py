"""When a run of the suite begins for its tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.core import clock
from tests.days import DAYS, beginning

LONGEST_RUN = timedelta(minutes=59)
# Every half hour of a year and a day, as a machine knows them.
MOMENTS = [datetime(2026, 11, 27, tzinfo=UTC) + timedelta(minutes=30 * n) for n in range(366 * 48)]


def test_no_run_passes_midnight() -> None:
    for real in MOMENTS:
        began = beginning(real, None).astimezone(clock.AMSTERDAM)
        ended = (began + LONGEST_RUN).astimezone(clock.AMSTERDAM)
        assert began.date() == ended.date(), real
        assert timedelta(0) <= began - real <= timedelta(minutes=61), real


def test_most_runs_are_on_the_real_clock() -> None:
    assert sum(beginning(real, None) == real for real in MOMENTS) > len(MOMENTS) * 0.95


@pytest.mark.parametrize("day", DAYS)
def test_a_day_that_is_asked_for_is_that_day(day: str) -> None:
    began = beginning(MOMENTS[0], day)
    assert f"{began:%Y-%m-%dT%H:%M}".startswith(day)
    assert "T" in day or began.hour == 12
