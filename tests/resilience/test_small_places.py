"""An example of help for a few people tells nobody where they are, whoever writes what and when."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.core import errors
from app.needs.models import Need
from app.resilience import commands, place_queries, queries
from app.resilience.fields import ExampleChange
from app.resilience.models import ResilienceExample
from tests.matches.test_small_groups import SMALL
from tests.resilience.examples import SOUP, adopt, found, hold, write
from tests.world import Visitors, World

PLACE = SOUP["municipality"]
EVERYBODY = ("amina", "chantal", "daan", "farid", "eva")


def shrink(world: World, need: Need, people: int) -> None:
    """However it came about: by a form, a file, or the one that took it over."""
    row = sa.update(Need).where(col(Need.id) == need.id)
    world.session.execute(row.values(people=people))
    world.session.expire_all()


def change(world: World, example: ResilienceExample, who: str, **typed: Any) -> None:
    given = ExampleChange.model_validate(SOUP | {"version": example.version} | typed)
    commands.edit_example(world.session, world[who], hold(world, example, who), given)
    world.session.flush()


@pytest.fixture
def example(world: World) -> ResilienceExample:
    """Of the municipality that asks, for three people."""
    need = world.need(publish=True, **SMALL)
    return write(world, "amina", need=str(need.id), municipality=None)


@pytest.mark.parametrize("who", ["amina", "bram", "daan"])
def test_nobody_who_edits_it_gives_it_a_place(
    world: World, example: ResilienceExample, who: str
) -> None:
    with pytest.raises(errors.Invalid) as problem:
        change(world, example, who)
    assert problem.value.errors.keys() == {"municipality"}


def test_who_helps_these_few_and_does_it_too_tells_no_place_and_others_tell_theirs(
    world: World,
) -> None:
    need = world.need(publish=True, **SMALL)
    need.known_to = [world["chantal"].seats[0].organisation_id]
    example = write(world, "amina", need=str(need.id), municipality=None)
    with pytest.raises(errors.Invalid) as problem:
        adopt(world, example, "chantal", municipality=PLACE)
    assert problem.value.errors.keys() == {"municipality"}
    adopt(world, example, "chantal", municipality=None)
    adopt(world, example, "farid", municipality="GM1950")
    told = place_queries.get_told(world.session, hold(world, example, "amina"))
    assert set(told.of_others.values()) == {None, "GM1950"}


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_place_that_was_told_is_hidden_once_the_group_is_small(world: World, who: str) -> None:
    need = world.need(publish=True, people=40)
    example = write(world, "amina", need=str(need.id))
    assert places(world, who, example) == {"row": PLACE, "page": PLACE, "map": {PLACE}}
    shrink(world, need, 3)
    assert places(world, who, example) == {"row": None, "page": None, "map": set()}
    assert found(world, who, municipality="GM1950")[0].id == example.id  # as of the whole region
    shrink(world, need, 5)
    assert places(world, who, example)["row"] == PLACE


def places(world: World, who: str, example: ResilienceExample) -> dict[str, Any]:
    session, actor = world.session, world[who]
    (row,) = found(world, who)
    seen = queries.get_example(session, actor, example.id)
    circles = place_queries.find_places(session, actor)
    return {
        "row": row.municipality_code,
        "page": place_queries.get_told(session, seen).own,
        "map": {circle.code for circle in circles if circle.number},
    }


def test_its_place_is_no_word_that_it_is_found_by(world: World) -> None:
    need = world.need(publish=True, people=40)
    write(world, "chantal", need=str(need.id))
    lone = write(world)
    assert [row.id for row in found(world, "farid", q="Eemsdelta soep")] == [lone.id]


def test_the_form_of_the_team_opens_without_the_place_and_saving_it_loses_nothing(
    visitors: Visitors,
) -> None:
    world = visitors.world
    need = world.need(publish=True, people=40)
    example = write(world, "amina", need=str(need.id))
    shrink(world, need, 3)
    answer = visitors["daan"].get(f"/veerkracht/{example.id}/wijzigen")
    assert f'value="{PLACE}" selected' not in answer.text
    change(world, example, "daan", municipality=None, money_needed="60 euro")
    shrink(world, need, 40)
    assert places(world, "farid", example)["row"] == PLACE
