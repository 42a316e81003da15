"""Rows that change what is stored: those that name it, and those of which that was chosen."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.core import errors, forms as core_forms, shown
from app.core.fields import filled
from app.core.i18n import gettext as _
from app.identity.actor import Actor
from app.imports import cell_faults, columns, row_reader, twins
from app.imports.twins import Understood
from app.needs import policy as need_policy


@dataclass(frozen=True)
class NamedRows:
    """Works out the changes of one sheet, which `actor` brings in."""

    actor: Actor
    reader: row_reader.RowReader

    def understand(self, found: Understood, named: Mapping[UUID, Any]) -> None:
        """What the row says otherwise than what it names; an empty cell says that it is empty."""
        found.is_named = True
        ids = references(found.typed)
        thing = named.get(ids[0]) if ids else None
        if thing is None:
            found.faults[shown.REFERENCE] = _(
                "There is nothing with this reference that you can change. Leave the cell empty "
                "in a new row."
            )
            return
        recipe = self.reader.recipe
        if recipe.is_small(thing):  # and nothing is told of it: of whom it is would be a place
            found.faults[""] = _(
                "This is about fewer than 5 people, and a file never changes that. Change it on "
                "its own page."
            )
            return
        found.thing, found.owner_name = thing, thing.organisation.name
        if found.faults:
            return
        opened = core_forms.blank(recipe.model, **filled(recipe.model, thing))
        said = self._said(found, thing)
        draft = {"publish": ["0"]} if "publish" in recipe.model.model_fields else {}
        texts = {n: opened.values(n) for n in recipe.model.model_fields}
        if self._mends_both(thing, self.reader.sheet.headers):
            texts["people"] = []
        try:
            given = core_forms.Form(recipe.model, texts | said | draft).parse()
        except errors.Invalid as problem:
            cell_faults.add(found.faults, problem)
            return
        found.differing = twins.differing(
            recipe.model, thing, given, said, recipe.untold(thing), twins.is_equal
        )
        if not recipe.model.asks_names.keys() & set(found.differing):
            # Who wrote the text has said already that it names nobody.
            given = given.model_copy(update={"sure_no_names": True})
        found.given = found.edited = given
        if found.faults or not found.differing:
            return
        objection = recipe.may_edit(self.actor, thing).objection
        if objection is not None:
            found.faults[""] = objection.message
            return
        self._try_edit(found)

    def _said(self, found: Understood, thing: Any) -> dict[str, list[str]]:
        """By field what the row's cells say, those that are empty too."""
        said: dict[str, list[str]] = {}
        for known in twins.stored_fields(self.reader.recipe.model, self.reader.sheet.headers):
            texts, stored = found.typed.get(known.name, []), known.of(thing)
            if texts and self.reader.words.says(known.name, texts, stored):
                continue
            said[known.name] = self.reader.translated(known.name, texts, found.faults)
        owner = found.typed.get("organisation")
        if (
            owner is not None
            and self.reader.recipe.has_owner
            and columns.fold(owner[0]) != columns.fold(found.owner_name)
        ):
            found.faults["organisation"] = _(
                "It belongs to %(name)s, and a file does not change that.", name=found.owner_name
            )
        if "sure_no_names" in found.typed:
            said["sure_no_names"] = self.reader.translated(
                "sure_no_names", found.typed["sure_no_names"], found.faults
            )
        return said

    def _try_edit(self, found: Understood) -> None:
        """Whether the change can be stored, without storing it."""
        part, thing = self.reader.session.begin_nested(), found.thing
        was = self._stored(thing)
        try:
            self.reader.recipe.edit(self.reader.session, self.actor, thing, found.edited)
            self.reader.session.flush()
        except errors.Invalid as problem:
            cell_faults.add(found.faults, problem)
        else:
            if "municipality" in found.differing:
                self.reader.refuse_another_place(found, thing.municipality_code)
            found.becomes = self._stored(thing)
            if found.is_named:
                # What an empty cell leaves to the product may be what was there already.
                found.differing = tuple(
                    name for name, value in found.becomes.items()
                    if not twins.is_equal(was[name], value)
                )  # fmt: skip
        finally:
            part.rollback()

    def _stored(self, thing: Any) -> dict[str, Any]:
        """By field what is kept of it now, of all that a file can say."""
        model = self.reader.recipe.model
        return {
            known.name: known.of(thing)
            for known in twins.stored_fields(model, model.model_fields)
            if known.called.headers
        }

    def change(self, found: Understood) -> None:
        """What is stored, with what the row says otherwise in its place."""
        thing, recipe = found.thing, self.reader.recipe
        stored = filled(recipe.model, thing)
        if "publish" in recipe.model.model_fields:
            stored["publish"] = "0"
        said = {name: getattr(found.given, name) for name in found.differing}
        said["sure_no_names"] = found.given.sure_no_names
        if self._mends_both(thing, found.typed):
            stored["people"] = None
        try:
            found.edited = core_forms.blank(recipe.model, **(stored | said)).parse()
        except errors.Invalid as problem:
            cell_faults.add(found.faults, problem)
        else:
            self._try_edit(found)

    def _mends_both(self, thing: Any, said: Collection[str]) -> bool:
        """Counting people, one number that is mended mends the other with it, where a file says
        only that one.
        """
        counted = "people" in self.reader.recipe.model.model_fields and "people" not in said
        return (
            counted and thing.unit in need_policy.COUNTS_PEOPLE and thing.people == thing.quantity
        )


def references(typed: Mapping[str, list[str]]) -> list[UUID]:
    """What the row names; nothing where that is no reference at all."""
    try:
        return [UUID(text) for text in typed.get(shown.REFERENCE, ())]
    except ValueError:
        return []
