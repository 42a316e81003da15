"""Saying, after a match is completed, whether the help arrived."""

from typing import ClassVar

from sqlmodel import Session

from app.audit import record
from app.core import inputs
from app.core.i18n import mark
from app.core.policy import asks
from app.identity.actor import Actor
from app.matches import events, moves
from app.matches.arrival_policy import ArrivalPolicy
from app.matches.arrivals import Arrival
from app.matches.models import Match


class ArrivalInput(inputs.Noted):
    """Whether the help arrived, as one side says it."""

    when_missing: ClassVar[dict[str, str]] = {"arrived": mark("Choose whether the help arrived.")}

    arrived: Arrival
    note: inputs.Note = ""


@asks(lambda actor, match: ArrivalPolicy(actor, match).say)
def say_arrived(session: Session, actor: Actor, match: Match, given: ArrivalInput) -> Match:
    """For the actor's own side; saying the same again is saying it once."""
    side = ArrivalPolicy(actor, match).side
    assert side is not None
    if match.arrival_of(side)[:2] == (given.arrived, given.note):
        return match
    match.keep_arrival(side, given.arrived, given.note)
    told = events.HelpArrived(**moves.place_of(match), side=side, arrived=given.arrived)
    record(session, actor, told)
    return match
