"""What a text gives away of a small group is asked about, and nothing else."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from app.core.errors import Invalid
from app.needs.small_texts import told_in
from app.reference import former_places
from tests.html import Page
from tests.world import GROCERIES, Visitors, World, form

_FILE = Path(former_places.__file__).parent / "data" / "municipalities.csv"
_NOW = [row["name"] for row in csv.DictReader(_FILE.read_text(encoding="utf-8").splitlines())]
PLACES = [name for name in _NOW if "(" not in name] + [
    gone.name for gone in former_places.former_municipalities() if "(" not in gone.name
]
NUMBERS = ["1", "2", "3", "4", "één", "Twee", "drie", "VIER", "３", "two", "three"]
COUNTED = ["weduwen", "gezinnen", "oudere mensen", "warme maaltijden", "huishoudens", "bewoners"]
GIVES_AWAY = "3 weduwen in Appingedam hebben hulp nodig"
SMALL = {"people": 3, "quantity": 3, "description": ""}


@given(st.sampled_from(PLACES), st.sampled_from(["Hulp in {}", "Weduwen uit {} vragen hulp"]))
def test_every_municipality_of_now_and_before_tells_where(place: str, text: str) -> None:
    assert told_in(text.format(place)), place


@given(st.sampled_from(NUMBERS), st.sampled_from(COUNTED))
def test_every_number_below_five_tells_how_many(number: str, counted: str) -> None:
    assert told_in(f"Hulp voor {number} {counted}")


@given(st.integers(5, 9999), st.sampled_from(COUNTED))
def test_a_larger_number_tells_nothing(number: int, counted: str) -> None:
    assert told_in(f"Hulp voor {number} {counted}") == []


@pytest.mark.parametrize("village", ["Garrelsweer", "Oosterwijtwerd", "Leermens", "Zeerijp"])
def test_a_village_on_no_list_tells_where(village: str) -> None:
    assert told_in(f"Vervoer voor ouderen uit {village}") == [village]


@pytest.mark.parametrize(
    "text",
    [
        "Hulp voor een paar mensen",
        "Boodschappen, 2 keer per week",
        "Vervoer naar de dagbesteding, 3 dagen per week van 09.00 tot 12.30",
        "Bijles voor kinderen uit groep 3",
        "Ouderen die het huis niet uit kunnen",
        "Voedselpakketten voor gezinnen met schulden",
        "Nodig vanaf 1 december, 1,5 uur per keer",
        "Mensen met een beperking die houten meubels moeten verplaatsen",
        "Iemand die in de buurt leest met kinderen",
        "Zij kan het best overdag",
        "Een maaltijd aan de deur. Een paar keer per week. Best veel mensen vragen dat.",
        "Wie kan helpen bij het invullen van formulieren van DUO?",
    ],
)
def test_an_ordinary_sentence_tells_nothing(text: str) -> None:
    assert told_in(text) == []


@pytest.mark.parametrize("field", ["title", "description"])
def test_the_form_asks_and_keeps_what_was_typed(visitors: Visitors, field: str) -> None:
    typed = GROCERIES | SMALL | {"title": "Hulp voor een paar mensen", field: GIVES_AWAY}
    text = visitors["amina"].post("/behoeften", data=form(typed)).text
    assert "“3”" in text and "“Appingedam”" in text
    page = Page(text)
    assert any(e.attributes.get("name") == "sure_no_names" for e in page.elements)
    assert GIVES_AWAY in page.typed(field)
    ticked = form(typed | {"sure_no_names": "1"})
    answer = visitors["amina"].post("/behoeften", data=ticked, follow_redirects=False)
    assert answer.status_code == 303


@pytest.mark.parametrize("change", [{"people": 5, "quantity": 5}, {"people": 12, "quantity": 12}])
def test_of_a_group_that_is_not_small_nothing_is_asked(
    world: World, change: dict[str, int]
) -> None:
    said: dict[str, Any] = SMALL | {"title": GIVES_AWAY, "sure_no_names": False}
    with pytest.raises(Invalid) as refused:
        world.need(**said)
    assert set(refused.value.errors) == {"sure_no_names"}
    world.need(**said | change)
