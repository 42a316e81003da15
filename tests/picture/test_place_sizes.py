"""How large the need is in each municipality: the map and its table say what the list shows, and
nobody learns of a small group where it is or how large.
"""

from __future__ import annotations

import random
from typing import Any

import pytest
from sqlmodel import Session

from app.needs.models import Need
from app.picture import place_size_queries
from app.picture.filters import PictureFilters
from app.reference.models import Unit
from tests.html import Page
from tests.matches.pairs import Pairs
from tests.world import Visitors, World

PLACES = ("GM1979", "GM0014", "GM1950", None)


def sizes(world: World, who: str = "greet", **asked: Any) -> place_size_queries.NeedSizes:
    world.session.flush()
    filters = PictureFilters.model_validate(asked).of_needs()
    return place_size_queries.find_place_sizes(world.session, world[who], filters)


def of(found: place_size_queries.NeedSizes, code: str) -> tuple[int, int]:
    row = found.region if not code else next(each for each in found.places if each.code == code)
    return (row.needed, row.covered) if row else (0, 0)


@pytest.mark.parametrize("seed", range(4))
def test_it_adds_up_to_the_needs_of_the_list(world: World, session: Session, seed: int) -> None:
    pick = random.Random(seed)
    said: dict[str | None, int] = {}
    for _each in range(25):
        place, unit = pick.choice(PLACES), pick.choice(("people", "people", "hours_per_week"))
        many = pick.choice((1, 4, 5, 12, 40))
        world.need(
            "daan",
            publish=True, people=many, quantity=many, unit=unit, municipality=place,
            target_group="older_people",
        )  # fmt: skip
        if unit == "people" and many >= 5:
            said[place] = said.get(place, 0) + many
    found = sizes(world)
    assert {row.code or None: row.needed for row in found.rows} == said
    assert found.needed == found.open == sum(said.values())
    drawn = {circle.place.code: circle.place.number for circle in found.map.circles}
    assert drawn == {place.code: place.needed for place in found.places}
    assert len(drawn) == len(found.places) >= 10, "every municipality of the region is on the map"


def test_what_is_agreed_is_covered(pairs: Pairs) -> None:
    match = pairs.accepted()
    need = pairs.session.get_one(Need, match.need_id)
    assert need.unit is Unit.PEOPLE and 0 < need.committed < need.quantity
    place = next(each for each in sizes(pairs.world).places if each.needed)
    assert (place.needed, place.covered) == (need.quantity, need.committed)
    assert place.open == need.quantity - need.committed
    assert place.share == pytest.approx(place.open / need.quantity)


def test_a_small_group_counts_only_for_who_may_know_where_it_is(world: World) -> None:
    world.need("amina", publish=True, people=3, quantity=3, municipality="GM1979")
    for who in ("greet", "farid", "chantal"):
        found = sizes(world, who)
        assert found.needed == 0 and of(found, "GM1979") == of(found, "") == (0, 0), who
    assert of(sizes(world, "amina"), "GM1979") == (3, 0)


def test_the_largest_open_part_stands_first_and_a_circle_is_as_dark(world: World) -> None:
    world.need("daan", publish=True, people=10, quantity=10, municipality="GM0014")
    world.need("daan", publish=True, people=40, quantity=40, municipality="GM1979")
    found = sizes(world)
    assert [row.code for row in found.rows] == ["GM1979", "GM0014"]
    shades = {circle.place.code: circle.place.shade for circle in found.map.circles}
    assert shades["GM1979"] == 3 and shades["GM1950"] is None


@pytest.mark.parametrize(
    ("open_", "shade"), [(0, 0), (19, 0), (20, 1), (39, 1), (40, 2), (59, 2), (60, 3), (100, 3)]
)
def test_how_dark_is_which_part_is_open(open_: int, shade: int) -> None:
    place = place_size_queries.NeedSize("GM0014", "Groningen", 53.2, 6.6, 100, 100 - open_)
    assert place.circle.shade == shade


def test_a_circle_leads_no_further_than_its_row_and_one_municipality_needs_no_map(
    visitors: Visitors, world: World
) -> None:
    world.need(publish=True, people=40, quantity=40, municipality="GM1979")
    world.session.commit()
    page = Page(visitors["greet"].get("/beeld").text)
    assert any("sb-map" in str(each.attributes.get("class")) for each in page.every("svg"))
    links = [str(each.attributes["href"]) for each in page.every("a") if "Eemsdelta" in each.text]
    row = next(link for link in links if "/behoeften?" in link and "target_group" not in link)
    assert "40" in visitors["greet"].get(row).text
    narrow = Page(visitors["greet"].get("/beeld?municipality=GM1979").text)
    assert not any("sb-map" in str(each.attributes.get("class")) for each in narrow.every("svg"))
    assert narrow["place_sizes"].text
