"""A file changes each number that it says, of needs and of offers, and no other."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from app.imports import models
from app.imports.models import Doing
from app.needs.models import Need
from app.offers.models import Offer
from tests.imports.files import NEED, OFFER, csv_file
from tests.imports.test_round_trip import brought
from tests.world import World

Kind = models.ImportKind


def changed(world: World, row: dict[str, Any], *, is_named: bool) -> tuple[int | None, int]:
    """People and quantity of the one need, after a row about it."""
    need = world.session.exec(select(Need)).one()
    content = csv_file({"kenmerk": str(need.id)} | row if is_named else NEED | row)
    done = brought(world, "amina", Kind.NEEDS, content, rest=Doing.CHANGE)
    assert (done.changed, done.wrong) == (1, 0), done.rows
    world.session.expire_all()
    need = world.session.exec(select(Need)).one()
    return need.people, need.quantity


@pytest.mark.parametrize("is_named", [True, False])
@pytest.mark.parametrize(
    ("before", "says", "after"),
    [
        ({}, {"aantal": "75", "mensen": "75"}, (75, 75)),
        ({}, {"aantal": "75", "mensen": "80"}, (80, 75)),
        ({}, {"aantal": "75"}, (75, 75)),
        ({"eenheid": "plekken"}, {"aantal": "75", "eenheid": "plekken"}, (75, 75)),
        ({"mensen": "50"}, {"aantal": "75"}, (50, 75)),
        # Of parcels the number of people is another one, also where it happens to be the same.
        (
            {"eenheid": "pakketten per week", "mensen": "40"},
            {"eenheid": "pakketten per week", "aantal": "75"},
            (40, 75),
        ),
        (
            {"eenheid": "pakketten per week", "mensen": "50"},
            {"eenheid": "pakketten per week", "aantal": "75", "mensen": "60"},
            (60, 75),
        ),
    ],
)
def test_every_number_that_a_row_says_is_stored(
    world: World,
    before: dict[str, str],
    says: dict[str, str],
    after: tuple[int, int],
    is_named: bool,
) -> None:
    brought(world, "amina", Kind.NEEDS, csv_file(NEED | before))
    assert changed(world, says, is_named=is_named) == after


@pytest.mark.parametrize("is_named", [True, False])
def test_of_an_offer_too(world: World, is_named: bool) -> None:
    brought(world, "chantal", Kind.OFFERS, csv_file(OFFER))
    offer = world.session.exec(select(Offer)).one()
    says = {"aantal": "75", "eenheid": "plekken"}
    row = {"kenmerk": str(offer.id)} | says if is_named else OFFER | says
    done = brought(world, "chantal", Kind.OFFERS, csv_file(row), rest=Doing.CHANGE)
    assert done.changed == 1
    world.session.expire_all()
    offer = world.session.exec(select(Offer)).one()
    assert (offer.quantity, offer.unit.value) == (75, "places")
