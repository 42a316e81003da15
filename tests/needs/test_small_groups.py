"""Fewer than five people of a group in one municipality can be recognised, so others do not see
where and how many.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlmodel import Session

from app.core import clock
from app.core.fields import filled
from app.needs.commands import edit_need
from app.needs.fields import NeedInput
from app.needs.queries import get_need
from app.reference.models import Unit
from tests.html import Page, without_dates
from tests.world import GROCERIES, Visitors, World, form

TITLE = "Hulp voor een paar mensen"
SMALL: dict[str, Any] = {"title": TITLE, "description": "", "quantity": 3, "people": 3}


def facts(page: Page) -> str:
    return next(e for e in page.elements if e.tag == "dl").text


@pytest.mark.parametrize("who", ["farid", "chantal", "daan", "eva", "greet"])
def test_another_organisation_sees_neither_the_number_nor_the_municipality(
    visitors: Visitors, world: World, who: str
) -> None:
    need = world.need(publish=True, **SMALL)
    shown = facts(Page(visitors[who].get(f"/behoeften/{need.id}").text))
    assert "Eemsdelta" not in shown
    assert "hele regio" in shown
    assert "3" not in without_dates(shown)
    row = next(
        li for li in Page(visitors[who].get("/behoeften").text).every("li") if TITLE in li.text
    ).text
    assert "hele regio" in row
    assert "Eemsdelta" not in row
    assert "3" not in without_dates(row)


@pytest.mark.parametrize("who", ["amina", "bram"])
def test_the_own_organisation_sees_both(visitors: Visitors, world: World, who: str) -> None:
    need = world.need(publish=True, **SMALL)
    shown = facts(Page(visitors[who].get(f"/behoeften/{need.id}").text))
    assert "3 mensen" in shown
    assert "Eemsdelta" in shown
    found = Page(visitors[who].get("/behoeften", params={"municipality": "GM1979"}).text)
    assert TITLE in found.titles


@pytest.mark.parametrize("search", [{"municipality": "GM1979"}, {"q": "Eemsdelta"}], ids=str)
def test_others_cannot_find_it_by_its_municipality(
    visitors: Visitors, world: World, search: dict[str, str]
) -> None:
    world.need(publish=True, **SMALL)
    large = world.need(
        publish=True, **SMALL | {"title": "Hulp voor vijf mensen", "people": 5, "quantity": 5}
    )
    for who in ("farid", "daan", "greet"):
        assert [
            t
            for t in Page(visitors[who].get("/behoeften", params=search).text).titles
            if "Hulp" in t
        ] == [large.title], who


def test_five_people_are_shown_as_they_are(visitors: Visitors, world: World) -> None:
    need = world.need(publish=True, **SMALL | {"people": 5, "quantity": 5})
    shown = facts(Page(visitors["farid"].get(f"/behoeften/{need.id}").text))
    assert "Eemsdelta" in shown
    assert "5 mensen" in shown


def test_without_a_municipality_the_number_alone_tells_nothing(
    visitors: Visitors, world: World
) -> None:
    need = world.need("chantal", publish=True, **SMALL)
    assert "3 mensen" in facts(Page(visitors["farid"].get(f"/behoeften/{need.id}").text))


def test_what_is_needed_in_another_unit_stays_visible(visitors: Visitors, world: World) -> None:
    need = world.need(publish=True, **SMALL | {"unit": "rides_per_week", "quantity": 12})
    shown = facts(Page(visitors["farid"].get(f"/behoeften/{need.id}").text))
    assert "12 ritten" in shown
    assert "Eemsdelta" not in shown.split("12 ritten")[0]


def test_a_group_that_is_widened_can_be_found_and_one_that_shrinks_no_longer(
    visitors: Visitors, world: World
) -> None:
    need = world.need(publish=True, **SMALL)
    world.session.commit()
    typed = form(GROCERIES | SMALL)
    for number, found in (("12", True), ("4", False)):
        saved = visitors["amina"].post(
            f"/behoeften/{need.id}", data=typed | {"people": number, "quantity": number}
        )
        assert saved.status_code == 303
        titles = Page(visitors["farid"].get("/behoeften", params={"q": "Eemsdelta"}).text).titles
        assert (TITLE in titles) is found


def test_the_writer_is_asked_to_widen_the_group(visitors: Visitors, world: World) -> None:
    need = world.need(**SMALL)
    large = world.need()
    answers = {n.id: visitors["amina"].get(f"/behoeften/{n.id}").text for n in (need, large)}
    assert "sb-notice--warn" in answers[need.id]
    assert "sb-notice--warn" not in answers[large.id]


# What counts people without a number of its own, and what does not.
UNITS = [(unit, unit in ("people", "places")) for unit in Unit]


@pytest.mark.parametrize(("unit", "is_counted"), UNITS)
@pytest.mark.parametrize("quantity", [1, 4, 5])
def test_of_places_each_is_for_one_person_and_no_other_unit_says_how_many_they_are(
    visitors: Visitors, world: World, unit: Unit, is_counted: bool, quantity: int
) -> None:
    need = world.need(publish=True, **SMALL | {"unit": unit, "people": None, "quantity": quantity})
    is_small = is_counted and quantity < 5
    assert (need.people, need.is_small) == (quantity if is_counted else None, is_small)
    amount = str(quantity)
    for who in ("farid", "daan", "chantal"):
        shown = facts(Page(visitors[who].get(f"/behoeften/{need.id}").text))
        assert (amount in without_dates(shown)) is not is_small, shown
        assert ("Eemsdelta" in shown) is not is_small
        found = Page(visitors[who].get("/behoeften", params={"q": "Eemsdelta"}).text).titles
        assert (TITLE in found) is not is_small
    assert "Eemsdelta" in facts(Page(visitors["amina"].get(f"/behoeften/{need.id}").text))


def test_who_counts_places_changes_one_number(visitors: Visitors, world: World) -> None:
    need = world.need(publish=True, **SMALL | {"unit": "places", "people": None})
    world.session.commit()
    page = Page(visitors["amina"].get(f"/behoeften/{need.id}/wijzigen").text)
    assert page.typed("people") == [""]
    typed = form(GROCERIES | SMALL | {"unit": "places"})
    for number, is_small in ((12, False), (4, True)):
        visitors["amina"].post(
            f"/behoeften/{need.id}", data=typed | {"people": "", "quantity": str(number)}
        )
        world.session.refresh(need)
        assert (need.people, need.is_small) == (number, is_small)


def test_a_number_of_people_that_is_typed_goes_before_the_places(world: World) -> None:
    need = world.need(**SMALL | {"unit": "places", "people": 19, "quantity": 4})
    assert (need.people, need.is_small) == (19, False)


def test_the_history_does_not_tell_which_edit_was_about_the_number(
    visitors: Visitors, session: Session, world: World
) -> None:
    """For who may not know how few they are or where every edit is one; its owner reads what of."""
    pages: dict[str, list[str]] = {}
    with clock.at(clock.now()):
        for changes in ({"people": 2, "quantity": 2}, {"urgency": "acute"}):
            need = world.need(publish=True, people=3, quantity=3, title="Hulp voor een paar mensen")
            stored = get_need(session, world["amina"], need.id)
            form = NeedInput.model_validate(filled(NeedInput, stored) | changes)
            edit_need(session, world["amina"], stored, form)
            session.commit()
            for who in ("farid", "greet", "daan", "amina"):
                shown = Page(visitors[who].get(f"/behoeften/{need.id}").text)["content"].text
                lines = re.findall(r"Gewijzigd[^\n]*", shown)
                pages.setdefault(who, []).append(" ".join(lines))
    for who in ("farid", "greet", "daan"):
        assert pages[who][0] == pages[who][1] and "Gewijzigd:" not in pages[who][0], pages[who]
        assert "Gewijzigd" in pages[who][0]
    assert "aantal mensen" in pages["amina"][0] and "aantal mensen" not in pages["amina"][1]
