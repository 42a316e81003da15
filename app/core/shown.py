"""What is shown of a row: as a column of a file, or as a fact on a page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from app.core.i18n import gettext as _

R = TypeVar("R")
C = TypeVar("C")

# What stands for a number under five: the same in every file.
FEW = "<5"

Value = str | int | date | None


class Kind(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True)
class Column(Generic[R, C]):
    """One column of a list as a file. `header` is a msgid; `value` reads a row, with the labels of
    its slugs and codes at hand.

    A column of numbers may hold a text here and there, such as `FEW`. `width` is in letters.
    """

    header: str
    value: Callable[[R, C], Value]
    kind: Kind = Kind.TEXT
    width: int = 18


@dataclass(frozen=True)
class Fact(Generic[R, C]):
    """One thing that a page tells of what it is about, or a list of a row. `label` is a msgid; an
    empty text is left out.
    """

    label: str
    value: Callable[[R, C], str]


def told(facts: Iterable[Fact[R, C]], thing: R, words: C) -> list[tuple[str, str]]:
    """The facts of a thing with their labels, in the reader's language."""
    return [(_(fact.label), text) for fact in facts if (text := fact.value(thing, words))]
