"""What somebody else changes between the preview of a file and its confirmation is not put back
unseen: the rows are shown again.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlmodel import SQLModel, select
from starlette.testclient import TestClient

from app.needs.models import Need
from app.offers.models import Offer
from tests.imports.files import NEED, OFFER, csv_file
from tests.imports.test_pages import confirm_address, send
from tests.imports.test_round_trip import LISTS, Kind, opened
from tests.world import Visitors

TOLD = "Dit is gewijzigd nadat je het bestand koos"
# By kind: who brings it in, the table, the row, and its column of how much.
BROUGHT: dict[Kind, tuple[str, type[SQLModel], dict[str, Any], str]] = {
    Kind.NEEDS: ("amina", Need, NEED, "Nodig"),
    Kind.OFFERS: ("chantal", Offer, OFFER, "Aangeboden"),
}
# What somebody else makes of it meanwhile.
MEANWHILE: list[tuple[Kind, dict[str, Any]]] = [
    (Kind.NEEDS, {"quantity": 25}),
    (Kind.NEEDS, {"quantity": 45}),
    (Kind.NEEDS, {"urgency": "acute"}),
    (Kind.NEEDS, {"quantity": 25, "title": "25 ouderen hebben geen eten"}),
    (Kind.OFFERS, {"quantity": 25}),
    (Kind.OFFERS, {"title": "Boodschappen aan de deur"}),
    (Kind.OFFERS, {"municipalities": ["GM1979"]}),
]
# What no column of the file says, so that the file cannot put it back.
UNTOLD: list[tuple[Kind, dict[str, Any]]] = [
    (Kind.NEEDS, {"description": "Alleen op dinsdag."}),
    (Kind.NEEDS, {"also_groups": ["informal_carers"]}),
    (Kind.OFFERS, {"description": "Alleen op dinsdag."}),
]


def stored(visitors: Visitors, kind: Kind) -> Any:
    """What one row of a file has become."""
    who, table, row, _amount = BROUGHT[kind]
    shown = send(visitors[who], csv_file(row), kind=kind.value)
    assert visitors[who].post(confirm_address(shown), data=chosen_on(shown)).status_code == 303
    return visitors.world.session.exec(select(table)).one()


def exported(visitors: Visitors, kind: Kind) -> dict[str, str]:
    """The one row of the list as a file, by the names of its columns."""
    who = BROUGHT[kind][0]
    heads, row, *_rest = opened(visitors[who].get(f"{LISTS[kind]}.csv?mine=1").content)
    return dict(zip(heads, row, strict=True))


def chosen_on(shown: Any) -> dict[str, str]:
    """What the button of a preview sends."""
    return dict(re.findall(r'type="hidden" name="(seen)" value="(\w*)"', shown.text))


def pressed(client: TestClient, shown: Any, **chosen: str) -> Any:
    return client.post(confirm_address(shown), data=chosen_on(shown) | chosen)


def change(visitors: Visitors, thing: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(thing, name, value)
    thing.version += 1
    visitors.world.session.commit()


def shown_and_changed(visitors: Visitors, kind: Kind, meanwhile: dict[str, Any]) -> Any:
    """A row comes back with another amount, is shown, and is changed by somebody else: who brought
    it in, the thing, and the preview.
    """
    client, amount = visitors[BROUGHT[kind][0]], BROUGHT[kind][3]
    thing = stored(visitors, kind)
    shown = send(client, csv_file(exported(visitors, kind) | {amount: "45"}), kind=kind.value)
    change(visitors, thing, meanwhile)
    return client, thing, shown


@pytest.mark.parametrize(("kind", "meanwhile"), MEANWHILE, ids=str)
def test_what_changed_since_is_shown_and_not_put_back(
    visitors: Visitors, kind: Kind, meanwhile: dict[str, Any]
) -> None:
    client, thing, shown = shown_and_changed(visitors, kind, meanwhile)
    answer = pressed(client, shown)
    assert answer.status_code == 422 and TOLD in answer.text
    visitors.world.session.refresh(thing)
    assert {name: getattr(thing, name) for name in meanwhile} == meanwhile
    if meanwhile == {"quantity": 45}:
        assert "rij opslaan" not in answer.text, "there is nothing left to store"
        return
    assert pressed(client, answer).status_code == 303, "seen, and stored all the same"
    visitors.world.session.refresh(thing)
    assert thing.quantity == 45


@pytest.mark.parametrize(("kind", "meanwhile"), UNTOLD, ids=str)
def test_what_the_file_does_not_say_is_not_put_back_either(
    visitors: Visitors, kind: Kind, meanwhile: dict[str, Any]
) -> None:
    client, thing, shown = shown_and_changed(visitors, kind, meanwhile)
    assert pressed(client, shown).status_code == 303
    visitors.world.session.refresh(thing)
    assert {name: getattr(thing, name) for name in meanwhile} == meanwhile
    assert thing.quantity == 45


def test_a_row_without_a_reference_is_shown_again_too(visitors: Visitors) -> None:
    amina, need = visitors["amina"], stored(visitors, Kind.NEEDS)
    shown = send(amina, csv_file(NEED | {"aantal": "45"}))
    change(visitors, need, {"quantity": 25})
    answer = pressed(amina, shown, rest="change")
    visitors.world.session.refresh(need)
    assert (answer.status_code, need.quantity) == (422, 25)
    assert TOLD in answer.text
    assert pressed(amina, answer, rest="change").status_code == 303
    visitors.world.session.refresh(need)
    assert need.quantity == 45


def test_a_row_that_was_there_already_puts_nothing_back(visitors: Visitors) -> None:
    amina, need = visitors["amina"], stored(visitors, Kind.NEEDS)
    row = exported(visitors, Kind.NEEDS)
    new = {head: text for head, text in row.items() if "kenmerk" not in head.lower()}
    title = next(head for head in new if head.lower() == "titel")
    shown = send(amina, csv_file(row, new | {title: "25 ouderen zoeken vervoer"}))
    assert "1 nieuw" in shown.text and "1 bestaat al" in shown.text
    change(visitors, need, {"quantity": 25})
    answer = pressed(amina, shown)
    visitors.world.session.refresh(need)
    assert (answer.status_code, need.quantity) == (422, 25)


@pytest.mark.parametrize("rest", ["change", "skip", "new"])
def test_what_nobody_changed_is_stored_at_once(visitors: Visitors, rest: str) -> None:
    amina, _need = visitors["amina"], stored(visitors, Kind.NEEDS)
    shown = send(amina, csv_file(NEED | {"aantal": "45"}))
    visitors.world.need("amina", publish=True)
    visitors.world.session.commit()
    assert pressed(amina, shown, rest=rest).status_code == 303
