"""What the code itself may hand to a log: no exception, and nothing read from one (ADR 0047)."""

from __future__ import annotations

import ast
import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.core import logs
from app.core.settings import PROJECT

LEVELS = {"debug", "info", "warning", "error", "critical", "exception", "log"}


def _slips(tree: ast.AST) -> Iterator[int]:
    """Lines where a log is given an exception other than by its kind."""
    for handler in ast.walk(tree):
        if not isinstance(handler, ast.ExceptHandler) or handler.name is None:
            continue
        for call in ast.walk(handler):
            if isinstance(call, ast.Call) and _is_log(call.func):
                yield from (call.lineno for arg in call.args if _tells(arg, handler.name))


def _is_log(func: ast.expr) -> bool:
    return (
        isinstance(func, ast.Attribute)
        and func.attr in LEVELS
        and isinstance(func.value, ast.Name)
        and func.value.id in ("log", "logger", "logging")
    )


def _tells(given: ast.expr, name: str) -> bool:
    if ast.unparse(given) in (f"type({name}).__name__", f"logs.told({name})"):
        return False
    return any(isinstance(each, ast.Name) and each.id == name for each in ast.walk(given))


def test_no_log_is_given_an_exception() -> None:
    slips = [
        f"{path.relative_to(PROJECT)}:{line}"
        for path in sorted((PROJECT / "app").rglob("*.py"))
        for line in _slips(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert slips == []


def test_nobody_sets_up_a_log_of_their_own() -> None:
    """Only `app.core.logs` has a handler, and what goes to standard error for a person at the
    command line is no log.
    """
    for path in sorted((PROJECT / "app").rglob("*.py")):
        if path != Path(PROJECT / "app/core/logs.py"):
            said = path.read_text(encoding="utf-8")
            assert "StreamHandler" not in said and "basicConfig" not in said, path
            assert "print_exc" not in said and "format_exc" not in said, path


class Gone(Exception):
    """As a library wraps what went wrong."""


@pytest.fixture
def lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[..., list[str]]]:
    """Say what is wrong at a second of the clock, by a logger; what was written since the last."""
    root, now = logging.getLogger(), 0.0
    before, level = list(root.handlers), root.level
    monkeypatch.setattr(time, "monotonic", lambda: now)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    logs.write_to_standard_error("INFO")

    def say(second: float, name: str, level: int, problem: Exception | None, **more: Any) -> Any:
        nonlocal now
        now = second
        logging.getLogger(name).log(level, "it happened", exc_info=problem, **more)
        found = [line for line in capsys.readouterr().err.splitlines() if "it happened" in line]
        return [line.partition(" - ")[2] for line in found]

    yield say
    root.handlers[:] = before
    root.setLevel(level)


def test_that_postgresql_is_away_is_written_once_a_second_whoever_says_it(
    lines: Callable[..., list[str]],
) -> None:
    away = psycopg.OperationalError("connection refused")
    wrapped = Gone()
    wrapped.__cause__ = away
    error, warning = logging.ERROR, logging.WARNING
    assert lines(0, "procrastinate.worker", error, wrapped) == ["procrastinate.worker: it happened"]
    assert lines(0.1, "psycopg.pool", warning, None) == []
    assert lines(0.2, "app.x", warning, None, extra=logs.ABOUT_AWAY) == []
    assert lines(0.3, "sqlalchemy.pool.impl", error, away) == []
    assert lines(0.4, "app.x", logging.INFO, None) == ["app.x: it happened"], "about something else"
    assert lines(0.5, "app.x", error, ValueError()) == ["app.x: it happened"], "so is this"
    assert lines(0.6, "app.x", logging.CRITICAL, away) == ["app.x: it happened"], "an end"
    told = "app.x: it happened (3 more lines about PostgreSQL left out)"
    assert lines(1.1, "psycopg.pool", warning, None) == [told], "ours was kept for it"
    assert lines(1.2, "psycopg.pool", warning, None) == []
    assert lines(9, "app.x", logging.INFO, None) == [
        "psycopg.pool: it happened",
        "app.x: it happened",
    ]


@pytest.mark.parametrize(
    ("given", "slips"),
    [
        ("problem", True),
        ("str(problem)", True),
        ("f'{problem}'", True),
        ("problem.args[0]", True),
        ("type(problem).__name__", False),
        ("plan_id", False),
    ],
)
def test_the_look_finds_what_it_looks_for(given: str, slips: bool) -> None:
    code = f"try:\n    pass\nexcept OSError as problem:\n    log.error('%s', {given})"
    assert bool(list(_slips(ast.parse(code)))) is slips
