"""Matches that end without a decision about them: with their need or offer, when that is full, or
unanswered.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.audit import record
from app.core import clock
from app.core.events import ActorLike
from app.identity.actor import SYSTEM, Actor
from app.matches import events, locks, models, moves
from app.matches.models import Match
from app.needs import policy as need_policy
from app.needs.models import Need
from app.offers.models import Offer


def end_matches_of_need(
    session: Session, actor: ActorLike, need_id: UUID, *, also_agreed: bool
) -> None:
    """A need was closed (its asked matches end) or withdrawn (the agreed ones too)."""
    _end(session, actor, col(Match.need_id) == need_id, also_agreed=also_agreed)


def end_matches_of_offer(session: Session, actor: ActorLike, offer_id: UUID) -> None:
    """An offer was withdrawn: so are its live matches."""
    _end(session, actor, col(Match.offer_id) == offer_id, also_agreed=True)


def end_asked_of_organisation(session: Session, actor: ActorLike, organisation_id: UUID) -> None:
    """An organisation takes no part for a while: nobody can answer for it, so who waits for its
    answer, or was asked by it, hears that it will not come. What is agreed stays agreed.
    """
    sides = (col(Match.need_organisation_id), col(Match.offer_organisation_id))
    asked = session.exec(
        select(Match.id).where(
            sa.or_(*(side == organisation_id for side in sides)), moves.status_in(models.ASKED)
        )
    ).all()
    for match in locks.lock_matches(session, asked):
        if match.status in models.ASKED:
            reason = models.WithdrawReason.CANNOT_ANYMORE
            moves.take_back(session, actor, match, reason, "")


def end_between(session: Session, actor: ActorLike, gone: UUID, stays: UUID) -> None:
    """Two organisations turn out to be one. What they were to do for each other ends; and where
    both were asked for the same need, the question that is less far does. What is agreed with
    others stays agreed.
    """
    both = (gone, stays)
    ours = (col(Match.need_organisation_id).in_(both), col(Match.offer_organisation_id).in_(both))
    found = session.exec(select(Match.id).where(sa.or_(*ours), moves.status_in(models.LIVE))).all()
    asked_of: dict[UUID, list[Match]] = {}
    for match in locks.lock_matches(session, found):
        if match.status not in models.LIVE:
            continue
        if match.need_organisation_id in both and match.offer_organisation_id in both:
            if match.need_organisation_id != match.offer_organisation_id:
                moves.take_back(session, actor, match, models.WithdrawReason.MERGED, "")
        elif match.offer_organisation_id in both:
            asked_of.setdefault(match.need_id, []).append(match)
    for matches in asked_of.values():
        for match in find_asked_twice(matches, gone, stays):
            moves.take_back(session, actor, match, models.WithdrawReason.MERGED, "")
    # An answer of before cannot be undone into a match of an organisation with itself.
    session.flush()
    session.execute(sa.update(Match).where(*ours).values(undo_until=None, before_answer=None))


def find_asked_twice(matches: Collection[Match], gone: UUID, stays: UUID) -> list[Match]:
    """Of the live matches of one need, the questions to the one that the other was asked too, or
    said yes to: those of the one that stays go on, unless only the other is further.
    """
    of = {side: [m for m in matches if m.offer_organisation_id == side] for side in (gone, stays)}
    if not all(of.values()):
        return []
    agreed = {side: any(m.status in models.COMMITTED for m in of[side]) for side in of}
    less = stays if agreed[gone] and not agreed[stays] else gone
    return [match for match in of[less] if match.status in models.ASKED]


def _end(
    session: Session, actor: ActorLike, rule: sa.ColumnElement[bool], *, also_agreed: bool
) -> None:
    statuses = models.LIVE if also_agreed else models.ASKED
    keys = session.exec(
        select(Match.id, Match.need_id, Match.offer_id)
        .where(rule, moves.status_in(statuses))
        .order_by(col(Match.need_id), col(Match.offer_id))
    ).all()
    for key in keys:
        match = locks.lock(session, *key)
        if match.status in statuses:
            moves.take_back(session, actor, match, models.WithdrawReason.NO_LONGER_NEEDED, "")


def withdraw_if_full(
    session: Session, *things: Need | Offer, undo_until: datetime | None = None
) -> None:
    """Whoever is still asked for what is full hears that it is no longer needed, wherever it became
    full: the system says so, not who took the last. The caller has locked the things. With an
    answer that can be undone until then nobody hears it yet, and the match can come back.

    The matches are locked by id: two requests that each fill a need and an offer at the same moment
    never wait for each other.
    """
    full = [
        col(Match.need_id if isinstance(thing, Need) else Match.offer_id) == thing.id
        for thing in things
        if (need_policy.is_full(thing) if isinstance(thing, Need) else thing.left == 0)
    ]
    if not full:
        return
    needs = {thing.id for thing in things if isinstance(thing, Need) and need_policy.is_full(thing)}
    session.flush()
    for other in session.exec(
        locks.locked(
            select(Match)
            .where(sa.or_(*full), moves.status_in(models.ASKED))
            .order_by(col(Match.id))
        )
    ):
        before = moves.standing(other)
        reason = models.WithdrawReason.NO_LONGER_NEEDED
        side = models.Side.NEED if other.need_id in needs else models.Side.OFFER
        moves.take_back(session, SYSTEM, other, reason, "", full=side)
        if undo_until is not None:
            other.undo_until, other.before_answer = undo_until, before


def give_time(session: Session, since: datetime) -> int:
    """Nobody worked since then: whose last moment to answer went by meanwhile was perhaps never
    told of the question. They get as long as for a new one. Returns how many questions.
    """
    ended = sa.and_(col(Match.answer_by) >= since, col(Match.answer_by) < clock.now())
    due = select(Match).where(moves.status_in(models.ASKED), ended)
    late = session.exec(due.with_for_update(skip_locked=True)).all()
    for match in late:
        match.answer_by = moves.deadline(session, match)
    return len(late)


def lapse_matches(session: Session, actor: Actor) -> int:
    """Asked and not answered in time: lapsed. Returns how many. Rows that somebody is working on
    wait for next time.
    """
    due = select(Match).where(moves.status_in(models.ASKED), col(Match.answer_by) < clock.now())
    late = session.exec(due.with_for_update(skip_locked=True)).all()
    for match in late:
        moves.move(match, models.MatchStatus.LAPSED)
        match.answer_by = None
        record(session, actor, events.MatchLapsed(**moves.place_of(match)))
    return len(late)
