"""Locking matches with their needs and offers until commit, in one order for everybody: every need,
then every offer, then the matches, each by id. So no two requests wait for each other.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.identity.actor import Actor
from app.matches.models import LIVE, Match
from app.matches.moves import status_in
from app.matches.policy import visible_to
from app.needs.models import Need
from app.offers.models import Offer


def lock_match(session: Session, actor: Actor, match_id: UUID) -> Match:
    """The match with its need and offer, all held until commit. Always need, offer, match: no two
    wait for each other.

    Raises NotFound when the actor may not see it.
    """
    found = session.exec(
        select(Match.need_id, Match.offer_id).where(col(Match.id) == match_id, visible_to(actor))
    ).first()
    if found is None:
        raise NotFound(_("This match does not exist, or it is not meant for your organisation."))
    return lock(session, match_id, *found)


def lock(session: Session, match_id: UUID, need_id: UUID, offer_id: UUID) -> Match:
    """Hold need, offer and match, in this order, as they are now."""
    need = session.exec(held(select(Need).where(col(Need.id) == need_id))).one()
    offer = session.exec(held(select(Offer).where(col(Offer.id) == offer_id))).one()
    match: Match = session.exec(held(select(Match).where(col(Match.id) == match_id))).one()
    match.need, match.offer = need, offer
    return match


def lock_matches(session: Session, match_ids: Collection[UUID]) -> list[Match]:
    """Several matches with their needs and offers, all held: first every need, then every offer,
    then the matches, each in the order of their ids. Whoever holds one match holds them in this
    order too, so nobody waits in a circle.
    """
    rows = session.exec(
        select(Match.need_id, Match.offer_id).where(col(Match.id).in_(match_ids))
    ).all()

    def hold(model: type[Any], ids: Collection[UUID]) -> dict[UUID, Any]:
        query = held(select(model).where(col(model.id).in_(ids)).order_by(col(model.id)))
        return {row.id: row for row in session.exec(query)}

    needs = hold(Need, {need_id for need_id, _offer_id in rows})
    offers = hold(Offer, {offer_id for _need_id, offer_id in rows})
    matches: list[Match] = list(hold(Match, match_ids).values())
    for match in matches:
        match.need, match.offer = needs[match.need_id], offers[match.offer_id]
    return matches


def held(query: Any) -> Any:
    """The query, holding its rows until commit and reading them anew."""
    return query.with_for_update().execution_options(populate_existing=True)


def hold_needs_of_offer(session: Session, offer_id: UUID) -> None:
    """Hold the needs of an offer's live matches, before the offer itself is held to be withdrawn.

    Whoever answers one of those matches holds its need first and then the offer, so this order
    keeps them apart.
    """
    needs = select(Match.need_id).where(col(Match.offer_id) == offer_id, status_in(LIVE))
    session.exec(
        select(Need.id).where(col(Need.id).in_(needs)).order_by(col(Need.id)).with_for_update()
    ).all()


def has_live_match(session: Session, need: Need, offer: Offer) -> bool:
    """Whether the two are proposed to each other or at work already."""
    live = select(Match.id).where(
        col(Match.need_id) == need.id, col(Match.offer_id) == offer.id, status_in(LIVE)
    )
    return session.exec(live.limit(1)).first() is not None
