"""The examination of the rows of a file: each is checked as its form checks it.

It is stored when that is asked, and when nothing stands in the way.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import Session

from app import audit
from app.core import errors, shown
from app.core.i18n import gettext as _, listed
from app.core.kept import kept
from app.identity.actor import Actor
from app.imports import (
    cell_faults,
    checked_rows,
    columns,
    kinds,
    models,
    named_rows,
    row_clashes,
    row_owners,
    row_reader,
    row_values,
    sheets,
    twins,
    vocabulary,
)
from app.imports.checked_rows import Checked, Outcome
from app.imports.twins import Understood

R = TypeVar("R")

# How much of the time goes to checking the rows; the rest is storing them.
CHECKED_SHARE = 0.25
# So many rows go to the database together.
TOGETHER = 500


@dataclass
class Examination:
    """One walk through a sheet."""

    session: Session
    sheet: columns.Mapped
    words: vocabulary.Vocabulary
    owners: row_owners.Owners
    # Who brings the file in: what is stored already, only they change, and only if they may.
    actor: Actor
    # As whom stored twins are looked for: what the reader may not see is not shown.
    reader: Callable[[Actor], Actor]
    # How many days all dates move. With it, periods may have passed.
    shift: timedelta | None = None
    # By row, what its sender chose for what differs from what is there; and for all others.
    chosen: Mapping[int, models.Doing] = field(default_factory=dict)
    chosen_for_rest: models.Doing | None = None
    # `Preview.seen` of what the sender was shown; None when nothing was.
    seen: str | None = None
    # Hears how far it is, as a share of one.
    tell: Callable[[float], None] = lambda share: None

    def run(self, *, store: bool) -> checked_rows.Preview:
        """Check every row, and then store them all when no row stands in the way."""
        named = self._named()
        understood = [
            self._understand(row, named) for row in self._telling_how_far(self.sheet.rows, 0.0)
        ]
        # What is struck out comes after what is not: of two alike, that one counts.
        counting = sorted(understood, key=lambda row: row.row.is_struck)
        row_clashes.refuse_twice(counting)
        row_clashes.refuse_sums(understood)
        row_clashes.refuse_namesakes(counting, self._recipe)
        fresh = [u for u in counting if u.values and not u.is_named]
        taken = [u.thing.id for u in understood if u.is_named and u.thing is not None]
        twins.Twins(self.session, self.reader, self._recipe).recognise(fresh, taken)
        for row in fresh:
            if self._doing(row) is Outcome.CHANGED:
                self._named_rows.change(row)
        seen = self._seen(understood)
        is_outdated = self.seen not in (None, seen)
        if store and not is_outdated and not any(self._stops(u) for u in understood):
            # Nobody else changes them now; in one order, as two files may change the same.
            self._recipe.load(self.session, self.actor, self._changing(understood), True)
        else:
            store = False
        with audit.recording_together(self.session):
            rows = [
                self._decide(u, store=store)
                for u in self._telling_how_far(understood, CHECKED_SHARE)
            ]
        return checked_rows.Preview(
            kind=self.sheet.kind,
            rows=rows,
            unread=self.sheet.unread,
            only_read=self.sheet.only_read,
            sheet=self.sheet.sheet,
            seen=seen,
            is_outdated=is_outdated,
            names_row=self.sheet.names_row,
            others=self.sheet.others,
            hidden=self.sheet.hidden,
            struck=sum(row.is_struck and bool(row.choices) for row in rows),
        )

    def _telling_how_far(self, rows: Sequence[R], begin: float) -> Iterator[R]:
        """These rows, of which the first begin at a share of the work."""
        part = CHECKED_SHARE if begin == 0 else 1 - CHECKED_SHARE
        for place, row in enumerate(rows):
            self.tell(begin + part * place / len(rows))
            if place % TOGETHER == 0:
                self.session.flush()
            yield row

    def _seen(self, understood: list[Understood]) -> str:
        """A mark of what is stored where a row says otherwise. What somebody else stores between
        the preview and the confirmation makes it another one, so that it is not put back unseen.
        """
        stored = [
            (u.number, str(u.thing.id), known.name, repr(known.of(u.thing)))
            for u in understood
            if u.differing and not u.faults
            for known in twins.stored_fields(self._recipe.model, u.differing)
        ]
        return hashlib.sha256(repr(stored).encode()).hexdigest()[:32]

    @property
    def _recipe(self) -> kinds.Recipe:
        return kinds.RECIPES[self.sheet.kind]

    @kept
    def _telling(self) -> row_values.RowValues:
        return row_values.RowValues(self.sheet, self.words, self._recipe.model)

    @kept
    def _reader(self) -> row_reader.RowReader:
        return row_reader.RowReader(self.session, self.sheet, self.words, self.owners, self.shift)

    @kept
    def _named_rows(self) -> named_rows.NamedRows:
        return named_rows.NamedRows(self.actor, self._reader)

    def _named(self) -> Mapping[UUID, Any]:
        """What the rows name themselves, as far as the actor may see it."""
        typed = map(self.sheet.typed, self.sheet.rows)
        ids = [found for cells in typed for found in named_rows.references(cells)]
        return self._recipe.load(self.session, self.actor, ids, False) if ids else {}

    def _understand(self, row: sheets.Row, named: Mapping[UUID, Any]) -> Understood:
        typed = self.sheet.typed(row)
        title = " · ".join(t for name in self._recipe.titled_by for t in typed.get(name, ())) or "–"
        found = Understood(
            row, title, " ".join(typed.get("organisation", ())), typed,
            cell_faults.unread_in(self.sheet, row),
        )  # fmt: skip
        cell_faults.refuse_few(typed, found.faults)
        cell_faults.refuse_counted_days(self.sheet, typed, found.faults)
        if shown.REFERENCE not in typed:
            cell_faults.refuse_total(typed, self.sheet.headers.values(), found.faults)
        if shown.REFERENCE in typed:
            self._named_rows.understand(found, named)
        else:
            self._reader.understand(found)
        if row.is_hidden:
            found.remarks += (_("This row is hidden in your spreadsheet."),)
        if row.is_struck:
            found.remarks += (_("This row is struck out in your spreadsheet."),)
        if row.notes:
            cells = listed(row.notes)
            found.remarks += (_("Not read: what is noted beside %(cells)s.", cells=cells),)
        return found

    # What happens to it

    def _stops(self, found: Understood) -> bool:
        return self._doing(found) in (Outcome.WRONG, Outcome.DIFFERS)

    def _changing(self, understood: list[Understood]) -> list[UUID]:
        return [u.thing.id for u in understood if self._doing(u) is Outcome.CHANGED]

    def _doing(self, found: Understood) -> Outcome:
        if found.faults:
            return Outcome.SKIPPED if found.row.is_struck else Outcome.WRONG
        if found.same_as is not None:
            return Outcome.TWICE
        if found.thing is not None and not found.differing:
            return Outcome.EXISTS
        if found.row.is_struck:
            told = self.chosen.get(found.number, models.Doing.SKIP)
            return _OUTCOMES[told] if told in self._choices(found) else Outcome.SKIPPED
        if found.thing is None:
            return Outcome.NEW
        if found.is_named:
            return Outcome.CHANGED
        choices = self._choices(found)
        if choices == (models.Doing.SKIP,):
            return Outcome.SKIPPED
        chosen = self.chosen.get(found.number, self.chosen_for_rest)
        if chosen not in choices:
            chosen = None
        return Outcome.DIFFERS if chosen is None else _OUTCOMES[chosen]

    def _choices(self, found: Understood) -> tuple[models.Doing, ...]:
        if found.row.is_struck and found.thing is None:
            return (models.Doing.NEW,)
        if not found.differing:
            return ()
        if found.is_named:
            return (models.Doing.CHANGE,) if found.row.is_struck else ()
        may_change = self._recipe.may_edit(self.actor, found.thing)
        barred = {models.Doing.CHANGE} if not may_change else set()
        if self._recipe.is_same_name(found.given, found.thing):
            barred.add(models.Doing.NEW)
        return tuple(doing for doing in models.Doing if doing not in barred)

    def _decide(self, found: Understood, *, store: bool) -> Checked:
        outcome = self._doing(found)
        values, differences, choices = self._told(found)
        item_id = getattr(found.thing, "id", None)
        if store and outcome is Outcome.NEW:
            item_id = self._recipe.store(
                self.session,
                found.acting,
                found.given,
                may_be_over=self.shift is not None,
                checked=found.values,
            ).id
        elif store and outcome is Outcome.CHANGED:
            try:
                self._recipe.edit(self.session, self.actor, found.thing, found.edited)
            except errors.Invalid as problem:  # somebody was first
                cell_faults.add(found.faults, problem)
                outcome = Outcome.WRONG
        return Checked(
            found.number,
            found.title,
            found.owner_name,
            outcome,
            cell_faults.told(self.sheet, self._recipe.model, found.row, found.faults),
            item_id,
            found.same_as,
            found.remarks + self._reasons(found),
            values,
            differences,
            choices,
            models.Doing.SKIP if found.row.is_struck else self._recipe.when_differing,
            found.row.is_struck,
        )

    def _reasons(self, found: Understood) -> tuple[str, ...]:
        """Why nothing of what is there changes, where of one name there is one."""
        if found.thing is None or found.faults or self._recipe.find_near is None:
            return ()
        reasons = []
        untold = [name for name in self._recipe.untold(found.thing) if name in found.typed]
        if untold:
            said = listed(self.sheet.named(name) for name in untold)
            reasons.append(
                _("Not compared, the organisation keeps it itself: %(said)s.", said=said)
            )
        objection = self._recipe.may_edit(self.actor, found.thing).objection
        if found.differing and objection is not None:
            reasons.append(objection.message)
        return tuple(reasons)

    def _told(self, found: Understood) -> tuple[Any, Any, Any]:
        if found.faults:
            return (), (), ()
        values = () if found.is_named else self._telling.values(found)
        return values, self._telling.differences(found), self._choices(found)


_OUTCOMES = {
    models.Doing.NEW: Outcome.NEW,
    models.Doing.CHANGE: Outcome.CHANGED,
    models.Doing.SKIP: Outcome.SKIPPED,
}
