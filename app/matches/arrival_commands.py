"""Saying, after a match is completed, whether the help arrived."""

from typing import ClassVar

from sqlmodel import Session

from app.audit import record
from app.core import inputs
from app.core.i18n import mark
from app.core.policy import asks
from app.identity.actor import Actor
from app.matches import arrival_policy, arrivals, events, models, moves


class ArrivalInput(inputs.Noted):
    """Whether the help arrived, as one side says it."""

    when_missing: ClassVar[dict[str, str]] = {"arrived": mark("Choose whether the help arrived.")}

    arrived: arrivals.Arrived
    note: inputs.Note = ""


@asks(lambda actor, match: arrival_policy.ArrivalPolicy(actor, match).say)
def say_arrived(
    session: Session, actor: Actor, match: models.Match, given: ArrivalInput
) -> models.Match:
    """For the actor's own side; saying the same again is saying it once."""
    side = arrival_policy.ArrivalPolicy(actor, match).side
    assert side is not None
    if match.arrival_of(side)[:2] == (given.arrived, given.note):
        return match
    match.keep_arrival(side, given.arrived, given.note)
    told = events.HelpArrived(**moves.place_of(match), side=side, arrived=given.arrived)
    record(session, actor, told)
    return match
