"""Who borders on whom: municipalities, regions, and kinds of help."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st
from sqlmodel import Session, select

from app.reference.commands import read_csv
from app.reference.models import Municipality, SupportType
from app.reference.places import neighbours_of
from app.reference.queries import get_bordering, get_municipalities
from app.reference.relations import RELATED

CODES = sorted(row["code"] for row in read_csv("municipalities.csv"))


@settings(deadline=None)
@given(one=st.sampled_from(CODES), other=st.sampled_from(CODES))
def test_a_neighbour_has_a_neighbour(one: str, other: str) -> None:
    assert one not in neighbours_of(one)
    assert (other in neighbours_of(one)) is (one in neighbours_of(other))
    assert all(one in neighbours_of(near) for near in neighbours_of(one))


@pytest.mark.parametrize("code", ["", "GM9999", "gm1979", "GM1979 ", "1979"])
def test_what_is_no_municipality_has_no_neighbours(code: str) -> None:
    assert neighbours_of(code) == frozenset()


def test_the_file_and_the_database_know_the_same_neighbours(session: Session) -> None:
    for town in session.exec(select(Municipality)):
        assert neighbours_of(town.code) == set(town.neighbours), town.name


def test_a_region_borders_on_the_regions_of_its_neighbours_and_they_on_it(session: Session) -> None:
    towns = {town.code: town for town in session.exec(select(Municipality))}
    regions = {town.region_code for town in towns.values()}
    found = {region: get_bordering(session, region) for region in regions}
    for region, bordering in found.items():
        assert region not in bordering
        assert bordering == {
            towns[near].region_code
            for town in towns.values()
            if town.region_code == region
            for near in town.neighbours
        } - {region}
        assert all(region in found[other] for other in bordering)
    assert get_bordering(session, "VR01") == {"VR02", "VR03"}
    assert get_bordering(session, "VR99") == set()


def test_kinds_of_help_are_each_others_relatives_and_exist(session: Session) -> None:
    known = set(session.exec(select(SupportType.slug)))
    assert RELATED.keys() <= known
    for slug, others in RELATED.items():
        assert slug not in others
        assert all(slug in RELATED[other] for other in others)


@pytest.mark.parametrize(
    ("codes", "names"),
    [
        ([], []),
        (["GM9999"], []),
        (["GM1979", "GM9999", "GM1979"], ["Eemsdelta"]),
        (["GM0014", "GM1979"], ["Groningen", "Eemsdelta"]),
    ],
)
def test_municipalities_are_found_by_code_and_unknown_codes_are_left_out(
    session: Session, codes: list[str], names: list[str]
) -> None:
    found = get_municipalities(session, codes)
    assert {code: town.code for code, town in found.items()} == {code: code for code in found}
    assert {town.name for town in found.values()} == set(names)
