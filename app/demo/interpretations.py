"""Interpretations in the demo region: three in twelve weeks, and what followed from them."""

from typing import Any

from sqlmodel import Session

from app.actions import queries as action_queries
from app.core import clock
from app.demo import region as demo_region
from app.demo.cast import read
from app.identity import queries as identity_queries
from app.identity.actor import Actor
from app.interpretations import commands, fields, people_commands, proposal_commands, queries
from app.interpretations.models import Interpretation
from app.picture import interpretation_commands

_VIEW = ("part", "crisis", "municipality")
_TEXTS = ("title", "seen", "meaning", "advice")


def seed_interpretations(session: Session, region: demo_region.DemoRegion, team: Actor) -> int:
    """Write them, each with the signals that were there on its day. Returns how many."""
    things = read("interpretations")
    for thing in things:
        _tell(session, region, team, thing)
    return len(things)


def _tell(
    session: Session, region: demo_region.DemoRegion, team: Actor, thing: dict[str, Any]
) -> None:
    said = {name: thing[name] for name in (*_VIEW, *_TEXTS)}
    with clock.at(demo_region.moment_ago(thing["days"], hour=11)):
        given = fields.NewInterpretation.model_validate(said | {"publish": "1"})
        made = interpretation_commands.interpret(session, team, given)
        # Which needs were open on that day is not known any more: they are all told already.
        made.figures = {**made.figures, "needs": [], "missing": []}
        for proposal in thing["proposals"]:
            _propose(session, region, team, made, proposal)
    if "next" in thing:
        with clock.at(demo_region.moment_ago(thing["next"]["days"], hour=14)):
            _write_along(session, region, team, made, thing)


def _write_along(
    session: Session,
    region: demo_region.DemoRegion,
    team: Actor,
    made: Interpretation,
    thing: dict[str, Any],
) -> None:
    """Somebody was asked, remarks something and writes the next version; the team publishes it."""
    expert = identity_queries.get_actor(session, region.people[thing["expert"]])
    assert expert is not None
    person = identity_queries.get_person(session, region.people[thing["expert"]])
    assert person is not None
    asked = people_commands.ExpertInput(email=person.email)
    people_commands.invite_expert(session, team, _held(session, team, made), asked)
    remark = people_commands.Remark(text=thing["remark"])
    people_commands.make_remark(session, expert, _held(session, expert, made), remark)
    texts = {name: thing["next"].get(name, thing[name]) for name in _TEXTS}
    held = _held(session, expert, made)
    version = fields.NextVersion.model_validate(texts | {"version": held.version})
    commands.write_version(session, expert, held, version)
    held = _held(session, team, made)
    read = fields.ReadVersion(version=held.version)
    commands.publish_interpretation(session, team, held, read)
    session.flush()


def _propose(
    session: Session,
    region: demo_region.DemoRegion,
    team: Actor,
    made: Interpretation,
    thing: dict[str, Any],
) -> None:
    said = {name: value for name, value in thing.items() if name not in ("need", "action")}
    given = proposal_commands.ProposalInput.model_validate(said)
    held = _held(session, team, made)
    proposal = proposal_commands.add_proposal(session, team, held, given)
    if "need" in thing:
        need = next(each for each in region.needs if each.title == thing["need"])
        proposal_commands.follow_proposal(session, team, held, proposal, need_id=need.id)
    if "action" in thing:
        planned = action_queries.find_actions(
            session, team, action_queries.ActionFilters(), size=50
        )
        action = next(each for each in planned.rows if each.title == thing["action"])
        proposal_commands.follow_proposal(session, team, held, proposal, action_id=action.id)
    session.flush()


def _held(session: Session, actor: Actor, made: Interpretation) -> Interpretation:
    return queries.get_interpretation(session, actor, made.id, lock=True)
