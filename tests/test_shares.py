"""A run of everything holds every test and has every case in some days."""

from __future__ import annotations

import pytest

from tests import shares

COUNTS = [1, 2, 3, 4, 7, 18, 19, 423, 2305]


@pytest.mark.parametrize("count", COUNTS)
def test_every_case_has_its_turn(count: int) -> None:
    turns = [shares.choose(count, day) for day in range(739_000, 739_000 + 2 * shares.SHARES)]
    assert set().union(*turns) == set(range(count))
    most = max(shares.LEAST, count // shares.SHARES + 1)
    assert all(0 < len(chosen) <= most for chosen in turns)


@pytest.mark.parametrize(
    ("args", "environment", "whole"),
    [
        (["tests"], {}, False),
        (["tests/"], {}, False),
        (["tests"], {shares.ALL: "1"}, True),
        (["tests"], {shares.ALL: ""}, False),
        (["tests/needs"], {}, True),
        (["tests/test_shares.py", "tests"], {}, True),
    ],
)
def test_who_asks_for_more_gets_all(
    pytestconfig: pytest.Config,
    monkeypatch: pytest.MonkeyPatch,
    args: list[str],
    environment: dict[str, str],
    whole: bool,
) -> None:
    monkeypatch.delenv(shares.ALL, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(pytestconfig, "args", args)
    assert shares.is_whole(pytestconfig) is whole


def test_no_test_is_left_out(request: pytest.FixtureRequest) -> None:
    """Of this run's own tests: each function keeps cases on every day."""
    items = request.session.items
    names = {item.nodeid.partition("[")[0] for item in items}
    for day in (1, 2):
        run, waiting = shares.split(items, day)
        assert {item.nodeid.partition("[")[0] for item in run} == names
        assert len(run) + len(waiting) == len(items)
        assert [item for item in items if item in set(run)] == run
