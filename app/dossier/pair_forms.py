"""Pair forms: how many suggestions a page shows, and what is sent from one of them."""

from dataclasses import dataclass
from typing import Literal

from app.core import forms, inputs
from app.reference import models as reference_models
from app.scoring.chances import Fit
from app.suggestions import commands as suggestion_commands, rejection_commands

PageOf = Literal["need", "offer"]


class Showing(inputs.Input):
    """How many suggestions a page shows, and which form of it is open."""

    show: Literal["all"] | None = None
    opened: Literal["withdrawing"] | None = None


class OnPage(Showing):
    """On whose page a form stands. Empty: somewhere else."""

    page: PageOf | None = None


class ProposalOnPage(suggestion_commands.Proposal, OnPage):
    """A proposal made from a suggestion."""


class RejectionOnPage(rejection_commands.Rejection, OnPage):
    """A suggestion that does not fit."""


class RestoringOnPage(rejection_commands.PairInput, OnPage):
    """A suggestion that may come back."""


@dataclass(frozen=True, slots=True)
class SuggestionShape:
    """What a suggestion looks like, whatever is told in it: pages have one shape for many."""

    page: PageOf
    show_all: bool
    may_propose: bool = True
    by_team: bool = False
    is_first: bool = False
    # Who asked for more goes on reading here.
    is_new: bool = False
    fit: Fit | None = None
    need_unit: reference_models.Unit | None = None
    # Whether need and offer count in different units, and whether the form begins with more than is
    # needed.
    differs: bool = False
    is_more: bool = False
    is_hidden: bool = False

    @property
    def of_need(self) -> bool:
        return self.page == "need"

    @property
    def blank_refusal(self) -> forms.Form[RejectionOnPage]:
        return forms.blank(RejectionOnPage)

    def form(self, quantity: str, offer_quantity: str) -> forms.Form[ProposalOnPage]:
        """The form that proposes the pair, as nobody has sent it yet."""
        values = {"quantity": quantity, "offer_quantity": offer_quantity}
        return forms.blank(ProposalOnPage, **{name: v for name, v in values.items() if v})
