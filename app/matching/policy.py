"""Who sees a match and who may do what with it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col

from app.core import clock
from app.core.errors import Conflict, Forbidden
from app.core.i18n import gettext as _
from app.core.policy import ALLOWED, Verdict
from app.identity.actor import Actor, Permission
from app.matching.models import ASKED, COMMITTED, NEXT, Match, MatchStatus, NotedAnswer, Side
from app.needs.models import Need, NeedStatus
from app.offers.models import Offer, OfferState, OfferStatus, state_on
from app.reference.models import OrganisationKind


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """That a match exists, its quantity and its status: everybody in the region."""
    return col(Match.region_code).in_(actor.regions)


def can_see(actor: Actor, match: Match) -> bool:
    """The rule of `visible_to` for one loaded match."""
    return match.region_code in actor.regions


def sides_of(
    actor: Actor, permission: Permission, need_owner: object, offer_owner: object, region: str
) -> list[Side]:
    """For whom an actor may speak between two organisations: need, offer, and last the team."""
    held = {
        seat.organisation_id for seat in actor.seats if actor.may(permission, seat.organisation_id)
    }
    sides = [
        side
        for side, owner in ((Side.NEED, need_owner), (Side.OFFER, offer_owner))
        if owner in held
    ]
    return [*sides, Side.TEAM] if region in actor.team_regions else sides


def chooses_for_need(actor: Actor, need: Need) -> bool:
    """Whether the actor proposes any offer for a need: its writers and the team. Others propose
    their own.
    """
    return (
        actor.may(Permission.CONTENT_WRITE, need.organisation_id)
        or need.region_code in actor.team_regions
    )


def chooses_for_offer(actor: Actor, offer: Offer) -> bool:
    """Whether the actor proposes any need for an offer: its writers and the team. Others propose
    their own.
    """
    return (
        actor.may(Permission.CONTENT_WRITE, offer.organisation_id)
        or offer.region_code in actor.team_regions
    )


def propose_for_need(actor: Actor, need: Need) -> Verdict:
    """Whether the actor may look for an offer for a need, while something of it is open."""
    if not _writes_in(actor, need.region_code):
        return Verdict(Forbidden(_("Your role can read, not propose matches.")))
    is_open = need.status is NeedStatus.OPEN and need.left > 0
    return ALLOWED if is_open else Verdict(Conflict(_("This need does not ask for anything now.")))


def propose_for_offer(actor: Actor, offer: Offer) -> Verdict:
    """Whether the actor may look for a need for an offer, while something of it is free."""
    if not _writes_in(actor, offer.region_code):
        return Verdict(Forbidden(_("Your role can read, not propose matches.")))
    now = state_on(clock.today(), offer.status, offer.available_until, offer.fresh_until)
    is_free = now is OfferState.PUBLISHED and offer.left > 0
    return ALLOWED if is_free else Verdict(Conflict(_("This offer has nothing free now.")))


def _writes_in(actor: Actor, region_code: str) -> bool:
    return any(seat.region_code == region_code for seat in actor.writing_seats)


def sees_suggestions_of(actor: Actor, owner: Need | Offer) -> bool:
    """Nobody has decided yet, so only the own organisation and the region's team see what the
    engine thinks.
    """
    return (
        owner.organisation_id in actor.organisation_ids or owner.region_code in actor.team_regions
    )


@dataclass(frozen=True)
class PairPolicy:
    """What an actor may say of a need and an offer that are not proposed to each other."""

    actor: Actor
    need: Need
    offer: Offer

    @property
    def side(self) -> Side | None:
        """For whom the actor speaks: its own organisation before the team."""
        need, offer = self.need, self.offer
        owners = (need.organisation_id, offer.organisation_id)
        return next(
            iter(sides_of(self.actor, Permission.CONTENT_WRITE, *owners, need.region_code)), None
        )

    @property
    def speaks_for(self) -> UUID:
        """The organisation of that side. Ask `judge` first."""
        if self.side is Side.TEAM:
            seats = self.actor.writing_seats
            kind, region = OrganisationKind.SAFETY_REGION, self.need.region_code
            return next(
                s.organisation_id for s in seats if s.kind is kind and s.region_code == region
            )
        return self.need.organisation_id if self.side is Side.NEED else self.offer.organisation_id

    @property
    def judge(self) -> Verdict:
        """Say that they do not suit each other, or take that back."""
        if self.side is None:
            return Verdict(Forbidden(_("Only the two organisations and the team can say this.")))
        return ALLOWED

    @property
    def reject(self) -> Verdict:
        if self.judge and self.need.status is not NeedStatus.OPEN:
            return Verdict(Conflict(_("This need is not open.")))
        if self.judge and self.need.region_code != self.offer.region_code:
            return Verdict(Conflict(_("This offer belongs to another region.")))
        return self.judge


def may_review(actor: Actor, region_code: str | None = None) -> Verdict:
    """The team of a region; without a region, of any."""
    regions = actor.team_regions
    holds = region_code in regions if region_code is not None else bool(regions)
    return (
        ALLOWED
        if holds
        else Verdict(Forbidden(_("Only the team of the region reviews proposals.")))
    )


@dataclass(frozen=True)
class MatchPolicy:
    """What an actor may do with one match, each with the reason why not."""

    actor: Actor
    match: Match

    def _sides(self, permission: Permission) -> list[Side]:
        match = self.match
        return sides_of(
            self.actor,
            permission,
            match.need_organisation_id,
            match.offer_organisation_id,
            match.region_code,
        )

    def _moves(self, status: MatchStatus) -> Verdict:
        return ALLOWED if status in NEXT[self.match.status] else self._too_late

    @property
    def awaited(self) -> list[Side]:
        """Who still has to say yes."""
        sides = ((Side.OFFER, self.match.awaits_offer), (Side.NEED, self.match.awaits_need))
        return [side for side, awaited in sides if awaited]

    @property
    def own_answer(self) -> Side | None:
        """The side for which the actor itself can say yes or no now."""
        own = self._sides(Permission.CONTENT_DECIDE)
        return next((side for side in self.awaited if side in own), None)

    @property
    def answer_for(self) -> Side | None:
        """The side whose answer the actor can write down, when it came by telephone."""
        own = self._sides(Permission.CONTENT_DECIDE)
        return next((side for side in self.awaited if side not in own), None) if own else None

    @property
    def details(self) -> Verdict:
        """Notes, reasons and history: both sides, and the region's team and administrator."""
        if self._is_party or self.match.region_code in self.actor.overseen_regions:
            return ALLOWED
        return Verdict(Forbidden(_("Only the two organisations and the team see this.")))

    @property
    def contact(self) -> Verdict:
        """How to reach the other side: from acceptance on."""
        if not self.details:
            return self.details
        if self.match.status not in COMMITTED:
            return Verdict(Forbidden(_("Contact is visible once both sides have said yes.")))
        return ALLOWED

    @property
    def _is_party(self) -> bool:
        own = self.actor.organisation_ids
        return self.match.need_organisation_id in own or self.match.offer_organisation_id in own

    @property
    def approve(self) -> Verdict:
        if Side.TEAM not in self._sides(Permission.CONTENT_WRITE):
            return Verdict(Forbidden(_("Only the team of the region reviews proposals.")))
        if not self.match.needs_review:
            return Verdict(Conflict(_("This proposal needs no review.")))
        return ALLOWED if self._waits_for_review else self._too_late

    @property
    def _waits_for_review(self) -> bool:
        return self.match.status is MatchStatus.PROPOSED and self.match.needs_review

    @property
    def _too_late(self) -> Verdict:
        return Verdict(Conflict(_("Somebody was just before you: this match has moved on.")))

    @property
    def accept(self) -> Verdict:
        return self._answer(self.own_answer is not None)

    @property
    def accept_for(self) -> Verdict:
        """Write down a yes or no for a partner."""
        return self._answer(self.answer_for is not None)

    def _answer(self, holds: bool) -> Verdict:
        if not self._sides(Permission.CONTENT_DECIDE):
            return Verdict(
                Forbidden(_("Only a coordinator of one of both organisations can answer."))
            )
        if self._waits_for_review:
            return Verdict(Conflict(_("The team of the region looks at this proposal first.")))
        if self.match.status not in ASKED:
            return self._too_late
        return (
            ALLOWED
            if holds
            else Verdict(Forbidden(_("It is the other organisation that answers.")))
        )

    @property
    def decline(self) -> Verdict:
        """A partner's no, or the team's no to a proposal."""
        return self.approve if self._waits_for_review else self.accept

    @property
    def undo_review(self) -> Verdict:
        """Any member of the team takes back what one of them decided, while nobody has heard of
        it.
        """
        if Side.TEAM not in self._sides(Permission.CONTENT_WRITE):
            return Verdict(Forbidden(_("Only the team of the region can undo this.")))
        if self.match.is_held:
            return ALLOWED if self.match.status is MatchStatus.APPROVED else self._can_come_back
        is_decided = self.match.status in (MatchStatus.APPROVED, MatchStatus.DECLINED)
        if is_decided and (self.match.tell_at is None or self.match.tell_at <= clock.now()):
            return Verdict(
                Conflict(_("This can no longer be undone: the partners have been told."))
            )
        return self._too_late

    @property
    def withdraw(self) -> Verdict:
        if self.match.status in ASKED:
            writers = self._sides(Permission.CONTENT_WRITE)
            agreed = [side for side in (Side.NEED, Side.OFFER) if side not in self.awaited]
            if self.match.proposed_by in writers or any(side in writers for side in agreed):
                return ALLOWED
            return Verdict(Forbidden(_("Only who proposed this can withdraw it.")))
        if not self._sides(Permission.CONTENT_DECIDE):
            return Verdict(
                Forbidden(_("Only a coordinator of one of both organisations can stop a match."))
            )
        return self._moves(MatchStatus.WITHDRAWN)

    @property
    def start(self) -> Verdict:
        return self._work(MatchStatus.RUNNING)

    @property
    def complete(self) -> Verdict:
        return self._work(MatchStatus.COMPLETED)

    def _work(self, status: MatchStatus) -> Verdict:
        sides = self._sides(Permission.CONTENT_WRITE)
        if Side.NEED not in sides and Side.OFFER not in sides:
            return Verdict(Forbidden(_("Only the two organisations can do this.")))
        return self._moves(status)

    @property
    def undoable(self) -> NotedAnswer | None:
        """The answer that others wrote down for a side of the actor, and that still counts: of a no
        only the no.
        """
        own = self._sides(Permission.CONTENT_DECIDE)
        noted = [answer for answer in self.match.noted_answers if answer.side in own]
        if self.match.status is MatchStatus.DECLINED:
            noted = [answer for answer in noted if answer.side is self.match.declined_by]
        return next(iter(noted), None)

    @property
    def undo_answer(self) -> Verdict:
        """A partner takes back an answer that others wrote down for it."""
        own = self._sides(Permission.CONTENT_DECIDE)
        if not any(answer.side in own for answer in self.match.noted_answers):
            return Verdict(
                Forbidden(
                    _("Only the organisation for which the answer was written down can undo it.")
                )
            )
        if (
            self.match.status not in (MatchStatus.ACCEPTED, MatchStatus.DECLINED, *ASKED)
            or self.undoable is None
        ):
            return self._too_late  # or the other side said no
        return self._can_come_back if self.match.status is MatchStatus.DECLINED else ALLOWED

    @property
    def _can_come_back(self) -> Verdict:
        if _can_be_asked(self.match):
            return ALLOWED
        return Verdict(
            Conflict(
                _("Nobody asks for this any more: the need or the offer has ended or is full.")
            )
        )


def _can_be_asked(match: Match) -> bool:
    """Whether need and offer still wait for somebody. A paused offer can be answered by its own
    organisation.
    """
    is_open = (
        match.need.status is NeedStatus.OPEN and match.offer.status is not OfferStatus.WITHDRAWN
    )
    return is_open and match.need.left > 0 and match.offer.left > 0
