"""An answer that somebody wrote down for another side, and what it takes to stand by itself."""

from sqlmodel import Session

from app.audit import record
from app.core.policy import asks
from app.identity.actor import Actor
from app.matches import events, models, moves, policy
from app.matches.models import Match
from app.needs import commands as need_commands


@asks(lambda actor, match: policy.MatchPolicy(actor, match).vouch)
def vouch_for_answer(session: Session, actor: Actor, match: Match) -> Match:
    """The side itself, or the team, says that its yes was written down right. From now on the other
    side learns by it what partners learn.
    """
    prove_own(session, actor, match)
    return match


def prove_own(session: Session, actor: Actor, match: Match) -> None:
    """The same for who does something that only makes sense after a yes, such as beginning."""
    side = policy.MatchPolicy(actor, match).vouching
    if side is None:
        return
    match.prove(side)
    reveal_to_partner(match)
    record(session, actor, events.AnswerConfirmed(**moves.place_of(match), side=side))


def reveal_to_partner(match: Match) -> None:
    """Both said yes. A small group is no secret any more for who works on it, unless that is by its
    own word alone.
    """
    if match.status in models.COMMITTED and models.Side.NEED not in match.unproven:
        need_commands.reveal_place(match.need, match.offer_organisation_id)
