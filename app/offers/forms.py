"""Choices and starting values of the pages of offers."""

from typing import Any

from app.core import clock, forms as core_forms, inputs, shown
from app.identity.actor import Actor
from app.offers import fields
from app.offers.models import Offer
from app.reference.models import Unit
from app.target_groups.choices import RegionChoices


class OfferStart(inputs.Input):
    """What the address of a new offer may fill in beforehand, and where to go once it is
    published.
    """

    support_type: inputs.Slug | None = None
    target_groups: list[inputs.Slug] = []
    municipalities: list[inputs.Slug] = []
    unit: inputs.Slug | None = None
    after: str = ""


def start_of(form: core_forms.Form[OfferStart]) -> dict[str, Any]:
    """What the address fills in, as values of the form of an offer. Words that no list knows choose
    nothing.
    """
    several = ("target_groups", "municipalities")
    given = {name: form.values(name) for name in several} | {
        n: form.value(n) for n in ("support_type", "unit")
    }
    return {name: value for name, value in given.items() if value}


class OfferChoices(RegionChoices):
    """The lists a page of offers can offer, and what a new offer starts with."""

    def list_facts(self, row: fields.OfferRow) -> list[str]:
        """What a list says of an offer, below its title."""
        return [text for _label, text in shown.told(fields.LIST, row, self)]

    def page_facts(self, offer: Offer) -> list[tuple[str, str]]:
        """What the page of an offer says first, with labels."""
        return shown.told(fields.PAGE, offer, self)

    def again_of(self, offer: Offer) -> dict[str, Any]:
        """What the form of a new offer starts with that offers the same once more."""
        return self.again(fields.OfferInput, offer, "available_from", "available_until")

    def defaults(self, actor: Actor) -> dict[str, Any]:
        """What a new form starts with: the organisation's own municipality, from today, for the
        first crisis.
        """
        seats = actor.writing_seats
        return {
            "unit": Unit.PEOPLE.value,
            "available_from": clock.today().isoformat(),
            "municipalities": seats[0].municipality_code if seats else None,
            "crisis": self.reference.default_crisis,
        }
