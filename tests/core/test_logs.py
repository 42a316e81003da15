"""What the code itself may hand to a log: no exception, and nothing read from one (ADR 0047)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

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
