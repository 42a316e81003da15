"""Who may look for a partner, and say that two do not suit each other."""

from dataclasses import dataclass
from uuid import UUID

from app.core import clock, errors
from app.core.i18n import gettext as _
from app.core.policy import ALLOWED, Verdict
from app.identity.actor import Actor, Permission
from app.matches import models as match_models, sides as match_sides
from app.needs import policy as need_policy
from app.needs.models import Need, NeedState
from app.offers import models as offer_models
from app.offers.models import Offer
from app.reference.models import OrganisationKind


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


def asks_both(actor: Actor, *owners: UUID | None) -> bool:
    """Whether a proposal of the actor between these two organisations is one of the team, so that
    both are asked for a yes.
    """
    return not any(actor.may(Permission.CONTENT_WRITE, owner) for owner in owners if owner)


def propose_for_need(actor: Actor, need: Need) -> Verdict:
    """Whether the actor may look for an offer for a need, while something of it is open."""
    if not _writes_in(actor, need.region_code):
        return Verdict(errors.Forbidden(_("Your role can read, not propose matches.")))
    if need.merged_into_id is not None:
        return Verdict(errors.Conflict(need_policy.said_merged()))
    return (
        ALLOWED
        if need_policy.still_asks(actor, need)
        else Verdict(errors.Conflict(_("This need does not ask for anything now.")))
    )


def propose_for_offer(actor: Actor, offer: Offer) -> Verdict:
    """Whether the actor may look for a need for an offer, while something of it is free."""
    if not _writes_in(actor, offer.region_code):
        return Verdict(errors.Forbidden(_("Your role can read, not propose matches.")))
    now = offer_models.state_on(
        clock.today(), offer.status, offer.available_until, offer.fresh_until
    )
    is_free = now is offer_models.OfferState.PUBLISHED and offer.left > 0
    return ALLOWED if is_free else Verdict(errors.Conflict(_("This offer has nothing free now.")))


def may_pair(actor: Actor) -> Verdict:
    """Whether the actor puts needs and offers together at all."""
    if actor.writing_seats:
        return ALLOWED
    return Verdict(errors.Forbidden(_("Your role can read, not propose matches.")))


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
    def side(self) -> match_models.Side | None:
        """For whom the actor speaks: its own organisation before the team."""
        need, offer = self.need, self.offer
        owners = (need.organisation_id, offer.organisation_id)
        return next(
            iter(
                match_sides.sides_of(
                    self.actor, Permission.CONTENT_WRITE, *owners, need.region_code
                )
            ),
            None,
        )

    @property
    def speaks_for(self) -> UUID:
        """The organisation of that side. Ask `judge` first."""
        if self.side is match_models.Side.TEAM:
            seats = self.actor.writing_seats
            kind, region = OrganisationKind.SAFETY_REGION, self.need.region_code
            return next(
                s.organisation_id for s in seats if s.kind is kind and s.region_code == region
            )
        return (
            self.need.organisation_id
            if self.side is match_models.Side.NEED
            else self.offer.organisation_id
        )

    @property
    def judge(self) -> Verdict:
        """Say that they do not suit each other, or take that back."""
        if self.side is None:
            return Verdict(
                errors.Forbidden(_("Only the two organisations and the team can say this."))
            )
        return ALLOWED

    @property
    def propose(self) -> Verdict:
        """Propose them to each other."""
        if self.side is None:
            return Verdict(
                errors.Forbidden(_("Only the two organisations and the team can propose this."))
            )
        return ALLOWED

    @property
    def reject(self) -> Verdict:
        if self.judge and self.need.state is not NeedState.OPEN:
            return Verdict(errors.Conflict(_("This need is not open.")))
        if self.judge and self.need.region_code != self.offer.region_code:
            return Verdict(errors.Conflict(_("This offer belongs to another region.")))
        return self.judge
