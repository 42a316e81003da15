"""Choices and starting values of the pages of offers."""

from typing import Any

from app.core import clock
from app.core.forms import Form
from app.core.inputs import Input, Slug
from app.identity.actor import Actor
from app.offers.models import Offer
from app.reference.models import Unit
from app.target_groups.choices import RegionChoices


class OfferStart(Input):
    """What the address of a new offer may fill in beforehand, and where to go once it is
    published.
    """

    support_type: Slug | None = None
    target_groups: list[Slug] = []
    municipalities: list[Slug] = []
    unit: Slug | None = None
    after: str = ""


def start_of(form: Form[OfferStart]) -> dict[str, Any]:
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


def typed_of(offer: Offer) -> dict[str, Any]:
    """A stored offer as the values of its form."""
    return {
        "title": offer.title,
        "description": offer.description,
        "support_type": offer.support_type,
        "target_groups": offer.target_groups,
        "municipalities": offer.municipalities,
        "quantity": offer.quantity,
        "unit": offer.unit.value,
        "available_from": offer.available_from.isoformat(),
        "available_until": offer.available_until.isoformat() if offer.available_until else None,
        "crisis": offer.crisis.slug if offer.crisis else None,
        "measure": offer.measure.slug if offer.measure else None,
        "version": offer.version,
    }
