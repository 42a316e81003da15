"""How much of the suite one run holds. Most tests are tables of cases, some with hundreds: every
state of every page in two engines, every verb by every person. `make test` runs every test and of
each table a share, another one every day; `make test ALL=1`, which `.ci/run` calls, runs all cases,
and so does whoever names a file or a folder. ADR 77 says why, with figures.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence

import pytest

from app.core import clock

ALL = "SCHAKELBORD_TEST_ALL"
# Set once, by the first process of a run: its workers choose the same cases, also after midnight.
DAY = "SCHAKELBORD_TEST_SHARE_OF_DAY"
SHARES = 6
LEAST = 3  # cases of a table that a run holds at least


def choose(count: int, day: int) -> set[int]:
    """Which of `count` cases are run on a day, from 0; in a row of days each has its turn."""
    many = max(LEAST, -(-count // SHARES))
    return {(day * many + nth) % count for nth in range(min(many, count))}


def today() -> int:
    """The day of this run, as `date.toordinal` counts."""
    return int(os.environ.setdefault(DAY, str(clock.today().toordinal())))


def is_whole(config: pytest.Config) -> bool:
    """Whether every case is wanted."""
    return bool(os.environ.get(ALL)) or [arg.rstrip("/") for arg in config.args] != ["tests"]


def split(items: Sequence[pytest.Item], day: int) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """What is run on a day, in the same order, and what waits for another."""
    tables: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        tables[item.nodeid.partition("[")[0]].append(item)
    run = {id(cases[place]) for cases in tables.values() for place in choose(len(cases), day)}
    return [i for i in items if id(i) in run], [i for i in items if id(i) not in run]
