"""How a match moves, what that gives back, and where its events belong."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col

from app.audit import record
from app.core import clock
from app.core.events import ActorLike, address
from app.matches import events, models
from app.matches.models import Match
from app.needs import models as need_models, policy as need_policy
from app.needs.commands import commit_need
from app.needs.models import Need
from app.offers.commands import commit_offer
from app.offers.models import Offer
from app.reference.queries import get_settings


def deadline(session: Session, match: Match) -> datetime:
    """Until when whoever is asked now can answer."""
    return clock.now() + timedelta(days=get_settings(session, match.region_code).answer_days)


def in_proportion(match: Match, quantity: int, *, is_whole: bool) -> int:
    """What that quantity takes of the offer. For all of a small group, never more than is left of
    the offer: a refusal would tell the number.
    """
    need, offer = match.need, match.offer
    if need.unit is offer.unit:
        takes_of_it = quantity
    else:  # rounded up: half a ride is a ride
        takes_of_it = -(-match.offer_quantity * quantity // match.quantity)
    return min(takes_of_it, offer.left or 1) if is_whole else takes_of_it


def at_most(need: Need, offer: Offer, quantity: int) -> int:
    """A quantity for a need whose number is hidden from the person who types it: cut to what is
    left.

    "Only 3 are left" would tell the number, and so would a yes to 3 after a no to 4.
    """
    rest = min(need.left, offer.left) if need.unit is offer.unit else need.left
    return min(quantity, rest)


def take_back(
    session: Session,
    actor: ActorLike,
    match: Match,
    reason: models.WithdrawReason,
    note: str,
    *,
    full: models.Side | None = None,
) -> None:
    """To withdrawn; what was committed is free again. `full`: nobody decided it, as on that side
    nothing is left.
    """
    if match.status in models.COMMITTED:
        release(match)
    move(match, models.MatchStatus.WITHDRAWN)
    match.withdraw_reason, match.ending_note, match.answer_by = reason, note, None
    record(session, actor, events.MatchWithdrawn(**place_of(match), reason=reason, full=full))


def standing(match: Match) -> dict[str, Any]:
    """How a match stands, so that `stand_again` can put it back."""
    return {
        "status": match.status.value,
        "quantity": match.quantity,
        "offer_quantity": match.offer_quantity,
        "answer_by": match.answer_by and match.answer_by.isoformat(),
        "moved_at": match.moved_at.isoformat(),
        "asked_terms": match.asked_terms,
    }


def stand_again(match: Match, before: dict[str, Any]) -> None:
    """As it stood before, as if it had not been answered."""
    move(match, models.MatchStatus(before["status"]))
    match.quantity, match.offer_quantity = before["quantity"], before["offer_quantity"]
    match.answer_by = before["answer_by"] and datetime.fromisoformat(before["answer_by"])
    match.moved_at = datetime.fromisoformat(before["moved_at"])
    match.asked_terms = before.get("asked_terms", match.asked_terms)
    match.decline_reason = match.declined_by = match.withdraw_reason = match.accepted_at = None
    match.ending_note = ""


def keep_readable(need: Need, offer: Offer) -> None:
    """Who has a match with it can read a need or an offer, also after it is withdrawn."""
    for thing, other in ((need, offer.organisation_id), (offer, need.organisation_id)):
        if other not in thing.matched_with:
            thing.matched_with = [*thing.matched_with, other]


def takes(match: Match) -> int:
    """What a match takes of its offer once it is agreed. For a small group never less than the
    most people it can have: what is left of the offer is for everybody to see, and would tell how
    few they are.
    """
    need, offer = match.need, match.offer
    if not need_policy.hides_number_from_some(need):
        return match.offer_quantity
    return min(max(match.offer_quantity, need_models.SMALL_GROUP - 1), offer.left)


def take_anew(match: Match) -> None:
    """What an agreed match takes of its offer now that its need became a small group, or is none
    any more. The offer is locked.
    """
    commit_offer(match.offer, -match.offer_quantity)
    if match.need.unit is match.offer.unit:
        match.offer_quantity = match.quantity
    match.offer_quantity = takes(match)
    commit_offer(match.offer, match.offer_quantity)


def release(match: Match) -> None:
    """Give back on both sides what the match had committed."""
    commit_need(match.need, -match.quantity)
    commit_offer(match.offer, -match.offer_quantity)


def status_in(statuses: Iterable[models.MatchStatus]) -> ColumnElement[bool]:
    """Matches that stand in one of these."""
    return col(Match.status).in_(tuple(statuses))


def move(match: Match, status: models.MatchStatus) -> None:
    """Put a match somewhere, and note when."""
    match.status, match.moved_at = status, clock.now()
    match.undo_until = match.before_answer = None  # what follows on an answer ends its minute
    if status not in (models.MatchStatus.ACCEPTED, models.MatchStatus.RUNNING):
        match.need_confirms = match.offer_confirms = False
    if status not in models.COMMITTED:
        match.agreed = None


def place_of(match: Match) -> dict[str, Any]:
    """Where what happens to a match belongs: to the organisation with the need."""
    return address(match, organisation_id=match.need_organisation_id)
