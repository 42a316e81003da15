"""The examination of the rows of a file: each is checked as its form checks it.

It is stored when that is asked.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.core import errors, forms as core_forms
from app.core.i18n import gettext as _
from app.identity.actor import Actor
from app.imports import columns, kinds, models, row_owners, sheets, vocabulary, workbooks
from app.reference.models import OrganisationKind


class Outcome(StrEnum):
    """What happens to a row."""

    NEW = "new"
    EXISTS = "exists"  # the same is stored already
    TWICE = "twice"  # the same stands higher in the file
    WRONG = "wrong"


@dataclass(frozen=True)
class Fault:
    """One wrong cell. `column` is the word the file uses; "" speaks of the whole row."""

    column: str
    sentence: str


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


@dataclass(frozen=True)
class Preview:
    """Every row of a file, in its order."""

    kind: models.ImportKind
    rows: list[Checked]
    unread: list[str] = field(default_factory=list)
    sheet: str = ""

    def count(self, *outcomes: Outcome) -> int:
        """How many rows end in one of these ways."""
        return sum(row.outcome in outcomes for row in self.rows)

    @property
    def stored(self) -> int:
        return self.count(Outcome.NEW)

    @property
    def linked(self) -> int:
        return self.count(Outcome.EXISTS, Outcome.TWICE)

    @property
    def wrong(self) -> int:
        return self.count(Outcome.WRONG)

    def shown(self, most: int) -> list[Checked]:
        """So many rows for a page: those that ask for attention first, in the order of the file."""
        order = {Outcome.WRONG: 0, Outcome.EXISTS: 1, Outcome.TWICE: 1, Outcome.NEW: 2}
        first = sorted(self.rows, key=lambda row: (order[row.outcome], not row.remarks))[:most]
        return sorted(first, key=lambda row: row.number)


@dataclass
class Examination:
    """One walk through a sheet."""

    session: Session
    sheet: columns.Mapped
    words: vocabulary.Vocabulary
    owners: row_owners.Owners
    # As whom stored twins are looked for: what the reader may not see is not shown.
    reader: Callable[[Actor], Actor]
    # How many days all dates move. With it, periods may have passed.
    shift: timedelta | None = None

    def run(self, *, store: bool) -> Preview:
        """Check every row, and store the new ones. After a fault the rest is only checked."""
        recipe = kinds.RECIPES[self.sheet.kind]
        twins = kinds.Twins(self.session, self.reader, recipe)
        rows: list[Checked] = []
        for row in self.sheet.rows:
            rows.append(self._examine(row, recipe, twins, store=store))
            store = store and rows[-1].outcome is not Outcome.WRONG
        return Preview(self.sheet.kind, rows, self.sheet.unread, self.sheet.sheet)

    def _examine(
        self, row: sheets.Row, recipe: kinds.Recipe, twins: kinds.Twins, *, store: bool
    ) -> Checked:
        typed = self.sheet.typed(row)
        title = " · ".join(text for name in recipe.titled_by for text in typed.get(name, ())) or "–"
        owner_name = " ".join(typed.get("organisation", ()))
        faults: dict[str, str] = {}
        if row.has_surplus:
            faults[""] = _(
                "There is text in a column without a name. Put a text that holds a separator "
                "between quotes."
            )
        for name, (reason, address) in self.sheet.unreadable(row).items():
            faults[name] = _unreadable(workbooks.Reason(reason), address)
        given, acting = self._understand(typed, recipe, faults)
        values: dict[str, Any] = {}
        if given is not None and acting is not None:
            owner_name = acting.seats[0].organisation_name
            try:
                values = recipe.check(
                    self.session, acting, given, may_be_over=self.shift is not None
                )
            except errors.Invalid as problem:
                _add(faults, problem)
        if faults:
            found = tuple(
                Fault(self.sheet.named(name) if name else "", text) for name, text in faults.items()
            )
            return Checked(row.number, title, owner_name, Outcome.WRONG, found)
        assert given is not None and acting is not None
        remarks = self._remarks(typed)
        item_id = twins.find(acting, values, has_day=recipe.day in typed)
        if item_id is not None:
            return Checked(
                row.number, title, owner_name, Outcome.EXISTS, item_id=item_id, remarks=remarks
            )
        same_as = twins.seen(acting, values, row.number)
        if same_as is not None:
            return Checked(
                row.number, title, owner_name, Outcome.TWICE, same_as=same_as, remarks=remarks
            )
        if store:
            item_id = recipe.store(
                self.session, acting, given, may_be_over=self.shift is not None
            ).id
        return Checked(row.number, title, owner_name, Outcome.NEW, item_id=item_id, remarks=remarks)

    def _understand(
        self, typed: dict[str, list[str]], recipe: kinds.Recipe, faults: dict[str, str]
    ) -> tuple[Any, Actor | None]:
        """The form's input and who sends it, as far as the row can be understood."""
        values = {name: self._translated(name, texts, faults) for name, texts in typed.items()}
        claim = self._claim(typed)
        acting: Actor | None = None
        is_placed = claim.name is not None or "municipality" not in faults
        if is_placed and "organisation_kind" not in faults:
            try:
                acting = self.owners.find(claim)
            except errors.Invalid as problem:
                _add(faults, problem)
        fields = {
            name: texts for name, texts in values.items() if not name.startswith("organisation")
        }
        try:
            given = core_forms.Form(recipe.model, fields | recipe.button).parse()
        except errors.Invalid as problem:
            _add(faults, problem)
            return None, acting
        return self._shifted(given, recipe), acting

    def _translated(self, name: str, texts: list[str], faults: dict[str, str]) -> list[str]:
        codes: list[str] = []
        for text in texts:
            read = self.words.read(name, text)
            if read.fault is not None:
                faults.setdefault(name, read.fault)
            codes += read.codes if read.fault is None else [text]
        return list(dict.fromkeys(codes))

    def _remarks(self, typed: dict[str, list[str]]) -> tuple[str, ...]:
        found = (self.words.read(name, text) for name, texts in typed.items() for text in texts)
        return tuple(dict.fromkeys(remark for read in found for remark in read.remarks))

    def _claim(self, typed: dict[str, list[str]]) -> row_owners.Claim:
        def known(name: str) -> list[str]:
            return [c for text in typed.get(name, ()) for c in self.words.read(name, text).codes]

        kind = next(iter(known("organisation_kind")), None)
        return row_owners.Claim(
            kind=self.sheet.kind,
            name=next(iter(typed.get("organisation", ())), None),
            organisation_kind=OrganisationKind(kind) if kind else None,
            places=[*known("municipality"), *known("municipalities")],
        )

    def _shifted(self, given: Any, recipe: kinds.Recipe) -> Any:
        if self.shift is None:
            return given
        days = {name: getattr(given, name) for name in recipe.days}
        return given.model_copy(
            update={name: day + self.shift for name, day in days.items() if day is not None}
        )


def _unreadable(reason: workbooks.Reason, address: str) -> str:
    """Unread is not empty: what stood there is asked for, nothing is filled in for it."""
    match reason:
        case workbooks.Reason.FORMULA:
            return _(
                "Cell %(cell)s holds a formula without its result. Open the file in your "
                "spreadsheet and save it, or type the value.",
                cell=address,
            )
        case workbooks.Reason.ERROR:
            return _("Cell %(cell)s holds an error of your spreadsheet.", cell=address)
        case workbooks.Reason.MERGED:
            return _(
                "Cell %(cell)s is merged with a cell of another column. Split them, and fill in "
                "both.",
                cell=address,
            )


def _add(faults: dict[str, str], problem: errors.Invalid) -> None:
    """What a check says, in words that fit a file: the first sentence about a column stays."""
    for name, sentence in problem.errors.items():
        text = sentence
        if name == "sure_no_names":
            text = _(
                "The text seems to hold a name or an address of a person. Take it out, or fill in "
                "“ja” in a column “geen namen”."
            )
        faults.setdefault(_COLUMN_OF.get(name, name), text)


_COLUMN_OF = {"version": "", "publish": ""}


def lines(checked: Iterable[Checked]) -> Iterable[str]:
    """The faults as sentences: "Row 7, column “aantal”: …"."""
    for row in checked:
        for fault in row.faults:
            if fault.column:
                yield _(
                    "Row %(row)s, column “%(column)s”: %(fault)s",
                    row=row.number,
                    column=fault.column,
                    fault=fault.sentence,
                )
            else:
                yield _("Row %(row)s: %(fault)s", row=row.number, fault=fault.sentence)
