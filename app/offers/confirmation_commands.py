"""Saying that offers still hold: of all own ones at once, or of one with the link in a mail."""

from sqlmodel import Session

from app.audit import record
from app.core import clock
from app.core.events import address
from app.core.policy import asks
from app.identity.actor import Actor
from app.offers import commands, events, models, policy
from app.offers.models import Offer


@asks(lambda actor, _offers: policy.may_post(actor))
def confirm_offers(session: Session, actor: Actor, offers: list[Offer]) -> list[Offer]:
    """Each as `confirm_offer` does it. None is fine: somebody pressed twice, or a colleague did."""
    return [commands.confirm_offer(session, actor, offer) for offer in offers]


@asks(lambda actor, offer: policy.OfferPolicy(actor, offer).renew)
def renew_offer(session: Session, actor: Actor, offer: Offer) -> Offer:
    """It holds for the usual time from today, also where its own last day ends it."""
    if offer.ends_with_period:
        offer.available_until = commands.renewed_day(session, offer)
        offer.edited_at = clock.now()
        offer.version += 1
        told = address(offer) | {"changed": ("available_until",)}
        record(session, actor, events.OfferEdited(**told))
    commands.confirm_offer(session, actor, offer)
    record(session, actor, events.OfferAnswered(**address(offer)))
    return offer


@asks(lambda actor, offer: policy.OfferPolicy(actor, offer).withdraw)
def end_offer(session: Session, actor: Actor, offer: Offer) -> Offer:
    """It does not hold any more: withdrawn, and said so with the link in a mail."""
    given = commands.OfferWithdrawing(reason=models.OfferWithdrawal.STOPPED)
    commands.withdraw_offer(session, actor, offer, given)
    record(session, actor, events.OfferAnswered(**address(offer)))
    return offer
