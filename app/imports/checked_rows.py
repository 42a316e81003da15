"""What the examination of a file found: row by row what is stored, and what stands in the way."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from enum import StrEnum
from uuid import UUID

from app.core import personal_data, quotes
from app.core.i18n import gettext as _
from app.imports import models


class Outcome(StrEnum):
    """What happens to a row."""

    NEW = "new"
    CHANGED = "changed"  # something that is stored becomes what the row says
    EXISTS = "exists"  # everything the row says is stored already
    TWICE = "twice"  # the same stands higher in the file
    DIFFERS = "differs"  # something like it is stored: its sender chooses
    SKIPPED = "skipped"  # its sender chose to leave it
    WRONG = "wrong"


@dataclass(frozen=True)
class Fault:
    """One wrong cell. `column` is the word the file uses; "" speaks of the whole row. `text` is all
    that stands in the cell.
    """

    column: str
    sentence: str
    cell: str = ""
    text: str = ""
    # In somebody's own words. Where those speak of a person, the sentence says itself which do.
    is_written: bool = False

    @property
    def place(self) -> str:
        """The cell, where the sentence does not say it itself."""
        return "" if self.cell in self.sentence else self.cell

    @property
    def told(self) -> str:
        """The sentence with what stands in the cell. What may be of a person is not repeated."""
        if not self.text:
            return self.sentence
        if _may_be_person(self.text):
            without = _QUOTED.sub(self._without, self.sentence)
            return self.sentence if self.is_written else without
        if any(said.rstrip("…") in self.text for said in _QUOTED.findall(self.sentence)):
            return self.sentence
        return f"{self.sentence} " + _("It says “%(text)s”.", text=quotes.short(self.text))

    def _without(self, found: re.Match[str]) -> str:
        return "“…”" if found[1].rstrip("…") in self.text else found[0]


# What is not closed is quoted to its end, so that many of them are read once.
_QUOTED = re.compile(r"“([^”]*)(?:”|\Z)")


def _may_be_person(text: str) -> bool:
    return personal_data.refused_in(text) is not None or personal_data.likely_in(text) is not None


@dataclass(frozen=True)
class Value:
    """One thing that is stored, under the word the file uses for it."""

    column: str
    text: str
    # The file says nothing of it: the product fills it in.
    is_default: bool = False
    # Its sender said it once, for all rows.
    is_once: bool = False
    # In somebody's own words, which are Dutch.
    is_written: bool = False


@dataclass(frozen=True)
class Difference:
    """What a row says otherwise than what is stored."""

    column: str
    stored: str
    said: str


@dataclass(frozen=True)
class Checked:
    """One row with what happens to it."""

    number: int
    title: str
    organisation_name: str
    outcome: Outcome
    faults: tuple[Fault, ...] = ()
    # The item that was there already, or that was stored.
    item_id: UUID | None = None
    same_as: int | None = None
    # What the file calls otherwise than the product now does, and is stored under its name now.
    remarks: tuple[str, ...] = ()
    # Everything the row becomes; of a row that changes something only the differences count.
    values: tuple[Value, ...] = ()
    differences: tuple[Difference, ...] = ()
    # What its sender can choose, and what happens when nobody does.
    choices: tuple[models.Doing, ...] = ()
    unchosen: models.Doing | None = None
    # Struck out in the file: it stays out unless its sender chooses otherwise.
    is_struck: bool = False


@dataclass(frozen=True, kw_only=True)
class _OfFile:
    """What is said of a whole file."""

    kind: models.ImportKind
    unread: list[str] = field(default_factory=list)
    only_read: list[str] = field(default_factory=list)
    sheet: str = ""
    # What is stored of everything that the rows say otherwise, as a mark that goes with the page;
    # and whether that is not what the sender was shown.
    seen: str = ""
    is_outdated: bool = False
    # The row with the names of the columns, when something stands above it that is not read.
    names_row: int = 0
    # Sheets that have the same columns, and are not read.
    others: tuple[str, ...] = ()
    # Columns that are read, and that its spreadsheet does not show.
    hidden: tuple[str, ...] = ()
    # How many rows are struck out, and can be brought in all the same.
    struck: int = 0

    def count(self, *outcomes: Outcome) -> int:
        """How many rows end in one of these ways."""
        raise NotImplementedError

    @property
    def counts(self) -> dict[str, int]:
        """What is said of a file once it is stored."""
        return {"new": self.stored, "changed": self.changed, "skipped": self.left_alone}

    @property
    def left_alone(self) -> int:
        return self.count(Outcome.SKIPPED, Outcome.EXISTS, Outcome.TWICE)

    @property
    def stored(self) -> int:
        return self.count(Outcome.NEW)

    @property
    def changed(self) -> int:
        return self.count(Outcome.CHANGED)

    @property
    def linked(self) -> int:
        return self.count(Outcome.EXISTS, Outcome.TWICE)

    @property
    def differing(self) -> int:
        return self.count(Outcome.DIFFERS)

    @property
    def wrong(self) -> int:
        return self.count(Outcome.WRONG)

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing in it to store."""
        return not (self.stored or self.changed or self.differing or self.struck)

    @property
    def is_stopped(self) -> bool:
        """Whether a row stands in the way of storing the file."""
        return bool(self.wrong or self.differing or self.is_outdated)


@dataclass(frozen=True, kw_only=True)
class Glance(_OfFile):
    """What a page shows of a file: how many rows end in which way, and of these the ones that ask
    for attention first, in the order of the file.
    """

    ending: dict[Outcome, int]
    shown: list[Checked]
    # What can be chosen for at least one of all rows.
    choices: list[models.Doing]

    def count(self, *outcomes: Outcome) -> int:
        return sum(self.ending.get(outcome, 0) for outcome in outcomes)

    @property
    def total(self) -> int:
        return sum(self.ending.values())


@dataclass(frozen=True, kw_only=True)
class Preview(_OfFile):
    """Every row of a file, in its order."""

    rows: list[Checked]

    def count(self, *outcomes: Outcome) -> int:
        return sum(row.outcome in outcomes for row in self.rows)

    @property
    def wrong_rows(self) -> dict[int, tuple[Fault, ...]]:
        """By number: why a row cannot be stored."""
        return {row.number: row.faults for row in self.rows if row.outcome is Outcome.WRONG}

    @property
    def faulty(self) -> set[int]:
        """What may not be kept, also of rows that nobody has to mend."""
        return {row.number for row in self.rows if row.faults}

    def glance(self, most: int) -> Glance:
        """So many rows for a page."""
        first = sorted(self.rows, key=lambda row: (_ATTENTION[row.outcome], not row.remarks))[:most]
        open_to = {doing for row in self.rows if not row.is_struck for doing in row.choices}
        of_file = {known.name: getattr(self, known.name) for known in fields(_OfFile)}
        return Glance(
            ending=dict(Counter(row.outcome for row in self.rows)),
            shown=sorted(first, key=lambda row: row.number),
            choices=[doing for doing in models.Doing if doing in open_to],
            **of_file,
        )


_ATTENTION = {
    Outcome.WRONG: 0,
    Outcome.DIFFERS: 0,
    Outcome.CHANGED: 1,
    Outcome.EXISTS: 2,
    Outcome.TWICE: 2,
    Outcome.SKIPPED: 2,
    Outcome.NEW: 3,
}


def lines(checked: Iterable[Checked]) -> Iterable[str]:
    """The faults as sentences: "Row 7, column “aantal”: …"."""
    for row in checked:
        for fault in row.faults:
            if fault.column:
                yield _(
                    "Row %(row)s, column “%(column)s”: %(fault)s",
                    row=row.number,
                    column=fault.column,
                    fault=fault.told,
                )
            else:
                yield _("Row %(row)s: %(fault)s", row=row.number, fault=fault.told)
