"""What a row of a file says, as its form would send it, and as whom it would be stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from app.core import errors, forms as core_forms
from app.core.i18n import gettext as _
from app.imports import cell_faults, columns, kinds, row_owners, vocabulary
from app.imports.twins import Understood
from app.reference.models import OrganisationKind


@dataclass(frozen=True)
class RowReader:
    """Reads the rows of one sheet."""

    session: Session
    sheet: columns.Mapped
    words: vocabulary.Vocabulary
    owners: row_owners.Owners
    # How many days all dates move. With it, periods may have passed.
    shift: timedelta | None

    @property
    def recipe(self) -> kinds.Recipe:
        return kinds.RECIPES[self.sheet.kind]

    def understand(self, found: Understood) -> None:
        self._parse(found)
        if found.acting is not None:  # also of a row with something wrong in it
            found.owner_name = found.acting.seats[0].organisation_name
        if found.given is None or found.acting is None:
            return
        try:
            found.values = self.recipe.check(
                self.session, found.acting, found.given, may_be_over=self.shift is not None
            )
        except errors.Invalid as problem:
            cell_faults.add(found.faults, problem)
        self.refuse_another_place(found, found.values.get("municipality_code"))
        if found.faults:
            found.values = {}
        found.remarks = self._remarks(found.typed)

    def refuse_another_place(self, found: Understood, stored: str | None) -> None:
        """Where a row says the whole region, its municipality is not filled in for it."""
        said = found.typed.get("municipality")
        is_whole = said is not None and not self.words.read("municipality", said[0]).codes
        if is_whole and "municipality" not in found.faults and stored is not None:
            found.faults["municipality"] = _(
                "A municipality logs needs for its own municipality only."
            )

    def _parse(self, found: Understood) -> None:
        """The form's input and who sends it, as far as the row can be understood."""
        faults, typed = found.faults, found.typed
        values = {name: self.translated(name, texts, faults) for name, texts in typed.items()}
        claim = self._claim(typed)
        is_placed = claim.name is not None or "municipality" not in faults
        if is_placed and "organisation_kind" not in faults:
            try:
                found.acting = self.owners.find(claim)
            except errors.Invalid as problem:
                cell_faults.add(faults, problem)
        fields = {n: texts for n, texts in values.items() if not n.startswith("organisation")}
        try:
            given = core_forms.Form(self.recipe.model, fields | self.recipe.button).parse()
        except errors.Invalid as problem:
            cell_faults.add(faults, problem)
        else:
            found.given = self._shifted(given)

    def translated(self, name: str, texts: Sequence[str], faults: dict[str, str]) -> list[str]:
        codes: list[str] = []
        for text in texts:
            read = self.words.read(name, text)
            if read.fault is not None:
                faults.setdefault(name, read.fault)
            codes += read.codes if read.fault is None else [text]
        return list(dict.fromkeys(codes))

    def _remarks(self, typed: Mapping[str, list[str]]) -> tuple[str, ...]:
        found = (self.words.read(name, text) for name, texts in typed.items() for text in texts)
        return tuple(dict.fromkeys(remark for read in found for remark in read.remarks))

    def _claim(self, typed: Mapping[str, list[str]]) -> row_owners.Claim:
        def known(name: str) -> list[str]:
            return [c for text in typed.get(name, ()) for c in self.words.read(name, text).codes]

        kind = next(iter(known("organisation_kind")), None)
        return row_owners.Claim(
            kind=self.sheet.kind,
            name=next(iter(typed.get("organisation", ())), None),
            organisation_kind=OrganisationKind(kind) if kind else None,
            places=[*known("municipality"), *known("municipalities")],
        )

    def _shifted(self, given: Any) -> Any:
        if self.shift is None:
            return given
        days = {name: getattr(given, name) for name in self.recipe.days}
        return given.model_copy(
            update={name: day + self.shift for name, day in days.items() if day is not None}
        )
