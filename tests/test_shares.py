"""A run of everything holds something of every file and has every case in some days."""

from __future__ import annotations

import pytest

from app.core.settings import PROJECT
from app.rights import matrix
from tests import shares

COUNTS = [1, 2, 3, 4, 7, 18, 19, 423, 2305]


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("many", [1, 2, shares.USUAL])
def test_every_case_has_its_turn(count: int, many: int) -> None:
    turns = [shares.choose(count, day, many) for day in range(739_000, 739_000 + 2 * many)]
    assert set().union(*turns) == set(range(count))
    assert all(0 < len(chosen) <= count // many + 1 for chosen in turns)


@pytest.mark.parametrize(
    ("args", "asked", "many"),
    [
        (["tests"], "", shares.USUAL),
        (["tests/"], "", shares.USUAL),
        (["tests"], "1", 1),
        (["tests"], "2", 2),
        (["tests/needs"], "", 1),
        (["tests/needs"], "3", 3),
        (["tests/test_shares.py", "tests"], "", 1),
    ],
)
def test_who_asks_for_more_gets_all(
    pytestconfig: pytest.Config,
    monkeypatch: pytest.MonkeyPatch,
    args: list[str],
    asked: str,
    many: int,
) -> None:
    monkeypatch.setenv(shares.SHARES, asked)
    monkeypatch.setattr(pytestconfig, "args", args)
    assert shares.shares_of(pytestconfig) == many


def test_no_file_and_no_guard_is_left_out(request: pytest.FixtureRequest) -> None:
    """Of this run's own tests: each file has cases on every day, and each function of a guard."""
    items = request.session.items
    names = {_name(item) for item in items}
    for day in (1, 2):
        run, waiting = shares.split(items, day, shares.USUAL)
        assert {_name(item) for item in run} == names
        assert len(run) + len(waiting) == len(items)
        assert [item for item in items if item in set(run)] == run


def _name(item: pytest.Item) -> str:
    file, _file, test = item.nodeid.partition("::")
    return f"{file} {test.partition('[')[0]}" if "/guards/" in file else file


class _Named:
    """What `split` asks of a test."""

    def __init__(self, nodeid: str) -> None:
        self.nodeid = nodeid


def test_the_main_job_in_every_engine_and_what_is_printed_are_in_every_run() -> None:
    cases = [f"{test}[{engine}]" for test in shares.ALWAYS for engine in "abc"]
    others = [f"tests/browser/test_engines.py::test_another[{number}]" for number in range(40)]
    items = [_Named(name) for name in (*cases, *others)]
    for day in range(3):
        run, _waiting = shares.split(items, day, shares.USUAL)  # type: ignore[arg-type]
        named = [item.nodeid for item in run]
        assert set(cases) <= set(named) and len(named) == len(cases) + 4


def test_every_route_of_the_table_of_rights_is_asked_in_every_run() -> None:
    rows = matrix.expectations()
    items = [_Named(f"{shares.MATRIX}_each_person[{row}]") for row in rows]
    for day in (1, 2, 739_000):
        for many in (2, shares.USUAL):
            run, _waiting = shares.split(items, day, many)  # type: ignore[arg-type]
            named = {item.nodeid.partition("[")[2].rpartition(" ")[0] for item in run}
            assert named == {f"{row.method} {row.path}" for row in rows}
    whole = (PROJECT / shares.MATRIX.partition("::")[0]).read_text()
    assert f"def {shares.MATRIX.partition('::')[2]}" in whole
