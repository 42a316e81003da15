"""Telling who answers for an open need of a new offer that fits it: in their messages, and in the
overview of the day.
"""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.identity.actor import system_team
from app.messages import absence_queries, letter_commands, letters, recipient_queries
from app.needs.models import Need
from app.offers import models as offer_models, queries as offer_queries
from app.offers.models import Offer
from app.suggestions import queries as suggestion_queries

MOST = 50  # needs that one offer is told to fit


def find_new_offers(session: Session) -> list[tuple[UUID, str]]:
    """Offers that are there since nobody was told of any, each with its region."""
    query = sa.select(col(Offer.id), col(Offer.region_code)).where(
        col(Offer.status) == offer_models.OfferStatus.PUBLISHED,
        col(Offer.published_at) > absence_queries.get_since(session),
    )
    found = session.execute(query.order_by(col(Offer.published_at), col(Offer.id)))
    return [(row[0], row[1]) for row in found]


def tell_fitting(session: Session, offer_id: UUID, region_code: str) -> int:
    """Once for each need that it fits as well as a suggestion has to in its region. The engine
    knows no more of a small group than everybody does. Returns how many messages.
    """
    reader = system_team(region_code)
    offer = offer_queries.get_offer(session, reader, offer_id)
    if offer.status is not offer_models.OfferStatus.PUBLISHED or offer.is_over:
        return 0
    fitting = suggestion_queries.suggest_needs(session, reader, offer, limit=MOST)
    query = recipient_queries.to_speakers(
        letters.OFFER_FITS,
        about=Need,
        title=col(Need.title),
        window=sa.literal(str(offer.id)),
        day=sa.null(),
        organisation_id=col(Need.organisation_id),
        named={
            "partner": sa.literal(offer.organisation.name),
            "offer": sa.literal(offer.title),
        },
    ).where(
        col(Need.id).in_([row.need_id for row in fitting.rows]),
        col(Need.organisation_id) != offer.organisation_id,
    )
    return letter_commands.owe_all(session, letters.OFFER_FITS, query)
