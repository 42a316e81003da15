"""The suggestions on the page of a need or an offer, each with the form that proposes it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from sqlmodel import Session

from app.core.forms import Form, blank
from app.core.inputs import Input
from app.identity.actor import Actor, Permission
from app.matches.labels import what_follows
from app.needs.models import SMALL_GROUP, Need, NeedStatus
from app.needs.policy import hides_number, is_masked
from app.offers.models import Offer, OfferState
from app.reference.models import RegionSettings, Unit
from app.reference.queries import get_settings
from app.suggestions.commands import Proposal
from app.suggestions.left_out_queries import LeftOut, find_left_out
from app.suggestions.policy import (
    chooses_for_need,
    chooses_for_offer,
    propose_for_need,
    propose_for_offer,
    sees_suggestions_of,
)
from app.suggestions.queries import Suggestion, suggest_needs, suggest_offers
from app.suggestions.rejection_commands import PairInput, Rejection
from app.suggestions.rejection_queries import RejectedRow, find_rejected_needs
from app.target_groups.choices import RegionChoices

FIRST_SUGGESTIONS, MOST_SUGGESTIONS = 5, 100

PageOf = Literal["need", "offer"]


class Showing(Input):
    """How many suggestions a page shows."""

    show: Literal["all"] | None = None


class OnPage(Showing):
    """On whose page a form stands. Empty: somewhere else."""

    page: PageOf | None = None


class ProposalOnPage(Proposal, OnPage):
    """A proposal made from a suggestion."""


class RejectionOnPage(Rejection, OnPage):
    """A suggestion that does not fit."""


class RestoringOnPage(PairInput, OnPage):
    """A suggestion that may come back."""


@dataclass(frozen=True)
class Suggesting:
    """What the section of suggestions shows. `left` is of the page's own need or offer, None when
    it is hidden.
    """

    page: PageOf
    rows: list[Suggestion]
    more: int
    show_all: bool
    may_propose: bool
    left: int | None
    unit: Unit
    starts: dict[UUID, Form[ProposalOnPage]]
    rejected: list[RejectedRow]
    settings: RegionSettings
    by_team: bool
    left_out: list[LeftOut] = field(default_factory=list)

    FIRST = FIRST_SUGGESTIONS

    @property
    def blank_refusal(self) -> Form[RejectionOnPage]:
        return blank(RejectionOnPage)

    @property
    def count(self) -> int:
        return len(self.rows) + self.more

    def other_id(self, row: Suggestion | RejectedRow) -> UUID:
        """The side of a pair that is not the page's own."""
        return row.offer_id if self.page == "need" else row.need_id

    def shows(self, form: Form[Any]) -> bool:
        """Whether a form that was sent has a place among the suggestions."""
        sent = form.value("offer" if self.page == "need" else "need")
        return any(str(self.other_id(row)) == sent for row in self.rows)

    def follows(self, partner: str) -> str:
        """What happens after a proposal to this partner."""
        return what_follows(self.settings, partner, by_team=self.by_team)


def suggest_on_need(
    session: Session, actor: Actor, need: Need, choices: RegionChoices, *, show_all: bool
) -> Suggesting | None:
    """The offers that could help. None when there is nothing to suggest, or not to this actor."""
    if not sees_suggestions_of(actor, need) or need.status is not NeedStatus.OPEN or need.left == 0:
        return None
    # While `settings` refers to the row, the session gives it to every later `get_settings` without
    # a query.
    settings = get_settings(session, need.region_code)
    found = suggest_offers(
        session,
        actor,
        need,
        limit=MOST_SUGGESTIONS if show_all else FIRST_SUGGESTIONS,
        label=choices.label,
    )
    hidden = hides_number(is_masked=is_masked(actor, need), unit=need.unit, quantity=need.quantity)
    left = None if hidden else need.left
    missing = find_left_out(session, actor, need)
    return Suggesting(
        page="need",
        rows=found.rows,
        more=found.more,
        show_all=show_all,
        may_propose=chooses_for_need(actor, need) and bool(propose_for_need(actor, need)),
        left=left,
        unit=need.unit,
        starts={
            row.offer_id: _start(row, left, row.left, row.unit is need.unit) for row in found.rows
        },
        rejected=missing.rejected,
        settings=settings,
        by_team=not actor.may(Permission.CONTENT_WRITE, need.organisation_id),
        left_out=missing.gates,
    )


def suggest_on_offer(
    session: Session,
    actor: Actor,
    offer: Offer,
    state: OfferState,
    choices: RegionChoices,
    *,
    show_all: bool,
) -> Suggesting | None:
    """The needs that it could serve. None when there is nothing to suggest, or not to this
    actor.
    """
    if (
        not sees_suggestions_of(actor, offer)
        or state is not OfferState.PUBLISHED
        or offer.left == 0
    ):
        return None
    # While `settings` refers to the row, the session gives it to every later `get_settings` without
    # a query.
    settings = get_settings(session, offer.region_code)
    found = suggest_needs(
        session,
        actor,
        offer,
        limit=MOST_SUGGESTIONS if show_all else FIRST_SUGGESTIONS,
        label=choices.label,
    )
    return Suggesting(
        page="offer",
        rows=found.rows,
        more=found.more,
        show_all=show_all,
        may_propose=chooses_for_offer(actor, offer) and bool(propose_for_offer(actor, offer)),
        left=offer.left,
        unit=offer.unit,
        starts={
            row.need_id: _start(row, row.left, offer.left, row.unit is offer.unit)
            for row in found.rows
        },
        rejected=find_rejected_needs(session, actor, offer),
        settings=settings,
        by_team=not actor.may(Permission.CONTENT_WRITE, offer.organisation_id),
    )


def _start(
    row: Suggestion, need_left: int | None, offer_left: int | None, same_unit: bool
) -> Form[ProposalOnPage]:
    """As many as fit. Of a small group the reader knows only that they are fewer than five."""
    needed = SMALL_GROUP - 1 if need_left is None else need_left
    fits: Sequence[int] = [needed, offer_left] if same_unit and offer_left is not None else [needed]
    return blank(ProposalOnPage, quantity=min(fits))
