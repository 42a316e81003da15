"""Proposing a match: from either side, or by the region's team."""

from dataclasses import asdict
from typing import ClassVar
from uuid import UUID

from sqlmodel import Session

from app.audit import record
from app.core import clock, errors as core_errors, inputs, personal_sentences
from app.core.i18n import gettext as _, mark, number
from app.core.policy import require
from app.identity.actor import Actor, Permission
from app.matches import (
    events,
    locks as match_locks,
    models as match_models,
    moves,
    sides as match_sides,
    small_groups,
    terms,
)
from app.matches.models import Match
from app.needs import policy as need_policy, queries as need_queries
from app.needs.models import Need, NeedState
from app.offers import models as offer_models, queries as offer_queries
from app.offers.models import Offer
from app.reference import models as reference_models, queries as reference_queries
from app.scoring.terms import ENGINE
from app.suggestions import policy, queries


class Proposal(inputs.Noted):
    """A proposed match. Without an offer quantity the units must be equal."""

    when_missing: ClassVar[dict[str, str]] = {
        "need": mark("Choose a need."),
        "offer": mark("Choose an offer."),
        "quantity": mark("Fill in for how many."),
    }
    asks_names: ClassVar[dict[str, str]] = {"reason": mark("message")}

    need: UUID
    offer: UUID
    quantity: inputs.Quantity
    offer_quantity: inputs.Quantity | None = None
    reason: inputs.Note = ""


def propose_match(
    session: Session, actor: Actor, given: Proposal, *, as_team: bool = False
) -> Match:
    """Propose, from the need's side, the offer's side, or as the team. Reserves nothing.

    `as_team`: as the team also where the need or the offer is of the team's own organisation.
    """
    personal_sentences.refuse_persons(given)
    need = need_queries.get_need(session, actor, given.need, lock=True)
    offer = offer_queries.get_offer(session, actor, given.offer, lock=True)
    side = _proposing_side(actor, need, offer, as_team=as_team)
    quantity, offer_quantity = _check_proposal(actor, need, offer, given)
    by_team = side is match_models.Side.TEAM
    judged = queries.judge_pair(session, actor, need, offer)
    match = Match(
        need_id=need.id,
        offer_id=offer.id,
        region_code=need.region_code,
        need_organisation_id=need.organisation_id,
        offer_organisation_id=offer.organisation_id,
        quantity=quantity,
        offer_quantity=offer_quantity,
        proposed_by=side,
        needs_review=not by_team and _asks_review(session, need, offer),
        # A proposal of the team needs no review by the team.
        status=match_models.MatchStatus.APPROVED if by_team else match_models.MatchStatus.PROPOSED,
        awaits_need=side is not match_models.Side.NEED,
        awaits_offer=side is not match_models.Side.OFFER,
        reason=given.reason,
        terms=asdict(judged.terms),
        score=judged.score,
        engine=ENGINE,
        created_at=clock.now(),
        moved_at=clock.now(),
    )
    if match.can_be_answered:
        match.answer_by = moves.deadline(session, match)
    if match.needs_review:
        match.review_by = moves.deadline(session, match)
    if match_locks.has_live_match(session, need, offer):
        raise core_errors.Invalid({"offer": _("These two are proposed to each other already.")})
    session.add(match)
    match.need, match.offer = need, offer
    moves.keep_readable(need, offer)
    terms.keep_asked(match)
    session.flush()
    record(
        session,
        actor,
        events.MatchProposed(
            **moves.place_of(match),
            by=side,
            quantity=match.quantity,
            offer_quantity=match.offer_quantity,
        ),
    )
    return match


def _proposing_side(actor: Actor, need: Need, offer: Offer, *, as_team: bool) -> match_models.Side:
    require(policy.PairPolicy(actor, need, offer).propose)
    sides = match_sides.sides_of(
        actor,
        Permission.CONTENT_WRITE,
        need.organisation_id,
        offer.organisation_id,
        need.region_code,
    )
    return sides[-1] if as_team and sides[-1] is match_models.Side.TEAM else sides[0]


def _check_proposal(actor: Actor, need: Need, offer: Offer, given: Proposal) -> tuple[int, int]:
    """The quantity in the need's unit and in the offer's, or Invalid."""
    errors: dict[str, str] = {}
    # A part chosen by who may not know the number would tell it, by where it stops.
    is_whole = need_policy.hides_number_from(actor, need)
    if need.state is not NeedState.OPEN:
        errors["need"] = _("This need is not open.")
    elif is_whole and not need_policy.still_asks(actor, need):
        errors["need"] = _("This need does not ask for anything now.")
    if (
        offer_models.state_on(clock.today(), offer.status, offer.available_until, offer.fresh_until)
        is not offer_models.OfferState.PUBLISHED
    ):
        errors["offer"] = _("This offer is not available now.")
    elif need.region_code != offer.region_code:
        errors["offer"] = _("This offer belongs to another region.")
    elif need.organisation_id == offer.organisation_id and not need_policy.is_masked(actor, need):
        errors["offer"] = _("Need and offer are of the same organisation.")
    if not need.organisation.takes_part:
        errors.setdefault("need", _("Nobody can answer for this need now."))
    if not offer.organisation.takes_part:
        errors.setdefault(
            "offer", _("The organisation of this offer does not take part at the moment.")
        )
    quantity = (need.left or 1) if is_whole else given.quantity
    offer_quantity = given.offer_quantity
    if need.unit is offer.unit:
        offer_quantity = min(quantity, offer.left or 1) if is_whole else quantity
    if offer_quantity is None:
        errors["offer_quantity"] = _("The units differ. Fill in how much of the offer it takes.")
    elif not errors:
        # A proposal reserves nothing, so other proposals do not count here; agreed matches do.
        if quantity > need.left or need.left == 0:
            errors["quantity"] = _("Only %(num)s are still needed.", num=number(need.left))
        elif offer_quantity > offer.left or offer.left == 0:
            field = "quantity" if need.unit is offer.unit else "offer_quantity"
            errors[field] = _("The offer has only %(num)s left.", num=number(offer.left))
    if errors:
        raise core_errors.Invalid(errors)
    assert offer_quantity is not None
    if is_whole and need.unit is not offer.unit:
        offer_quantity = small_groups.said_of_hidden(quantity, offer_quantity, given.quantity)
    return quantity, offer_quantity


def _asks_review(session: Session, need: Need, offer: Offer) -> bool:
    mode = reference_queries.get_settings(session, need.region_code).review_mode
    if mode is reference_models.ReviewMode.ACROSS:
        # A small group counts as one of the whole region: that no review is asked would tell where
        # it lives.
        somewhere = need.municipality_code is None or need.is_small
        return somewhere or offer.organisation.municipality_code != need.municipality_code
    return mode is reference_models.ReviewMode.ALL
