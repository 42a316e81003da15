"""Locking matches with their needs and offers until commit, in one order for everybody: every need,
then every offer, then the matches, each by id. So no two requests wait for each other.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.identity.actor import Actor
from app.matches import moves, policy
from app.matches.models import LIVE, Match, MatchStatus
from app.needs.models import Need
from app.offers.models import Offer


def lock_match(session: Session, actor: Actor, match_id: UUID) -> Match:
    """The match with its need and offer, all locked until commit. Raises NotFound when the actor
    may not see it.
    """
    found = session.exec(
        select(Match.need_id, Match.offer_id).where(
            col(Match.id) == match_id, policy.visible_to(actor)
        )
    ).first()
    if found is None:
        raise NotFound(_("This match does not exist, or it is not meant for your organisation."))
    return lock(session, match_id, *found)


def lock(session: Session, match_id: UUID, need_id: UUID, offer_id: UUID) -> Match:
    """Lock need, offer and match, in this order, and read them as they are now."""
    need = session.exec(locked(select(Need).where(col(Need.id) == need_id))).one()
    offer = session.exec(locked(select(Offer).where(col(Offer.id) == offer_id))).one()
    match: Match = session.exec(locked(select(Match).where(col(Match.id) == match_id))).one()
    if match.need_id != need_id:
        # Its need went up in another one while this waited for it. Not in the one order any more:
        # who waits for the same then is told that somebody is at work, and tries again.
        need = session.exec(locked(select(Need).where(col(Need.id) == match.need_id))).one()
    match.need, match.offer = need, offer
    return match


def lock_answered(session: Session, actor: Actor, match_id: UUID) -> Match:
    """A match and, with their needs and offers, those that ended with its answer.

    Which those are is known for certain only with its need and offer locked, and then it is too
    late to lock more in the one order: so it lets go and begins again when there are others by now.
    """
    found = session.exec(
        select(Match).where(col(Match.id) == match_id, policy.visible_to(actor))
    ).first()
    ended = set() if found is None else set(find_ended_with(session, found))
    while True:
        try:
            with session.begin_nested():
                lock_matches(session, {match_id, *ended})
                match = lock_match(session, actor, match_id)
                now = set(find_ended_with(session, match))
                if now <= ended:
                    return match
                raise _MoreEndedError
        except _MoreEndedError:
            ended = now


class _MoreEndedError(Exception):
    """Others ended meanwhile: what is locked is let go."""


def find_ended_with(session: Session, match: Match) -> list[UUID]:
    """Matches that ended within the minute because their need or offer was full, and can come back
    now that this one leaves room.
    """
    return list(
        session.exec(
            select(Match.id)
            .where(
                sa.or_(col(Match.need_id) == match.need_id, col(Match.offer_id) == match.offer_id),
                col(Match.status) == MatchStatus.WITHDRAWN,
                Match.held(clock.now()),
            )
            .order_by(col(Match.id))
        )
    )


def lock_matches(
    session: Session, match_ids: Collection[UUID], *, waits: bool = True
) -> list[Match]:
    """Several matches with their needs and offers, all locked until commit: every need, then every
    offer, then the matches, each by id.

    Who holds needs or offers already does not wait for more, as others wait in the one order: then
    what somebody else holds is left out.
    """
    rows = session.exec(
        select(Match.need_id, Match.offer_id).where(col(Match.id).in_(match_ids))
    ).all()

    def lock_all(model: type[Any], ids: Collection[UUID]) -> dict[UUID, Any]:
        query = select(model).where(col(model.id).in_(ids)).order_by(col(model.id))
        return {row.id: row for row in session.exec(locked(query, waits=waits))}

    needs = lock_all(Need, {need_id for need_id, _offer_id in rows})
    offers = lock_all(Offer, {offer_id for _need_id, offer_id in rows})
    matches: list[Match] = [
        match
        for match in lock_all(Match, match_ids).values()
        if match.need_id in needs and match.offer_id in offers
    ]
    for match in matches:
        match.need, match.offer = needs[match.need_id], offers[match.offer_id]
    return matches


def locked(query: Any, *, waits: bool = True) -> Any:
    """The query, locking its rows until commit and reading them anew; without waiting it leaves out
    what somebody else holds.
    """
    return query.with_for_update(skip_locked=not waits).execution_options(populate_existing=True)


def lock_offers_of_need(session: Session, need_id: UUID) -> dict[UUID, Offer]:
    """Lock the offers of a need's live matches, by id, before the matches themselves. The need is
    locked already.
    """
    offers = select(Match.offer_id).where(col(Match.need_id) == need_id, moves.status_in(LIVE))
    query = select(Offer).where(col(Offer.id).in_(offers)).order_by(col(Offer.id))
    return {offer.id: offer for offer in session.exec(locked(query))}


def lock_needs_of_offer(session: Session, offer_id: UUID) -> None:
    """Lock the needs of an offer's live matches, and of those that may come back, before its
    withdrawal locks the offer itself.

    An answer to one of those matches locks its need first and then the offer. Withdrawing in that
    same order, the two wait for each other at most one after the other, never both at once.
    """
    going_on = sa.or_(moves.status_in(LIVE), Match.held(clock.now()))
    needs = select(Match.need_id).where(col(Match.offer_id) == offer_id, going_on)
    session.exec(
        select(Need.id).where(col(Need.id).in_(needs)).order_by(col(Need.id)).with_for_update()
    ).all()


def has_live_match(session: Session, need: Need, offer: Offer) -> bool:
    """Whether the two are proposed to each other or at work already."""
    live = select(Match.id).where(
        col(Match.need_id) == need.id, col(Match.offer_id) == offer.id, moves.status_in(LIVE)
    )
    return session.exec(live.limit(1)).first() is not None
