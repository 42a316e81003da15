"""Searching in Dutch, over HTTP and in real PostgreSQL."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import Session

from app.needs.filters import NeedFilters
from app.needs.queries import find_needs
from app.offers.queries import OfferFilters, find_offers
from tests.world import Visitors, World

PLAIN: dict[str, Any] = {
    "title": "Iets anders",
    "description": "",
    "support_type": "odd_jobs",
    "target_group": "low_literate",
}


def found(session: Session, world: World, typed: str) -> list[str]:
    page = find_needs(session, world["amina"], NeedFilters(q=typed), size=50)
    return [row.title for row in page.rows]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("oudere boodschap", "40 ouderen boven de 80 kunnen geen boodschappen doen"),
        ("boodschap oudere", "40 ouderen boven de 80 kunnen geen boodschappen doen"),
        ("OUDERE BOODSCHAP", "40 ouderen boven de 80 kunnen geen boodschappen doen"),
        ("boodschappen", "Iedere week een boodschap naar het eiland"),
        ("boodschap", "Boodschappenhulp voor de wijk"),
        ("gezin", "Tien gezinnen zitten in de kou"),
        ("gezinnen", "Een gezin zit in de kou"),
        ("rit", "Twaalf ritten naar het ziekenhuis"),
        ("ritten", "Een rit naar het ziekenhuis"),
        ("kachel", "Twintig kachels en dekens"),
        ("kachels", "Een kachel en een deken"),
        ("kou gezinnen", "Tien gezinnen zitten in de kou"),
        ("taal", "Taalhulp aan de keukentafel"),
        ("brood en taal", "Taalhulp met broodmaaltijd"),
        ("de taal", "Taalhulp aan de keukentafel"),
        ("eén", "Eén keer per week een praatje"),
        ("zandt", "Tochtende ramen in 't Zandt"),
        ("hulp boodschappen", "Boodschappenhulp voor de wijk"),
        ("begeleiding", "Huiswerkbegeleiding voor de wijk"),
        ("80", "40 ouderen boven de 80 kunnen geen boodschappen doen"),
    ],
)
def test_a_need_is_found_by_stem_and_beginning_of_its_words(
    session: Session, world: World, typed: str, title: str
) -> None:
    world.need(**PLAIN)
    world.need(**PLAIN | {"title": title})
    assert found(session, world, typed) == [title]


def test_a_need_is_found_by_other_words_for_its_group_and_kind_of_help(
    session: Session, world: World
) -> None:
    world.need(**PLAIN)
    title = world.need(
        **PLAIN | {"title": "Hulp voor ieder van hen", "target_group": "older_people"}
    ).title
    assert found(session, world, "senioren") == [title]
    also = world.need(
        **PLAIN | {"title": "En voor deze ook", "also_groups": ["older_people"]}
    ).title
    assert set(found(session, world, "senioren")) == {title, also}
    assert set(found(session, world, "klusdienst")) >= {title, also}


def test_an_offer_is_found_by_stem_synonym_and_municipality(session: Session, world: World) -> None:
    offer = world.offer(publish=True)
    for typed in ("boodschap", "senioren", "Eemsdelta", "vrijwilliger fiets"):
        rows = find_offers(session, world["amina"], OfferFilters(q=typed), size=50).rows
        assert [row.id for row in rows] == [offer.id], typed
    assert find_offers(session, world["amina"], OfferFilters(q="Oldambt"), size=50).rows == []


def test_every_typed_word_must_be_there(session: Session, world: World) -> None:
    world.need()
    assert found(session, world, "oudere helikopter") == []


@pytest.mark.parametrize("typed", ["", "   ", "'&|!():*", "!!! ()", "<->"])
def test_nothing_searchable_typed_shows_everything(
    session: Session, world: World, typed: str
) -> None:
    title = world.need().title
    assert found(session, world, typed) == [title]


@pytest.mark.parametrize(
    "typed",
    [
        "'&|!():*", "de het een", "a & | b", "!oudere", "oudere:*", "\\", "%_%", "_", "ª²",
        "' OR 1=1 --",
        "oudere\x00boodschap",
        "x" * 9_000, "y" * 3000 + " oudere", " ".join(["oudere"] * 2000), "é" * 1500,
        "👵🏽 boodschap",
        "<b>oudere</b>", "__ __",
    ],
    ids=range(18),
)  # fmt: skip
@pytest.mark.parametrize("address", ["/behoeften", "/aanbod"])
def test_odd_input_never_errors(visitors: Visitors, address: str, typed: str) -> None:
    answer = visitors["amina"].get(address, params={"q": typed})
    assert answer.status_code in (200, 422)
