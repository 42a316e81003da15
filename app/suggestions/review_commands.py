"""The team's review: a decision counts at once, and the organisations are told a minute later.
Until then the team can undo it.

Subscribers that tell people listen to `match:told`. What the team decides on the page of a match is
told at once.
"""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlmodel import Session, col, select

from app.audit import record
from app.core import clock, jobs
from app.core.errors import Conflict
from app.core.events import ActorLike
from app.core.i18n import gettext as _, mark
from app.core.inputs import Input, Note
from app.core.policy import asks, require
from app.identity.actor import Actor
from app.matches import events
from app.matches.commands import Refusal, approve_match, decline_match
from app.matches.locks import has_live_match, lock
from app.matches.models import GRACE, DeclineReason, Match, MatchStatus, Side, WithdrawReason
from app.matches.moves import address, deadline, move, take_back
from app.matches.policy import MatchPolicy, may_review
from app.needs.queries import get_need
from app.suggestions.commands import Proposal, propose_match

TELL = "matching:tell"


class Objection(Input):
    """The team's no to a proposal, with the reason."""

    when_missing: ClassVar[dict[str, str]] = {"reason": mark("Choose a reason.")}

    reason: DeclineReason
    note: Note = ""


@asks(lambda actor, match: MatchPolicy(actor, match).approve)
def approve_in_review(session: Session, actor: Actor, match: Match) -> Match:
    """The team's yes. The partner is asked after the minute, and its days to answer count from
    then.
    """
    approve_match(session, actor, match)
    return tell_later(session, match)


# A no of a partner is something else, so the right is that of the yes.
@asks(lambda actor, match: MatchPolicy(actor, match).approve)
def decline_in_review(session: Session, actor: Actor, match: Match, given: Objection) -> Match:
    """The team's no. Who proposed it hears of it after the minute."""
    decline_match(session, actor, match, Refusal(reason=given.reason, note=given.note))
    return tell_later(session, match)


def propose_in_review(session: Session, actor: Actor, given: Proposal) -> Match:
    """The team's yes to a suggestion: a match that it proposes itself, to both sides, after the
    minute.
    """
    require(may_review(actor, get_need(session, actor, given.need, lock=True).region_code))
    match = propose_match(session, actor, given)
    if match.needs_review:  # this member of the team proposed for its own organisation
        approve_match(session, actor, match)
    return tell_later(session, match)


def tell_later(session: Session, match: Match) -> Match:
    """Nobody is told for a minute."""
    match.tell_at = clock.now() + GRACE
    if match.can_be_answered:
        match.answer_by = deadline(session, match) + GRACE
    session.flush()
    jobs.defer(
        session,
        TELL,
        not_before=match.tell_at,
        match_id=str(match.id),
        tell_at=match.tell_at.isoformat(),
    )
    return match


@asks(lambda actor, match: MatchPolicy(actor, match).undo_review)
def undo_review(session: Session, actor: Actor, match: Match) -> Match:
    """Back to where it was before the team decided: proposed, or, what the team itself had
    proposed, withdrawn.
    """
    if not match.needs_review:
        match.tell_at = None
        record(session, actor, events.ReviewUndone(**address(match)))
        # Not as WRONG: that counts as a no to the pair, and the pair is to be suggested again.
        take_back(session, actor, match, WithdrawReason.OTHER, "")
        return match
    if match.status is MatchStatus.DECLINED and has_live_match(session, match.need, match.offer):
        raise Conflict(_("There is a newer proposal between these two. Answer that one."))
    move(match, MatchStatus.PROPOSED)
    match.tell_at = match.answer_by = match.decline_reason = match.declined_by = None
    match.ending_note = ""
    record(session, actor, events.ReviewUndone(**address(match)))
    return match


def tell_decision(session: Session, actor: ActorLike, match_id: UUID, tell_at: datetime) -> bool:
    """The minute is over. False when the decision was undone, made anew, told already or overtaken
    by an answer.
    """
    found = session.exec(
        select(Match.need_id, Match.offer_id).where(col(Match.id) == match_id)
    ).first()
    if found is None:
        return False
    match = lock(session, match_id, *found)
    if match.tell_at != tell_at:
        return False
    stands = match.status is MatchStatus.APPROVED or match.declined_by is Side.TEAM
    match.tell_at = None
    if stands:
        record(session, actor, events.MatchTold(**address(match)))
    return stands
