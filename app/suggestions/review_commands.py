"""The team's review: a decision counts at once, and the organisations are told a minute later.
Until then the team can undo it.

Subscribers that tell people listen to `match:told`. What the team decides on the page of a match is
told at once.
"""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.audit import record
from app.core import clock, errors, inputs, jobs
from app.core.events import ActorLike
from app.core.i18n import gettext as _, mark
from app.core.policy import asks, require
from app.identity.actor import Actor
from app.matches import (
    commands as match_commands,
    events,
    locks as match_locks,
    models as match_models,
    moves,
    policy as match_policy,
)
from app.matches.models import Match
from app.needs.queries import get_need
from app.suggestions import commands

TELL = "matching:tell"


class Objection(inputs.Noted):
    """The team's no to a proposal, with the reason."""

    when_missing: ClassVar[dict[str, str]] = {"reason": mark("Choose a reason.")}

    reason: match_models.DeclineReason
    note: inputs.Note = ""


@asks(lambda actor, match: match_policy.MatchPolicy(actor, match).approve)
def approve_in_review(
    session: Session, actor: Actor, match: Match, given: match_commands.Yes | None = None
) -> Match:
    """The team's yes. The partner is asked after the minute, and its days to answer count from
    then.
    """
    match_commands.approve_match(session, actor, match, given)
    return tell_later(session, match)


# A no of a partner is something else, so the right is that of the yes.
@asks(lambda actor, match: match_policy.MatchPolicy(actor, match).approve)
def decline_in_review(session: Session, actor: Actor, match: Match, given: Objection) -> Match:
    """The team's no. Who proposed it hears of it after the minute."""
    said = match_commands.Refusal.model_validate(given.model_dump())
    match_commands.decline_match(session, actor, match, said)
    return tell_later(session, match)


def propose_in_review(session: Session, actor: Actor, given: commands.Proposal) -> Match:
    """The team's yes to a suggestion: a match that it proposes itself, to both sides, after the
    minute.
    """
    require(
        match_policy.may_review(actor, get_need(session, actor, given.need, lock=True).region_code)
    )
    match = commands.propose_match(session, actor, given)
    if match.needs_review:  # this member of the team proposed for its own organisation
        match_commands.approve_match(session, actor, match)
    return tell_later(session, match)


def tell_later(session: Session, match: Match) -> Match:
    """Nobody is told for a minute from when it was decided: what the trail says of it is no news
    within that minute.
    """
    match.tell_at = match.moved_at + match_models.GRACE
    if match.can_be_answered:
        match.answer_by = moves.deadline(session, match) + match_models.GRACE
    session.flush()
    jobs.defer(
        session,
        TELL,
        region_code=match.region_code,
        not_before=match.tell_at,
        match_id=str(match.id),
        tell_at=match.tell_at.isoformat(),
    )
    return match


@asks(lambda actor, match: match_policy.MatchPolicy(actor, match).undo_review)
def undo_review(session: Session, actor: Actor, match: Match) -> Match:
    """Back to where it was before the team decided: proposed, or, what the team itself had
    proposed, withdrawn.
    """
    if not match.needs_review:
        # `tell_at` stays: nobody was told, so no list shows that it was there (`was_told`).
        record(session, actor, events.ReviewUndone(**moves.place_of(match)))
        # Not as WRONG: that counts as a no to the pair, and the pair is to be suggested again.
        moves.take_back(session, actor, match, match_models.WithdrawReason.OTHER, "")
        return match
    if match.status is match_models.MatchStatus.DECLINED and match_locks.has_live_match(
        session, match.need, match.offer
    ):
        raise errors.Conflict(_("There is a newer proposal between these two. Answer that one."))
    moves.move(match, match_models.MatchStatus.PROPOSED)
    match.tell_at = match.answer_by = match.decline_reason = match.declined_by = None
    match.ending_note = ""
    record(session, actor, events.ReviewUndone(**moves.place_of(match)))
    return match


def find_untold(session: Session) -> list[tuple[UUID, datetime]]:
    """Decisions that should have been told a while ago: the match, and when. As for answers."""
    at, late = col(Match.tell_at), clock.now() - match_models.TOLD_LATE
    withdrawn = match_models.MatchStatus.WITHDRAWN
    found = session.execute(
        sa.select(col(Match.id), at)
        .where(at <= late, col(Match.status) != withdrawn)
        .order_by(at, col(Match.id))
    )
    return [(match_id, tell_at) for match_id, tell_at in found]


def tell_decision(session: Session, actor: ActorLike, match_id: UUID, tell_at: datetime) -> bool:
    """The minute is over. False when the decision was undone, made anew, told already or overtaken
    by an answer.
    """
    found = session.exec(
        select(Match.need_id, Match.offer_id).where(col(Match.id) == match_id)
    ).first()
    if found is None:
        return False
    match = match_locks.lock(session, match_id, *found)
    if match.tell_at != tell_at or match.status is match_models.MatchStatus.WITHDRAWN:
        return False
    stands = (
        match.status is match_models.MatchStatus.APPROVED
        or match.declined_by is match_models.Side.TEAM
    )
    match.tell_at = None
    if stands:
        record(session, actor, events.MatchTold(**moves.place_of(match)))
    return stands
