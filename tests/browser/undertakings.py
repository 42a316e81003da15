"""An action in every state, for the stops of the browser."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlmodel import Session

from app.actions.commands import Opening, open_action
from app.actions.models import Action
from app.actions.step_commands import ProgressInput, note_progress, tick_step
from app.core import clock
from tests.actions.deeds import Deeds
from tests.browser.pairings import Rides
from tests.matches.pairs import JAAP, Pairs
from tests.world import World

# Other words than those the walks search for.
ABOUT: dict[str, Any] = {
    "description": "Elke week rijdt de bus langs de dorpen. Wie niet mee kan, krijgt bezoek.",
    "target_groups": ["lonely_people", "older_people", "informal_carers", "low_literate"],
    "themes": ["social_cohesion", "mental_health"],
}


def _day(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


def add_actions(session: Session) -> dict[str, str]:
    """The addresses by name."""
    deeds = Deeds(Rides(World(session)))
    jaap, eemsdelta = (
        Pairs(World(session))[JAAP].seats[0].organisation_id,
        deeds.organisation("amina"),
    )
    free, small = deeds.accepted(1)[0], deeds.small()
    planned = deeds.action(
        title="De dorpsbus langs vier dorpen",
        partners=[eemsdelta, jaap],
        starts_on=_day(5),
        ends_on=_day(60),
        **ABOUT,
    )
    step = deeds.step(planned, title="Chauffeurs vragen", due_on=_day(3))
    asked = planned.partners[0].organisation_id
    found = {
        "action_planned": planned,
        "action_late": _late(deeds),
        "action_done": _done(deeds),
        "action_stopped": deeds.stop(
            deeds.action(title="Een bus die er niet kwam", **ABOUT), lessons="Te weinig geld."
        ),
        "action_small": deeds.action(
            title="Warm bezoek", municipalities=[], match=[small.id], description=""
        ),
    }
    answering = eemsdelta if asked == jaap else asked
    addresses = {name: f"/acties/{action.id}" for name, action in found.items()}
    return addresses | {
        "action_partner": f"/acties/{planned.id}/partners/{answering}/antwoord",
        "action_step": f"/acties/{planned.id}/stappen/{step.id}",
        "action_from_match": f"/acties/nieuw?match={free.id}",
    }


def _late(deeds: Deeds) -> Action:
    """Running, with a yes that was written down, a step that is late, and an end that has
    passed.
    """
    session, chantal = deeds.session, deeds["chantal"]
    match = deeds.accepted(1)[0]
    action = deeds.action(
        title="Koffie in de bus",
        ends_on=_day(-3),
        partners=[deeds.organisation("amina")],
        match=[match.id],
        **ABOUT,
    )
    deeds.answer(
        action, "chantal", of="amina", on_behalf="1", channel="phone", reply="Belde net: ja, graag."
    )
    deeds.start(action)
    deeds.step(action, title="Koffie en koek inkopen", due_on=_day(-9))
    done = deeds.step(action, title="De bus lenen", due_on=_day(-20))
    tick_step(session, chantal, deeds.hold(action), done)
    told = ProgressInput(text="De eerste week kwamen er drie mensen.", people_reached=3)
    note_progress(session, chantal, deeds.hold(action), told)
    return action


def _done(deeds: Deeds) -> Action:
    """Closed, public, with matches that still have to be completed."""
    matches = [match.id for match in deeds.accepted(2)]
    action = deeds.start(deeds.action(title="Samen eten in de bus", match=matches, **ABOUT))
    deeds.finish(
        action, outcome="partly", people_reached=17, outcome_note="De bus stond twee weken stil."
    )
    open_action(deeds.session, deeds["chantal"], action, Opening())
    return action
