"""What is shown of a row: as a column of a file, or as a fact on a page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from app.core.i18n import gettext as _, ngettext

R = TypeVar("R")
C = TypeVar("C")

# What stands for a number under five: the same in every file.
FEW = "<5"

# In front of a sentence that stands below the rows of a CSV: who brings it in again passes it by.
NOTE = "# "

Value = str | int | float | date | None


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
    `field`: of the form, when a file that comes back changes it; without one it is only read.
    """

    header: str
    value: Callable[[R, C], Value]
    kind: Kind = Kind.TEXT
    width: int = 18
    field: str = ""


# The field of the column that says which row of the product it is.
REFERENCE = "reference"


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


def left_out(many: int) -> str:
    """The sentence beside a file, and in it, about the small groups that are not in it."""
    if not many:
        return ""
    return ngettext(
        "%(num)s small group (fewer than 5 people) of the region is left out, also if it is not "
        "yours: a file of one municipality or organisation gives away where such a group is. "
        "Without that filter it is in the file, without its municipality.",
        "%(num)s small groups (fewer than 5 people) of the region are left out, also those that "
        "are not yours: a file of one municipality or organisation gives away where such a group "
        "is. Without that filter they are in the file, without their municipality.",
        many,
    )
