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
    ("Tot 29 februari 2027 vervoer voor 7 ouderen", "7", "people"),
    ("Vanaf 30 feb. 2027 dekens voor 12 mensen", "12", "people"),
    ("In december 2026 geen eten", None, None), ("Vervoer in 2027", None, None),
    ("Sinds 2024 geen vervoer voor 30 ouderen", "30", "people"),
    ("2000 ouderen zonder eten", "2000", "people"),
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


# The kind of help, the group and the number of a title; "-" where it says nothing of it.
SENTENCES = """
80-plussers zonder vervoer | transport older_people -
30 80-plussers in Loppersum kunnen geen boodschappen doen | groceries_meals older_people 30
75+ers zonder warme maaltijd | groceries_meals older_people -
75-plussers willen graag bezoek | buddy_visits older_people -
90 plussers krijgen geen bezoek meer | - older_people -
18-plussers zoeken een sportclub | activities - -
12 dialysepatiënten moeten elke week naar het ziekenhuis | transport medically_vulnerable 12
Dialysepatiënten zonder vervoer | transport medically_vulnerable -
Kankerpatiënten durven niet met het openbaar vervoer | transport medically_vulnerable -
8 nierpatienten hebben vervoer nodig | transport medically_vulnerable 8
Longpatiënten in de kou door stroomuitval | - medically_vulnerable -
Ggz-patiënten zonder begeleiding | psychosocial_support - -
25 gezinnen zonder verwarming | - - -
12 gezinnen krijgen geen eten | food_parcels - -
Voedselpakketten voor 22 gezinnen in Delfzijl | food_parcels - 22
18 huishoudens hebben een voedselpakket nodig | food_parcels - 18
Winterkleding voor kinderen | goods_materials children_in_poverty -
Winterkleding voor 25 statushouders | goods_materials migrants_refugees 25
Winterkleding gevraagd | goods_materials - -
40 kinderen hebben geen winterjas | goods_materials children_in_poverty 40
Babykleding en luiers gevraagd | goods_materials - -
60 kinderen hebben geen laptop | digital_help children_in_poverty 60
60 kinderen hebben geen laptop voor hun huiswerk | digital_help children_in_poverty 60
Leerlingen zonder laptop kunnen de les niet volgen | digital_help - -
15 jongeren zonder tablet of computer | digital_help vulnerable_youth 15
40 ouderen boven de 80 kunnen geen boodschappen doen | groceries_meals older_people 40
20 ouderen krijgen geen warme maaltijd | groceries_meals older_people 20
Vervoer naar het ziekenhuis | transport - -
12 ritten per week naar de fysio | transport - 12
Tolken bij het spreekuur in het Arabisch | language_interpreting - -
10 statushouders hebben een tolk nodig | language_interpreting migrants_refugees 10
15 mantelzorgers willen een avond vrij | - informal_carers 15
Eenzame mensen in de wijk willen bezoek | buddy_visits lonely_people -
30 mensen met schulden zoeken hulp met de administratie | admin_debts people_in_debt 30
Slaapplekken voor 12 daklozen | housing_space homeless 12
15 plekken in de nachtopvang | - - 15
Huiswerkhulp voor 20 kinderen | homework_education children_in_poverty 20
50 kinderen hebben hulp nodig bij hun huiswerk | homework_education children_in_poverty 50
Medicijnen ophalen voor 10 chronisch zieken | medicines medically_vulnerable 10
Hond uitlaten voor ouderen in quarantaine | pet_care older_people -
25 dekens voor de opvang | - - 25
8 aggregaten na de stroomuitval | - - 8
Een luisterend oor voor zorgpersoneel | listening_ear care_professionals -
Elke week 75 voedselpakketten bezorgen | food_parcels - 75
Digibeten weten niet hoe de coronacheck werkt | - digitally_excluded -
"""


def test_sentences_as_people_write_them(session: Session, world: World) -> None:
    wrong = []
    for line in SENTENCES.strip().splitlines():
        title, _, said = line.partition(" | ")
        found = read(session, world, title)
        names = ("support_type", "target_group", "quantity")
        if " ".join(found.get(name, "-") for name in names) != said:
            wrong.append((title, found))
    assert wrong == []


def test_a_parcel_is_for_a_household(session: Session, world: World) -> None:
    """So many as there are of them; of nothing else is so sure how much a household takes."""
    found = read(session, world, "Voedselpakketten voor 22 gezinnen in Delfzijl")
    assert (found["quantity"], found["unit"]) == ("22", "parcels_per_week")


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
