"""The matches that an action serves: which ones can be, starting them with it, and completing them
after it.
"""

from collections.abc import Collection
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlmodel import Session, col, select

from app.actions import events, match_queries, models, policy
from app.actions.models import Action
from app.audit import record
from app.core import errors, inputs
from app.core.events import address
from app.core.i18n import gettext as _, mark
from app.core.policy import asks
from app.identity.actor import Actor
from app.matches import (
    commands as match_commands,
    locks as match_locks,
    models as match_models,
    policy as match_policy,
)
from app.matches.models import Match
from app.reference.models import Unit


class Serving(inputs.Input):
    """Which matches an action serves from now on."""

    when_missing = {"match": mark("Choose at least one match.")}

    match: Annotated[list[UUID], Field(min_length=1, max_length=50)]


@asks(lambda actor, action: policy.ActionPolicy(actor, action).edit)
def serve_matches(session: Session, actor: Actor, action: Action, given: Serving) -> None:
    """From now on the action serves these accepted matches. One of them that cannot be served
    refuses them all.
    """
    wanted = list(dict.fromkeys(given.match))
    match_locks.lock_matches(session, wanted)
    rule = match_queries.servable_by(actor, [action.organisation_id], [action.region_code])
    free = set(session.exec(select(Match.id).where(col(Match.id).in_(wanted), rule)))
    if set(wanted) - free:
        raise errors.Invalid(
            {
                "match": _(
                    "One of these matches cannot be chosen any more: it has ended, or another "
                    "action serves it."
                )
            }
        )
    for match_id in wanted:
        session.add(models.ActionMatch(action_id=action.id, match_id=match_id))
        record(session, actor, events.MatchServed(**address(action), match=match_id))
    session.flush()
    if action.status is models.ActionStatus.RUNNING:
        start_served(session, actor, action)


@asks(lambda actor, action: policy.ActionPolicy(actor, action).edit)
def release_match(session: Session, actor: Actor, action: Action, match_id: UUID) -> None:
    """The action no longer serves a match. The match itself stays as it is."""
    link = session.get(models.ActionMatch, (action.id, match_id))
    if link is None:
        raise errors.Conflict(_("This action does not serve that match any more."))
    session.delete(link)
    record(session, actor, events.MatchReleased(**address(action), match=match_id))


def start_served(session: Session, actor: Actor, action: Action) -> None:
    """What was agreed begins with the action. Whoever linked the match has agreed to that."""
    for match in _served(session, action):
        if match.status is match_models.MatchStatus.ACCEPTED:
            match_commands.begin_match(session, actor, match)


@asks(lambda actor, action: policy.ActionPolicy(actor, action).complete_matches)
def complete_served(
    session: Session,
    actor: Actor,
    action: Action,
    match_ids: Collection[UUID],
    given: match_commands.Completion | None = None,
) -> list[Match]:
    """Complete matches that a finished action served: with what somebody filled in for one of them,
    or each with what the action proposes. Returns those that are completed now; what has ended
    meanwhile is left alone.

    Raises Forbidden for a match that is not of the actor's organisations: they complete it
    themselves.
    """
    matches = _served(session, action)
    proposals = propose_completions(action, matches)
    done = []
    for match in matches:
        if match.id not in match_ids or match.status not in match_queries.SERVABLE:
            continue
        match_commands.complete_match(session, actor, match, given or proposals[match.id])
        done.append(match)
    return done


@asks(lambda actor, action: policy.ActionPolicy(actor, action).complete_matches)
def complete_one(
    session: Session, actor: Actor, action: Action, match_id: UUID, given: match_commands.Completion
) -> None:
    """Complete one match that a finished action served, as somebody filled it in."""
    if not complete_served(session, actor, action, [match_id], given):
        raise errors.Conflict(
            _("This match has ended meanwhile, or this action does not serve it.")
        )


@asks(lambda actor, action: policy.ActionPolicy(actor, action).complete_matches)
def complete_own(session: Session, actor: Actor, action: Action) -> None:
    """Complete with what the action proposes all that the actor's organisations take part in;
    others do theirs.
    """
    own = [match.id for match in _served(session, action) if may_complete(actor, match)]
    complete_served(session, actor, action, own)


def propose_completions(
    action: Action, matches: Collection[Match]
) -> dict[UUID, match_commands.Completion]:
    """How each match that still runs went, by what the action reports: its outcome, and its people
    shared out by what each match was for. Of matches that do not count people nobody knows how many
    it were.
    """
    living = [match for match in matches if match.status in match_queries.SERVABLE]
    counts = {match.id: match.quantity for match in living if match.need.unit is Unit.PEOPLE}
    shares: dict[UUID, int | None] = dict.fromkeys((match.id for match in living), None)
    if action.people_reached is not None and len(counts) == len(living):
        shares |= _shared_out(action.people_reached, counts)
    outcome = action.outcome or match_models.MatchOutcome.SUCCEEDED
    return {
        match_id: match_commands.Completion(outcome=outcome, people_reached=share)
        for match_id, share in shares.items()
    }


def may_complete(actor: Actor, match: Match) -> bool:
    """Whether this actor confirms how a match went, or its organisations do."""
    return bool(match_policy.MatchPolicy(actor, match).complete)


def _shared_out(people: int, counts: dict[UUID, int]) -> dict[UUID, int]:
    """People over matches in proportion, in whole people that add up."""
    total = sum(counts.values())
    exact = {match_id: people * count / total for match_id, count in counts.items()}
    shares = {match_id: int(share) for match_id, share in exact.items()}
    rest = people - sum(shares.values())
    for match_id in sorted(exact, key=lambda m: (shares[m] - exact[m], m))[:rest]:
        shares[match_id] += 1
    return shares


def _served(session: Session, action: Action) -> list[Match]:
    ids: Any = session.exec(
        select(models.ActionMatch.match_id).where(col(models.ActionMatch.action_id) == action.id)
    ).all()
    return match_locks.lock_matches(session, ids) if ids else []
