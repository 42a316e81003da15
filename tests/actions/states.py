"""An action in every state of the table of routes, and what belongs to it."""

from __future__ import annotations

from uuid import UUID

from app.actions.match_queries import find_served
from app.actions.models import Action
from app.actions.partner_commands import leave_action
from app.actions.queries import get_partner
from tests.actions.deeds import Deeds
from tests.matches.pairs import Pairs
from tests.world import World

NOBODYS = "0190f3f0-0000-7000-8000-000000000000"
STRANGE = {"unknown": NOBODYS, "nonsense": "geen-nummer"}


def action_in(deeds: Deeds, state: str) -> Action:
    """chantal leads it, for a need of amina; amina's municipality is asked or, in a state of a
    partner, has answered.

    planned, running, done, stopped; joined, noted (chantal wrote the yes down), declined, left.
    """
    action = deeds.action(
        partners=[deeds.organisation("amina")], match=[match.id for match in deeds.accepted(1)]
    )
    if state in ("joined", "left"):
        deeds.answer(action, "amina")
    if state == "noted":
        deeds.answer(action, "chantal", of="amina", on_behalf="1", channel="phone")
    if state == "declined":
        deeds.answer(action, "amina", answer="no")
    if state == "left":
        leave_action(
            deeds.session, deeds["amina"], action, get_partner(action, deeds.organisation("amina"))
        )
    if state in ("running", "done"):
        deeds.start(action)
    if state == "done":
        deeds.finish(action)
    if state == "stopped":
        deeds.stop(action)
    return action


def path_in(world: World, path: str, state: str) -> str:
    """The path of a row of the table, with an action in this state and its partner, step or
    match.
    """
    if "{action_id}" not in path:
        return path
    if state in STRANGE:
        return _filled(path, STRANGE[state], NOBODYS, NOBODYS, NOBODYS)
    deeds = Deeds(Pairs(world))
    action = action_in(deeds, state if state != "no_part" else "planned")
    if state == "no_part":  # a partner, step or match of nothing
        return _filled(path, str(action.id), NOBODYS, NOBODYS, NOBODYS)
    step = deeds.step(action).id if action.is_live else NOBODYS
    return _filled(
        path, str(action.id), deeds.organisation("amina"), step, _match_of(deeds, action)
    )


def _match_of(deeds: Deeds, action: Action) -> UUID:
    return find_served(deeds.session, deeds["chantal"], action)[0].id


def _filled(
    path: str, action: str, organisation: UUID | str, step: UUID | str, match: UUID | str
) -> str:
    values = {
        "action_id": action,
        "organisation_id": organisation,
        "step_id": step,
        "match_id": match,
    }
    for name, value in values.items():
        path = path.replace(f"{{{name}}}", str(value))
    return path
