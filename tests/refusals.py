"""Every sentence with which a slice refuses something, read from its code; and how a test says that
it heard one.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field as default
from pathlib import Path
from typing import Any, Generic, TypeVar

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel, select

from app.audit.models import AuditEntry
from app.core import tongue
from app.core.errors import AppError, Invalid, TooMany
from app.core.i18n import speaking
from app.core.inputs import Input
from app.core.settings import PROJECT
from app.web.forms import blank
from scripts.unused import names_used

T = TypeVar("T")
# Whoever names one of these refuses, or gathers what is refused.
REFUSING = {
    "edit",
    "refuse_stale",
    "Conflict",
    "Errors",
    "Forbidden",
    "Invalid",
    "NotFound",
    "TooMany",
    "Verdict",
    "errors",
}


@dataclass(frozen=True)
class Refusal(Generic[T]):
    """A sentence, and a way to hear it. `field`: beside which field of the form it is said."""

    sentence: str
    kind: type[AppError]
    attempt: Callable[[T], object]
    field: str | None = None
    values: dict[str, object] = default(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.field or self.kind.__name__}: {self.sentence[:40]}"

    def is_heard(self, session: Session, tables: Sequence[type[SQLModel]], given: T) -> AppError:
        """Try it: the sentence is said in its place, and nothing is changed or written down."""
        session.flush()
        before = everything(session, tables)
        said = self.sentence % self.values if self.values else self.sentence
        with in_english(), pytest.raises(self.kind) as caught:
            self.attempt(given)
        problem = caught.value
        assert type(problem) is self.kind
        if isinstance(problem, Invalid):
            # A label that stays Dutch carries marks as far as the page.
            told = {name: tongue.unmarked(error) for name, error in problem.errors.items()}
            assert told == {self.field or "": said}
        else:
            assert self.field is None
            # How long somebody waits is said behind it, and is as it is.
            is_wait = isinstance(problem, TooMany)
            assert problem.message.partition(" You can try again in ")[0] == said
            assert is_wait == (problem.message != said)
        session.flush()
        assert everything(session, tables) == before, "a refusal changes nothing"
        return problem


def in_english() -> AbstractContextManager[None]:
    """The language of the code: a sentence is said as it stands there."""
    return speaking("en")


def everything(session: Session, tables: Sequence[type[SQLModel]]) -> list[str]:
    """All rows of some tables and of the trail, as the database has them now."""
    return [
        str(sorted(str(tuple(row)) for row in session.execute(sa.select(table.__table__))))  # type: ignore[attr-defined]
        for table in (*tables, AuditEntry)
    ]


def trail(session: Session, start: str) -> list[AuditEntry]:
    """The lines of the trail whose event begins with `start`, oldest first."""
    session.flush()
    found = session.exec(select(AuditEntry)).all()
    lines = [line for line in found if line.event.startswith(start)]
    return sorted(lines, key=lambda line: line.id)


def sentences_of(package: str, *, of_policy: bool = False) -> Counter[str]:
    """The sentences that the modules of a slice refuse with, and how often each stands there: those
    of its policies, or all others.
    """
    found: Counter[str] = Counter()
    for path in sorted((PROJECT / "app" / package).glob("*.py")):
        if (path.name == "policy.py") is of_policy:
            found.update(_sentences(path))
    return found


def _sentences(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = {
        node.name: node
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    }
    named = {name: set(names_used(node)) for name, node in functions.items()}
    refusing = {name for name, names in named.items() if names & REFUSING}
    while more := {name for known in refusing for name in named[known] & named.keys()} - refusing:
        refusing |= more  # what a refusing function asks another one to say
    return [
        call.args[0].value
        for name in refusing
        for call in ast.walk(functions[name])
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in ("_", "ngettext", "pgettext")
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    ]


def inputs_of(package: str) -> list[type[Input]]:
    """The input models of a slice that have a sentence for what was left empty."""
    found = []
    where = importlib.import_module(f"app.{package}")
    for module in pkgutil.iter_modules(where.__path__, f"{where.__name__}."):
        for value in vars(importlib.import_module(module.name)).values():
            is_own = isinstance(value, type) and value.__module__ == module.name
            if is_own and issubclass(value, Input) and value.when_missing:
                found.append(value)
    return found


def what_is_missing(model: type[Input]) -> dict[str, str]:
    """What a form says that was sent with nothing in it."""
    form: Any = blank(model)
    with in_english(), pytest.raises(Invalid) as caught:
        form.parse()
    return caught.value.errors
