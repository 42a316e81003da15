"""Taking an answer back: within the minute who gave it, at any time who did not give it itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.audit import record
from app.core import clock, errors, jobs
from app.core.events import ActorLike
from app.core.i18n import gettext as _
from app.core.policy import asks
from app.identity.actor import Actor
from app.matches import events, grace, locks, models, moves, undo_policy
from app.matches.models import Match, MatchStatus, Side
from app.needs import commands as need_commands, models as need_models, policy as need_policy

TELL = "matching:tell_answer"  # the job that calls `tell_answer`


def before_answer(match: Match, side: Side) -> dict[str, Any]:
    """What undoing the answer of a side has to bring back."""
    return moves.standing(match) | {
        grace.SIDE: side.value,
        "at": clock.now().isoformat(),
        "knew_place": match.offer_organisation_id in match.need.known_to,
        # The team had decided a moment ago, and the other side is not told of that either.
        "is_untold": match.is_untold,
    }


def hold(session: Session, match: Match, before: dict[str, Any] | None) -> Match:
    """Tell nobody for a minute. Without a `before` there is nothing to undo, and all is told."""
    match.before_answer = before
    match.undo_until = None
    if before is not None:
        match.undo_until = datetime.fromisoformat(before["at"]) + models.GRACE
        jobs.defer(
            session,
            TELL,
            region_code=match.region_code,
            not_before=match.undo_until,
            match_id=str(match.id),
            undo_until=match.undo_until.isoformat(),
        )
    return match


@asks(lambda actor, match: undo_policy.UndoPolicy(actor, match).undo_answer)
def undo_answer(session: Session, actor: Actor, match: Match) -> Match:
    """A partner takes back its own answer within the minute, or one that others wrote down for it:
    it is asked again.

    When the need was closed meanwhile, or after a no a yes covered it, nobody can be asked, so the
    match ends and what it had committed is free.
    """
    was_no = match.status is MatchStatus.DECLINED
    if was_no and locks.has_live_match(session, match.need, match.offer):
        raise errors.Conflict(_("There is a newer proposal between these two. Answer that one."))
    if match.status is MatchStatus.ACCEPTED:
        moves.release(match)
    policy = undo_policy.UndoPolicy(actor, match)
    if policy.undo_own:
        _undo_own(session, actor, match)
    else:
        _undo_noted(session, actor, match, policy)
    is_open = match.need.state is need_models.NeedState.OPEN
    if not is_open or (was_no and need_policy.is_full(match.need)):
        moves.take_back(session, actor, match, models.WithdrawReason.NO_LONGER_NEEDED, "")
    return match


def _undo_noted(
    session: Session, actor: Actor, match: Match, policy: undo_policy.UndoPolicy
) -> None:
    assert policy.undoable is not None
    side = policy.undoable.side
    _await(match, side)
    match.forget_answer(side)
    moves.stand_again(match, moves.standing(match) | {"status": MatchStatus.APPROVED.value})
    match.moved_at = clock.now()
    match.answer_by = moves.deadline(session, match)
    record(session, actor, events.AnswerUndone(**moves.place_of(match), side=side))


def _undo_own(session: Session, actor: Actor, match: Match) -> None:
    """As if it had not been said. What ended because nothing was left is asked again."""
    before = match.before_answer
    assert before is not None
    side = Side(before[grace.SIDE])
    if match.status is not MatchStatus.DECLINED:
        _await(match, side)
    if match.status is MatchStatus.ACCEPTED and not before["knew_place"]:
        need_commands.hide_place(match.need, match.offer_organisation_id)
    was_swallowed = before["is_untold"] and match.status is not MatchStatus.APPROVED
    moves.stand_again(match, before)
    record(session, actor, events.AnswerTakenBack(**moves.place_of(match), side=side))
    if was_swallowed and match.tell_at is None:  # else the job of that minute is still to come
        _tell_late(session, actor, match)
    session.flush()
    # `lock_answered` holds all that this answer ended. What ended since then did so because another
    # need was full, and stays ended.
    ended = locks.find_ended_with(session, match)
    for other in locks.lock_matches(session, ended, waits=False):
        if other.before_answer is None or not undo_policy.can_be_asked(other):
            continue
        if locks.has_live_match(session, other.need, other.offer):
            continue
        moves.stand_again(other, other.before_answer)
        record(session, actor, events.AskedAgain(**moves.place_of(other)))
        if other.tell_at is not None and other.tell_at <= clock.now():
            _tell_late(session, actor, other)


def _await(match: Match, side: Side) -> None:
    if side is Side.NEED:
        match.awaits_need = True
    else:
        match.awaits_offer = True


def _tell_late(session: Session, actor: ActorLike, match: Match) -> None:
    """The team's decision: its own minute went by while the match was answered."""
    match.tell_at = None
    record(session, actor, events.MatchTold(**moves.place_of(match)))


def find_untold(session: Session) -> list[tuple[UUID, datetime]]:
    """Answers that should have been told a while ago: the match, and until when it could be undone.
    The job that tells one may be lost; what it was for is not.
    """
    until = col(Match.undo_until)
    late = clock.now() - models.TOLD_LATE
    found = session.execute(
        sa.select(col(Match.id), until).where(until <= late).order_by(until, col(Match.id))
    )
    return [(match_id, at) for match_id, at in found]


def tell_answer(session: Session, actor: ActorLike, match_id: UUID, undo_until: datetime) -> int:
    """The minute is over: the answer stands, and so does what ended with it. Returns of how many
    matches somebody is told; 0 when it was undone, or told already.
    """
    match = session.get(Match, match_id)
    if match is None:
        return 0
    told: Sequence[Match] = session.exec(
        locks.locked(
            select(Match)
            .where(
                sa.or_(col(Match.need_id) == match.need_id, col(Match.offer_id) == match.offer_id),
                col(Match.undo_until) == undo_until,
            )
            .order_by(col(Match.id))
        )
    ).all()
    for each in told:
        side: str = (each.before_answer or {}).get(grace.SIDE, "")
        to = Side(side).other if side in (Side.NEED, Side.OFFER) else None
        each.undo_until = each.before_answer = None
        record(session, actor, events.AnswerTold(**moves.place_of(each), told=to))
    return len(told)
