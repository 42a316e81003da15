"""Saying of all own offers at once that they still hold."""

from sqlmodel import Session

from app.core.policy import asks
from app.identity.actor import Actor
from app.offers import commands, policy
from app.offers.models import Offer


@asks(lambda actor, _offers: policy.may_post(actor))
def confirm_offers(session: Session, actor: Actor, offers: list[Offer]) -> list[Offer]:
    """Each as `confirm_offer` does it. None is fine: somebody pressed twice, or a colleague did."""
    return [commands.confirm_offer(session, actor, offer) for offer in offers]
