"""The offer of a path, for routes."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from app.identity.deps import ActorDep
from app.offers import queries
from app.offers.models import Offer
from app.web.database import SessionDep


def readable_offer(session: SessionDep, actor: ActorDep, offer_id: UUID) -> Offer:
    """The offer of the path, to read."""
    return queries.get_offer(session, actor, offer_id)


def locked_offer(session: SessionDep, actor: ActorDep, offer_id: UUID) -> Offer:
    """The offer of the path, locked until the request is done, so that two people never change it
    at once.
    """
    return queries.get_offer(session, actor, offer_id, lock=True)


OfferDep = Annotated[Offer, Depends(readable_offer)]
LockedOfferDep = Annotated[Offer, Depends(locked_offer)]
