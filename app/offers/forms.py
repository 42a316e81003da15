"""Choices and starting values of the pages of offers."""

from typing import Any

from app.core import clock
from app.core.forms import Form
from app.core.i18n import gettext as _
from app.core.inputs import Input, Slug
from app.core.shown import told
from app.identity.actor import Actor
from app.offers.fields import LIST, PAGE, OfferRow
from app.offers.labels import state_icon, state_label, withdrawal_label
from app.offers.models import Offer, OfferState, OfferWithdrawal
from app.offers.queries import OfferSort, StateFilter
from app.reference.models import Unit
from app.reference.queries import Choice
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
    """Every list a page of offers can offer, and every label it can show."""

    state_label = staticmethod(state_label)
    state_icon = staticmethod(state_icon)
    withdrawal_label = staticmethod(withdrawal_label)

    @property
    def withdrawals(self) -> list[Choice]:
        return [Choice(reason.value, withdrawal_label(reason)) for reason in OfferWithdrawal]

    @property
    def states(self) -> list[Choice]:
        states = [Choice(state.value, state_label(state)) for state in OfferState]
        return [
            Choice(StateFilter.CURRENT, _("All that are current")),
            *states,
            Choice(StateFilter.ALL, _("All")),
        ]

    @property
    def sorts(self) -> list[Choice]:
        return [
            Choice(OfferSort.NEWEST, _("Newest first")),
            Choice(OfferSort.ENDING, _("Ending soonest first")),
        ]

    @property
    def named_lists(self) -> dict[str, list[Choice]]:
        return {"state": self.states}

    def list_facts(self, row: OfferRow) -> list[str]:
        """What a list says of an offer, below its title."""
        return [text for _label, text in told(LIST, row, self)]

    def page_facts(self, offer: Offer) -> list[tuple[str, str]]:
        """What the page of an offer says first, with labels."""
        return told(PAGE, offer, self)

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
