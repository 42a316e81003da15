"""Choices and starting values of the pages of needs."""

from contextlib import suppress
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator

from app.core import clock, i18n, inputs, shown
from app.core.i18n import gettext as _
from app.needs import fields, models, policy
from app.needs.labels import owner_label
from app.reference.models import Unit
from app.target_groups.choices import RegionChoices


def asked_once(stored: dict[str, Any]) -> dict[str, Any]:
    """A stored need as its form asks it: who counts people or places changes one number, not
    two.
    """
    counts_people = stored["unit"] in policy.COUNTS_PEOPLE
    if counts_people and stored["people"] == stored["quantity"]:
        return stored | {"people": None}
    return stored


class TitleInput(inputs.Input):
    """A title while somebody types it. Nothing of it is stored."""

    title: Annotated[str, AfterValidator(inputs.without_persons)] = ""


class NeedChoices(RegionChoices):
    """The lists a page of needs can offer, and what a new need starts with."""

    owner_label = staticmethod(owner_label)

    def list_facts(self, row: fields.NeedRow) -> list[str]:
        """What a list says of a need, below its title."""
        return [text for _label, text in shown.told(fields.LIST, row, self)]

    def page_facts(
        self, need: models.Need, *, is_masked: bool, hides_number: bool
    ) -> list[tuple[str, str]]:
        """What the page of a need says first, with labels."""
        return shown.told(fields.PAGE, fields.SeenNeed(need, is_masked, hides_number), self)

    def filter_label(self, name: str, value: str) -> str:
        if name not in ("placed_from", "placed_until"):
            return super().filter_label(name, value)
        with suppress(ValueError):  # else as it was typed
            value = i18n.long_date(date.fromisoformat(value))
        if name == "placed_from":
            return _("placed from %(day)s", day=value)
        return _("placed up to %(day)s", day=value)

    def again_of(self, need: models.Need) -> dict[str, Any]:
        """What the form of a new need starts with that asks for the same once more."""
        stored = self.again(fields.NeedInput, need, "needed_from", "needed_until")
        return asked_once(stored)

    @property
    def defaults(self) -> dict[str, Any]:
        """What a new form starts with."""
        return {
            "unit": Unit.PEOPLE.value,
            "urgency": models.Urgency.NORMAL.value,
            "needed_from": clock.today().isoformat(),
            "crisis": self.reference.default_crisis,
        }
