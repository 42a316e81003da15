"""How much of the suite one run holds: all of it takes an hour of two cores. `make test` runs a
twelfth of every file, another one every day, of the guards of the house every test, and always the
main job in every engine and what is printed; `.ci/run` half of every file (`SHARES=2`), `make test
SHARES=1` all cases, and so does whoever names a file or a folder. ADR 76 says why, with figures.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence

import pytest

from app.core import clock

# Into how many shares the files of a run are cut; 1 is all of them.
SHARES = "SCHAKELBORD_TEST_SHARES"
# Set once, by the first process of a run: its workers choose the same cases, also after midnight.
DAY = "SCHAKELBORD_TEST_SHARE_OF_DAY"
USUAL = 12
# Quick, and what a change in any room breaks: of each of their tables a share.
GUARDS = "tests/guards/"
# Of every route of the table of rights a share of its states, so that no door is closed for a run.
MATRIX = "tests/web/test_security_matrix.py::test_a_route_answers"
# The main job in every engine, and what is printed: whole in every run.
ALWAYS = ("tests/browser/test_engines.py::test_from_a_need_to_a_yes", "tests/browser/test_print.py")


def choose(count: int, day: int, shares: int) -> set[int]:
    """Which of `count` cases are run on a day, from 0; in a row of days each has its turn."""
    many = -(-count // shares)
    return {(day * many + nth) % count for nth in range(min(many, count))}


def today() -> int:
    """The day of this run, as `date.toordinal` counts."""
    return int(os.environ.setdefault(DAY, str(clock.today().toordinal())))


def shares_of(config: pytest.Config) -> int:
    """Into how many shares the files of this run are cut: what was asked, else a run of everything
    holds a twelfth.
    """
    if said := os.environ.get(SHARES):
        return int(said)
    return USUAL if [arg.rstrip("/") for arg in config.args] == ["tests"] else 1


def split(
    items: Sequence[pytest.Item], day: int, shares: int
) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """What is run on a day, in the same order, and what waits for another."""
    tables: dict[str, list[pytest.Item]] = defaultdict(list)
    always = {id(item) for item in items if item.nodeid.startswith(ALWAYS)}
    for item in items:
        if id(item) not in always:
            tables[_table_of(item.nodeid)].append(item)
    chosen = ((cases, choose(len(cases), day, shares)) for cases in tables.values())
    run = always | {id(cases[place]) for cases, places in chosen for place in places}
    return [i for i in items if id(i) in run], [i for i in items if id(i) not in run]


def _table_of(nodeid: str) -> str:
    """What a test is one case of: its file, a table of the guards, or a route: the row of the table
    of rights says its method and its path, and then the state of the object.
    """
    if nodeid.startswith(MATRIX):
        return nodeid.rpartition(" ")[0]
    return nodeid.partition("[" if nodeid.startswith(GUARDS) else "::")[0]
