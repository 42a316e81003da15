"""The clock: UTC inside, Dutch days outside."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from app.core import clock


def test_now_is_aware_and_in_utc() -> None:
    assert clock.now().utcoffset() == timedelta(0)


def test_the_day_is_the_dutch_one() -> None:
    with clock.at(datetime(2026, 11, 22, 23, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 11, 23)
    with clock.at(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 7, 2), "summer time"


def test_a_moment_inside_a_moment_ends_first() -> None:
    outer, inner = datetime(2026, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)
    with clock.at(outer):
        with clock.at(inner):
            assert clock.now() == inner
        assert clock.now() == outer
    assert clock.now() > outer


def test_the_clock_runs_on_after_a_mishap() -> None:
    moment = datetime(2020, 1, 1, tzinfo=UTC)
    try:
        with clock.at(moment):
            raise ValueError
    except ValueError:
        pass
    assert clock.now() > moment
