"""The suite on another day. `SCHAKELBORD_TEST_DAY=2027-01-31` (noon in the Netherlands) or
`2027-01-31T00:30` moves the clock of the whole run there, from where time goes on:

    SCHAKELBORD_TEST_DAY=2028-02-29 .venv/bin/python -m pytest tests/board

`make days` runs the files that depend on the day on a few of them, `make days DAYS=all` on all of
`DAYS` below, `make days DAYS=all TESTS=tests` the whole suite on each.

A run that begins in the last hour of a day begins on the next: it would pass midnight halfway, and
the lists of tests are made on the day before.

Only `app.core.clock` asks what time it is (a guard holds that), so moving its source moves the
product, the seeds, the benchmarks and the tests alike; `now()` of PostgreSQL, which the queue of
jobs asks, the clock of the browser, that of the provider of sign-ins and that of who checks a large
file are moved along. Other processes that tests start by themselves keep the real day.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta, tzinfo
from unittest.mock import patch

from sqlalchemy import create_engine, text
from starlette.types import ASGIApp

from app.core import clock
from app.main import create as create_product

DAY = "SCHAKELBORD_TEST_DAY"
# Set once, by the first process of a run: its workers and the browser's server are as far ahead.
AHEAD = "SCHAKELBORD_TEST_SECONDS_AHEAD"

# A day and what is special about it. Days to come only: some tests hold days of the year in which
# they were written.
DAYS = {
    "2026-11-30": "the end of a month of thirty days; answers are due on the 3rd",
    "2026-12-03": "a day with a 3",
    "2026-12-31T23:30": "the last half hour of the year; the day is still the same in UTC",
    "2027-01-01T00:30": "New Year, while in UTC it is still last year",
    "2027-01-03": "a Sunday with a 3; its week belongs to the year before",
    "2027-01-31": "the next month has no such day",
    "2027-02-26": "a Friday: what takes three days ends after the month",
    "2027-02-28": "the end of February, and a Sunday",
    "2027-03-01": "the month before has no 29th, 30th and 31st",
    "2027-03-27T23:30": "the evening before the night of 23 hours",
    "2027-03-28T00:30": "summer time begins this night",
    "2027-03-28T03:30": "the first hour of summer time",
    "2027-03-30": "summer time has just begun: a day ago was 23 hours ago",
    "2027-05-05": 'a 5, twice; small groups are "fewer than 5"',
    "2027-05-15T00:30": "in summer it is yesterday in UTC until two o'clock",
    "2027-05-31T23:30": "the end of a month of thirty-one days, late in the evening",
    "2027-10-30T23:30": "the evening before the night of 25 hours",
    "2027-10-31T00:30": "summer time ends this night",
    "2027-11-03": "a day with a 3 in the month in which the tests were written",
    "2028-02-28": "tomorrow is 29 February",
    "2028-02-29": "29 February",
    "2028-12-31": "a leap year's last day, a Sunday",
    "2031-05-30": "after every day that a test mentions, and a Friday",
}
# The files in which something once failed on some day, or whose rules are about days.
PATHS = (
    "tests/actions",
    "tests/board",
    "tests/core/test_clock.py",
    "tests/core/test_i18n.py",
    "tests/crises",
    "tests/exports/test_lists.py",
    "tests/identity/test_sessions.py",
    "tests/imports/test_importing.py",
    "tests/imports/test_twins.py",
    "tests/mail/test_sending.py",
    "tests/matches/test_contact.py",
    "tests/matches/test_endings.py",
    "tests/matches/test_grace.py",
    "tests/matches/test_past.py",
    "tests/members/test_charge.py",
    "tests/members/test_invitations.py",
    "tests/members/test_members.py",
    "tests/members/test_moving.py",
    "tests/members/test_of_nobody.py",
    "tests/messages",
    "tests/needs/test_over.py",
    "tests/needs/test_small_groups.py",
    "tests/offers",
    "tests/passwords",
    "tests/privacy",
    "tests/reference",
    "tests/second_factors",
    "tests/signals",
    "tests/tallies",
    "tests/web/test_site.py",
    "tests/work",
)
FEW = ("2026-11-30", "2027-01-01T00:30", "2027-03-28T00:30", "2027-10-31T00:30", "2028-02-29")


def noon_after(days: int) -> datetime:
    """Noon in the Netherlands, so many days from today; 24 hours from now is not tomorrow on the
    day of 25 hours.
    """
    day = clock.today() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, 12, tzinfo=clock.AMSTERDAM)


def beginning(real: datetime, day: str | None) -> datetime:
    """When a run begins for its tests, that really begins at `real`; `day` as in `DAY`."""
    if day:
        moment = datetime.fromisoformat(day if "T" in day else f"{day}T12:00")
        return moment.replace(tzinfo=clock.AMSTERDAM)
    local = real.astimezone(clock.AMSTERDAM)
    if local.hour < 23:
        return real
    return (local + timedelta(hours=1)).replace(minute=1)


def seconds_ahead() -> float:
    """How far this run is ahead of the real time; 0 on the real day."""
    if AHEAD not in os.environ:
        real = datetime.now(UTC)
        os.environ[AHEAD] = str((beginning(real, os.environ.get(DAY)) - real).total_seconds())
    return float(os.environ[AHEAD])


def _moved_now(zone: tzinfo | None = None) -> datetime:
    return datetime.now(zone) + timedelta(seconds=seconds_ahead())


class _MovedDatetime:
    """`datetime` as the clock asks it: what day it is moves, what a given day is does not."""

    def now(self, tz: tzinfo | None = None) -> datetime:
        return _moved_now(tz)

    def __call__(self, year: int, month: int, day: int, *, tzinfo: tzinfo) -> datetime:
        return datetime(year, month, day, tzinfo=tzinfo)


def move_the_clock() -> None:
    """Put this process on the day of the run, until it ends."""
    if seconds_ahead():
        patch.object(clock, "datetime", _MovedDatetime()).start()


def move_postgres(url: str) -> None:
    """Let `now()` in a database follow: the queue of jobs asks it which are due."""
    if not seconds_ahead():
        return
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in (
            "CREATE SCHEMA moved",
            "CREATE FUNCTION moved.now() RETURNS timestamptz LANGUAGE sql STABLE AS "
            f"$$ SELECT pg_catalog.now() + make_interval(secs => {seconds_ahead()}) $$",
            f"ALTER DATABASE {engine.url.database} SET search_path = public, moved, pg_catalog",
        ):
            connection.execute(text(statement))
    engine.dispose()


def create() -> ASGIApp:
    """What the server of the browser tests runs: `app.main.create` on the day of the run."""
    move_the_clock()
    return create_product()


def main(chosen: str, *arguments: str) -> int:
    """`few` or `all` of the days, or days with commas between them; then what pytest is told."""
    days = {"few": FEW, "all": tuple(DAYS)}.get(chosen) or tuple(chosen.split(","))
    failed = []
    for day in days:
        print(f"{day}: {DAYS.get(day, '')}", flush=True)
        command = [sys.executable, "-m", "pytest", "-n", "auto", *(arguments or PATHS)]
        if subprocess.run(command, env=os.environ | {DAY: day}, check=False).returncode:
            failed.append(day)
    print(f"{len(days) - len(failed)} of {len(days)} days passed", *failed)
    return bool(failed)


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
