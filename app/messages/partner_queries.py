"""What a mail about a match names of the other side: who it is, and the title of the offer."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.identity.models import Organisation
from app.matches.models import Match, Side
from app.needs import policy as need_policy
from app.offers.models import Offer

_OWNER: dict[Side, Any] = {
    Side.NEED: Match.need_organisation_id,
    Side.OFFER: Match.offer_organisation_id,
}


def named_to(side: Side) -> dict[str, Any]:
    """Facts for the letter to this side of a match of which the need is joined: the name of the
    other one, which is empty where this one may not know whose a small group is.
    """
    other: Any = aliased(Organisation)
    name: Any = sa.select(other.name).where(other.id == col(_OWNER[side.other])).scalar_subquery()
    if side is Side.OFFER:
        reader = array([col(Match.offer_organisation_id)])
        is_hidden = sa.and_(need_policy.is_small_group(), sa.not_(need_policy.is_known_by(reader)))
        name = sa.case((is_hidden, ""), else_=name)
    offer: Any = aliased(Offer)
    title = sa.select(offer.title).where(offer.id == col(Match.offer_id)).scalar_subquery()
    return {"partner": name, "offer": title, "side": sa.literal(side.value)}
