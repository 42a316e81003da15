"""The map of a region: every place readable, near where it is."""

from __future__ import annotations

from itertools import combinations

import pytest

from app.reference.region_map import MapCircle, draw

GRONINGEN = (
    ("Eemsdelta", 53.328, 6.839), ("Groningen", 53.218, 6.621), ("Het Hogeland", 53.376, 6.534),
    ("Midden-Groningen", 53.195, 6.807), ("Oldambt", 53.195, 7.055), ("Pekela", 53.071, 6.973),
    ("Stadskanaal", 53.002, 7.010), ("Veendam", 53.089, 6.880), ("Westerkwartier", 53.219, 6.338),
    ("Westerwolde", 53.014, 7.120),
)  # fmt: skip


def places(number: int) -> tuple[MapCircle, ...]:
    return tuple(MapCircle(name, name, north, east, number * n) for n, (name, north, east)
                 in enumerate(GRONINGEN))  # fmt: skip


@pytest.mark.parametrize("number", [0, 1, 900])
def test_no_circle_or_name_covers_another(number: int) -> None:
    circles = draw(places(number)).circles
    for one, other in combinations(circles, 2):
        beside = abs(one.x - other.x) >= one.half + other.half - 0.5
        above = min(one.bottom, other.bottom) <= max(one.top, other.top) + 0.5
        assert beside or above, (one.place.name, other.place.name)


def test_the_area_of_a_circle_is_its_number_and_north_is_above() -> None:
    drawn = {circle.place.name: circle for circle in draw(places(100)).circles}
    most, half = drawn["Westerwolde"], drawn["Midden-Groningen"]
    assert (most.r / half.r) ** 2 == pytest.approx(9 / 3, abs=0.05)
    assert drawn["Het Hogeland"].y < drawn["Groningen"].y < drawn["Veendam"].y
    assert drawn["Westerkwartier"].x < drawn["Groningen"].x < drawn["Oldambt"].x


def test_a_region_without_places_has_an_empty_map() -> None:
    assert draw(()).circles == ()
