"""A form that is used up by its first post is one act too: who presses twice without JavaScript
hears that it is done, and for anybody else there is nothing.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.crises.commands import CrisisInput, add_crisis
from app.crises.measure_commands import MeasureInput, add_measure
from tests.actions.deeds import Deeds
from tests.crises.lists import CRISIS, MEASURE
from tests.imports.files import NEED, csv_file
from tests.matches.pairs import Pairs
from tests.world import Visitors, World

ONCE = "Gelukt. Je drukte twee keer"


def _draft_need(world: World, visitors: Visitors) -> tuple[str, str]:
    return "amina", f"/behoeften/{world.need().id}/weggooien"


def _draft_offer(world: World, visitors: Visitors) -> tuple[str, str]:
    return "chantal", f"/aanbod/{world.offer().id}/weggooien"


def _crisis(world: World, visitors: Visitors) -> tuple[str, str]:
    made = add_crisis(world.session, world["daan"], CrisisInput.model_validate(CRISIS))
    return "daan", f"/beheer/crises/{made.id}/weggooien"


def _measure(world: World, visitors: Visitors) -> tuple[str, str]:
    made = add_measure(world.session, world["daan"], MeasureInput.model_validate(MEASURE))
    world.session.flush()
    return "daan", f"/beheer/maatregelen/{made.id}/weggooien"


def _step(world: World, visitors: Visitors) -> tuple[str, str]:
    deeds = Deeds(Pairs(world))
    action = deeds.action()
    return "chantal", f"/acties/{action.id}/stappen/{deeds.step(action).id}/weg"


def _import(world: World, visitors: Visitors) -> tuple[str, str]:
    world.session.commit()
    sent = {"file": ("behoeften.csv", csv_file(NEED))}
    shown = visitors["amina"].post("/importeren", data={"kind": "needs"}, files=sent).text
    return "amina", shown.split("/bevestigen")[0].rpartition('"')[2] + "/bevestigen"


USED_UP = [_draft_need, _draft_offer, _crisis, _measure, _step, _import]


@pytest.mark.parametrize("make", USED_UP, ids=lambda make: make.__name__.strip("_"))
def test_the_second_press_hears_that_it_is_done(
    visitors: Visitors, world: World, make: Callable[[World, Visitors], tuple[str, str]]
) -> None:
    who, address = make(world, visitors)
    world.session.commit()
    client = visitors[who]
    first = client.post(address)
    assert first.status_code == 303, first.text[-500:]
    second = client.post(address)
    assert (second.status_code, second.headers["location"]) == (303, first.headers["location"])
    assert ONCE in client.get(second.headers["location"]).text
    other = "bram" if who == "amina" else "farid"
    assert visitors[other].post(address).status_code in (403, 404), "nobody else hears of it"
