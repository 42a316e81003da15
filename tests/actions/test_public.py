"""The public page of an action: what everybody may read, and nothing of a small group."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection

from app.actions.commands import Opening, open_action
from app.actions.models import Action
from app.actions.step_commands import ProgressInput, note_progress
from tests.actions.deeds import Deeds
from tests.statements import counted
from tests.world import Visitors


def opened(deeds: Deeds, who: str = "chantal", **given: Any) -> Action:
    """A public action that has ended, with amina's municipality as a partner that said yes."""
    partners = {"partners": [deeds.organisation("amina")]} if who != "amina" else {}
    action = deeds.action(who, **partners | given)
    if partners:
        deeds.answer(action, "amina")
    deeds.step(action, who)
    deeds.start(action, who)
    open_action(deeds.session, deeds[who], action, Opening())
    return action


def read(visitors: Visitors, action: Action) -> str:
    """What somebody without an account reads."""
    visitors.world.session.commit()
    answer = visitors[None].get(f"/openbaar/acties/{action.id}")
    assert answer.status_code == 200
    return answer.text


def test_everybody_reads_who_does_what_for_whom_and_what_was_learned(
    visitors: Visitors, deeds: Deeds
) -> None:
    action = opened(deeds)
    deeds.finish(
        action, people_reached=25, outcome_note="Het liep goed.", lessons="Bel mensen vooraf."
    )
    text = read(visitors, action)
    for told in (
        "Elke dinsdag samen boodschappen doen", "Boodschappenhulp Delfzijl", "Gemeente Eemsdelta",
        "Ouderen", "25",
        "Het liep goed.", "Bel mensen vooraf.", "Eemsdelta",
    ):  # fmt: skip
        assert told in text


@pytest.mark.parametrize("people", [1, 4])
def test_so_few_people_are_not_counted_and_no_place_is_named(
    visitors: Visitors, deeds: Deeds, people: int
) -> None:
    action = opened(deeds)
    note_progress(
        deeds.session,
        deeds["chantal"],
        action,
        ProgressInput(text="Zo gaat het.", people_reached=people),
    )
    text = read(visitors, action)
    assert "Eemsdelta" not in text
    assert "een gemeente in de regio" in text
    assert "Mensen bereikt" not in text
    assert "Zo gaat het." not in text


@pytest.mark.parametrize("lead", ["chantal", "amina"])
def test_an_action_for_a_small_group_names_no_place_and_nothing_of_the_need(
    visitors: Visitors, deeds: Deeds, lead: str
) -> None:
    action = opened(deeds, lead, match=[deeds.small().id])
    text = read(visitors, action)
    for secret in ("Eemsdelta", "Drie gezinnen", "GM1979"):
        assert secret not in text, secret


def test_of_the_needs_behind_it_nothing_is_told(visitors: Visitors, deeds: Deeds) -> None:
    matches = deeds.accepted(1, title="Acht ouderen in Wagenborgen", description="In de Kerkbuurt.")
    action = opened(deeds, match=[match.id for match in matches])
    text = read(visitors, action)
    assert "Wagenborgen" not in text
    assert "Kerkbuurt" not in text
    assert "/koppelingen" not in text
    assert "/behoeften" not in text


def test_it_costs_the_same_whatever_it_holds(
    visitors: Visitors, deeds: Deeds, connection: Connection
) -> None:
    small, large = (
        opened(deeds, "amina"),
        opened(deeds, match=[match.id for match in deeds.accepted(2)]),
    )
    for number in range(3):
        deeds.step(large, title=f"Stap {number + 1}")
    costs = []
    for action in (small, large):
        deeds.session.commit()
        with counted(connection) as statements:
            read(visitors, action)
        costs.append(len(statements))
    assert costs[0] == costs[1] == 4
