"""A file is passed on: in it few people cannot be recognised, whoever took it."""

from __future__ import annotations

from typing import Any

import pytest

from app.needs.commands import NeedWithdrawing, withdraw_need
from app.needs.models import NeedWithdrawal
from tests.exports.opened import Rows, taken
from tests.matches.pairs import Pairs
from tests.world import Visitors, World

TITLE = "Hulp voor een paar mensen"
SMALL: dict[str, Any] = {"title": TITLE, "description": "", "quantity": 3, "people": 3}
EVERYBODY = ["amina", "bram", "chantal", "farid", "daan", "eva", "greet"]


def small(visitors: Visitors, who: str, path: str, **filters: str) -> Rows:
    header = "Behoefte" if path.startswith("/bord") else "Titel"
    return [row for row in taken(visitors[who], path, **filters).rows if row[header] == TITLE]


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_need_of_few_people_has_no_place_no_number_and_no_owner(
    visitors: Visitors, world: World, who: str
) -> None:
    world.need(publish=True, **SMALL)
    world.session.commit()
    (row,) = small(visitors, who, "/behoeften/lijst")
    assert (row["Gemeente"], row["Organisatie"]) == ("hele regio", "een organisatie in de regio")
    assert (row["Aantal mensen"], row["Nodig"], row["Gedekt"], row["Nog open"]) == (
        "<5",
        "<5",
        None,
        None,
    )


def test_the_file_of_the_owner_is_to_the_letter_that_of_another(
    visitors: Visitors, world: World
) -> None:
    world.need(publish=True, **SMALL)
    world.need(publish=True)
    world.session.commit()
    for path in ("/behoeften/lijst.csv", "/bord/lijst.csv"):
        assert visitors["amina"].get(path).content == visitors["greet"].get(path).content


@pytest.mark.parametrize("hidden", ["4", "2", "Gemeente Westerwolde"])
def test_the_file_does_not_change_with_what_it_hides(
    visitors: Visitors, world: World, hidden: str
) -> None:
    need = world.need(publish=True, **SMALL)
    world.session.commit()
    before = visitors["amina"].get("/behoeften/lijst.csv").content
    if hidden.isdigit():
        need.people = need.quantity = int(hidden)
    else:
        need.organisation_id, need.municipality_code = world.organisation(hidden).id, "GM1950"
    world.session.commit()
    assert visitors["amina"].get("/behoeften/lijst.csv").content == before


@pytest.mark.parametrize(
    "filters",
    [{"municipality": "GM1979"}, {"mine": "1"}, {"status": "draft"}, {"status": "withdrawn"}],
    ids=str,
)
def test_a_filter_that_would_tell_where_leaves_it_out(
    visitors: Visitors, world: World, filters: dict[str, str]
) -> None:
    status = filters.get("status")
    for given in (SMALL, {"title": "Hulp voor een grote groep"}):
        need = world.need(publish=status != "draft", **given)
        if status == "withdrawn":
            withdraw_need(
                world.session, world["amina"], need, NeedWithdrawing(reason=NeedWithdrawal.WRONG)
            )
    world.session.commit()
    titles = [row["Titel"] for row in taken(visitors["amina"], "/behoeften/lijst", **filters).rows]
    assert titles == ["Hulp voor een grote groep"]
    assert TITLE in visitors["amina"].get("/behoeften", params=filters).text, (
        "on the page its owner does see it"
    )


def test_an_amount_that_tells_nothing_stays(visitors: Visitors, world: World) -> None:
    world.need(publish=True, **SMALL | {"unit": "rides_per_week", "quantity": 12})
    world.need("chantal", publish=True, **SMALL | {"title": "Drie mensen, waar dan ook"})
    world.session.commit()
    (row,) = small(visitors, "amina", "/behoeften/lijst")
    assert (row["Gemeente"], row["Aantal mensen"], row["Nodig"], row["Nog open"]) == (
        "hele regio",
        "<5",
        12,
        12,
    )
    everywhere = [
        row
        for row in taken(visitors["farid"], "/behoeften/lijst").rows
        if "waar dan" in row["Titel"]
    ]
    assert [(row["Aantal mensen"], row["Nodig"]) for row in everywhere] == [(3, 3)]


@pytest.mark.parametrize("state", ["proposed", "running", "completed"])
@pytest.mark.parametrize("who", EVERYBODY)
def test_a_match_for_few_people_is_masked_also_for_both_partners(
    visitors: Visitors, pairs: Pairs, who: str, state: str
) -> None:
    need = pairs.need(**SMALL)
    make = {"proposed": pairs.propose, "running": pairs.running, "completed": pairs.running}[state]
    match = make(need=need, quantity=3)
    if state == "completed":
        pairs.complete(match)
    pairs.session.commit()
    (row,) = small(visitors, who, "/bord/lijst")
    assert (row["Gemeente"], row["Organisatie met de behoefte"]) == (
        "hele regio",
        "een organisatie in de regio",
    )
    assert (row["Gekoppeld"], row["Nodig in totaal"], row["Gedekt"]) == ("<5", "<5", None)
    assert "Eemsdelta" not in str(row)
    for filters in ({"municipality": "GM1979"}, {"mine": "1"}):
        assert small(visitors, who, "/bord/lijst", **filters) == []
