"""What the form of a need takes from its title."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from app.needs import forms, title_proposals
from tests.html import Page
from tests.world import Visitors, World


@pytest.fixture(params=["amina", "chantal"])
def who(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def read(session: Session, world: World, title: str, who: str = "chantal") -> dict[str, str]:
    choices = forms.NeedChoices.for_writing(session, world[who])
    return {one.field: one.value for one in title_proposals.read_title(title, choices)}


COUNTS = [
    ("40 ouderen boven de 80 kunnen geen boodschappen doen", "40", "people"),
    ("Boodschappen voor 40 ouderen van 80 jaar", "40", "people"),
    ("Voor 1.250 mensen een warme kamer", "1250", "people"),
    ("Vanaf 17.00 uur een tolk voor 3 statushouders", "3", "people"),
    ("Vanaf 17.00 uur een tolk voor 3 gezinnen", None, None),
    ("25 eenoudergezinnen in de kou", None, None),
    ("Dekens voor 30 woningen", None, None),
    ("Vijftien mantelzorgers willen een avond vrij", "15", "people"),
    ("Veertig ouderen zonder eten", "40", "people"),
    ("4\u200b0 ouderen zonder eten", "40", "people"),
    ("1.000.000.000.000 maaltijden", None, None),
    ("12 ritten per week naar de fysio", "12", "rides_per_week"),
    ("Elke week 75 voedselpakketten bezorgen", "75", "parcels_per_week"),
    ("6 uur per week een tolk", "6", "hours_per_week"),
    ("15 plekken in de nachtopvang", "15", "places"),
    ("Op 24/7 bereikbare hulplijn", None, None),
    ("Kerstdiner op 20 december", None, None),
    ("Groep 3-4 heeft laptops nodig", None, None),
    ("75-plussers zonder vervoer", None, None),
    ("Covid-19 prikken aan huis", None, None),
    ("Ouderen boven de 80 zonder hulp", None, None),
    ("Huur stijgt met 5% en 30 huurders weten geen raad", "30", "people"),
    ("Twee tolken gevraagd", None, None),
    ("0 mensen", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("title", "many", "unit"), COUNTS)
def test_a_number_that_counts_something_is_taken(
    session: Session, world: World, title: str, many: str | None, unit: str | None
) -> None:
    found = read(session, world, title)
    assert (found.get("quantity"), found.get("unit")) == (many, unit)


@pytest.mark.parametrize(
    ("title", "group"),
    [
        ("40 ouderen kunnen geen boodschappen doen", "older_people"),
        ("Mantelzorgers raken overbelast", "informal_carers"),
        ("Eenzame mensen in de wijk", "lonely_people"),
        ("Er is iets nodig", None),
        ("Schimmel in huizen na het hoogwater", None),  # a crisis, no group
    ],
)
def test_the_group_is_known_by_every_word_for_it(
    session: Session, world: World, title: str, group: str | None
) -> None:
    assert read(session, world, title).get("target_group") == group


def test_every_group_is_found_by_its_own_name(session: Session, world: World) -> None:
    choices = forms.NeedChoices.for_writing(session, world["chantal"])
    for choice in choices.target_groups:
        found = read(session, world, f"Hulp voor {choice.label.lower()}")
        assert found.get("target_group") == choice.value, choice.label


def test_the_place_is_known_where_it_is_asked(session: Session, world: World) -> None:
    title = "Ouderen in Het Hogeland zoeken hulp"
    assert read(session, world, title)["municipality"] == "GM1966"
    assert "municipality" not in read(session, world, title, "amina"), "hers is fixed"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("40 ouderen boven de 80 kunnen geen boodschappen doen", "groceries_meals"),
        ("Vervoer naar het ziekenhuis", "transport"),
        ("Tolken bij het spreekuur in het Arabisch", "language_interpreting"),
        ("Voedselpakketten voor 22 gezinnen in Delfzijl", "food_parcels"),
        ("Hulp", None),
        ("Zomaar iets", None),
    ],
)
def test_the_kind_of_help_is_proposed_when_it_is_sure(
    session: Session, world: World, title: str, kind: str | None
) -> None:
    found = read(session, world, title).get("support_type")
    known = {
        c.value
        for c in forms.NeedChoices.for_writing(session, world["amina"]).reference.support_types
    }
    assert kind is None or kind in known
    assert found == kind


@pytest.mark.parametrize(
    "title", ["Bel 06-12345678 voor 40 ouderen", "jan@example.org vraagt eten"]
)
def test_nothing_is_taken_from_a_title_that_names_a_person(
    session: Session, world: World, title: str
) -> None:
    assert read(session, world, title) == {}


def test_the_page_answers_with_what_can_be_filled_in(visitors: Visitors, who: str) -> None:
    title = "40 ouderen boven de 80 kunnen geen boodschappen doen"
    answer = visitors[who].post("/behoeften/titel", data={"title": title, "support_type": "x"})
    filled = {
        str(said.attributes["data-fill"]): said.attributes["data-value"]
        for said in Page(answer.text).every("strong")
        if "data-fill" in said.attributes
    }
    assert filled == {
        "support_type": "groceries_meals", "target_group": "older_people",
        "quantity": "40", "unit": "people",
    }  # fmt: skip
    assert visitors["greet"].post("/behoeften/titel", data={"title": title}).status_code == 403
