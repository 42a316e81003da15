"""The board and the lists at the widths of a laptop, the top of a page with long names, and the way
back.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from sqlmodel import Session

from app.identity.models import Organisation
from tests.browser.conftest import OpenPage
from tests.browser.region import Region, _person
from tests.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDTHS = (1120, 1200, 1280)
# How many lines the words of an element take.
LINES = """(e) => { const range = document.createRange(); range.selectNodeContents(e);
  const seen = [...range.getClientRects()].filter((r) => r.width > 1);
  return new Set(seen.map((r) => Math.round(r.top / 8))).size; }"""
# What is cut off without a word about it: wider inside than outside.
CUT = """() => [...document.querySelectorAll(".sb-top *, .sb-nav *")]
  .filter((e) => e.checkVisibility() && !e.closest(".sb-hide"))
  .filter((e) => getComputedStyle(e).overflowX !== "visible"
    && e.scrollWidth > e.clientWidth + 1)
  .map((e) => e.className)"""
OUTSIDE = """() => [...document.querySelectorAll(".sb-top *, .sb-nav *")]
  .filter((e) => e.checkVisibility() && !e.closest(".sb-hide, .sb-defs"))
  .map((e) => [e.className, e.getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && (box.right > innerWidth + 1 || box.left < -1))
  .map(([name]) => String(name))"""
LONG_PERSON = "Wilhelmina Alexandra van den Boogaard-Oosterwijk tot Nieuw-Scheemda en Midwolda"
LONG_ORGANISATION = (
    "Samenwerkende Vrijwilligersorganisaties en Buurtverenigingen voor Ouderen in heel Eemsdelta"
)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("person", ["amina", "daan"])
def test_the_head_of_every_column_is_one_line(
    open_page: OpenPage, person: str, language: str
) -> None:
    page = open_page(person, language=language)
    page.goto("/bord")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        heads = page.locator(".sb-column__head")
        assert heads.count() == 5
        tops, starts = set(), set()
        for head in heads.all():
            title = head.locator("h2")
            assert title.evaluate(LINES) == 1, (width, title.inner_text())
            assert title.evaluate("(e) => e.scrollWidth <= e.clientWidth"), "no word is cut off"
            parts = [box for part in head.locator("> *").all() if (box := part.bounding_box())]
            middles = {round((box["y"] + box["height"] / 2) / 4) for box in parts}
            assert max(middles) - min(middles) <= 1, (width, title.inner_text())
            tops.add(round((head.bounding_box() or {"y": 0})["y"]))
        for column in page.locator(".sb-column").all():
            first = column.locator(".sb-cards").first
            if first.count():
                starts.add(round((first.bounding_box() or {"y": 0})["y"]))
        assert len(tops) == 1 and len(starts) == 1, "columns begin at one height"


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("path", ["/bord", "/behoeften", "/aanbod", "/acties", "/doelgroepen"])
def test_filters_stand_in_one_row(open_page: OpenPage, path: str, language: str) -> None:
    page = open_page("daan", language=language)
    page.goto(path)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        parts = page.locator(".sb-filters > :visible").all()
        ends = {round(box["y"] + box["height"]) for each in parts if (box := each.bounding_box())}
        assert len(parts) > 5 and len(ends) == 1, (width, ends)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_card_has_the_one_step_of_its_reader(open_page: OpenPage, region: Region) -> None:
    for person in ("amina", "daan"):
        page = open_page(person)
        page.goto("/bord")
        mine = page.locator(".sb-card--me")
        assert mine.count() > 0
        assert mine.locator("> .nl-button").count() == mine.count()
        assert page.locator(".sb-card:not(.sb-card--me) > .nl-button").count() == 0
        button = mine.locator("> .nl-button").first
        before = page.url
        button.click()
        page.wait_for_url(lambda url, before=before: url != before)  # type: ignore[misc]
        assert page.locator("h1").count() == 1


@pytest.fixture
def long_names(region: Region) -> Iterator[None]:
    """amina and her organisation with the longest names, and a second organisation with one."""

    def rename(session: Session, person: str, *names: str) -> None:
        world = World(session)
        _person(session, "amina").name = person
        ids = [world["amina"].organisation_ids[0], world["chantal"].organisation_ids[0]]
        for key, name in zip(ids, names, strict=True):
            session.get_one(Organisation, key).name = name

    with region.session() as session:
        world = World(session)
        person = _person(session, "amina").name
        names = [world["amina"].organisation_name, world["chantal"].organisation_name]
        rename(session, LONG_PERSON, LONG_ORGANISATION, LONG_ORGANISATION[::-1].title()[:90])
    yield
    with region.session() as session:
        rename(session, person, *names)


@pytest.mark.parametrize("width", [1280, 1024, 360, 320])
@pytest.mark.parametrize("path", ["/bord", "/behoeften"])
def test_long_names_fit_and_are_whole_in_the_menu(
    open_page: OpenPage, long_names: None, width: int, path: str
) -> None:
    page = open_page("amina", width=width)
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(OUTSIDE) == []
    assert set(page.evaluate(CUT)) <= {"sb-top__user"}
    box = page.locator(".sb-top").bounding_box()
    assert box is not None and box["height"] < 140, "the top leaves room for the page"
    page.locator(".sb-top__end details > summary").click()
    who = page.locator(".sb-menu__who")
    expect(who).to_contain_text(LONG_PERSON)
    expect(who).to_contain_text(LONG_ORGANISATION)
    assert who.evaluate("(e) => e.scrollWidth <= e.clientWidth + 1")
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def crumb(page: Page) -> None:
    page.locator(".sb-crumb a").click()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_from_a_filtered_list_to_a_need_and_back(open_page: OpenPage, javascript: bool) -> None:
    page = open_page("daan", javascript=javascript)
    page.goto("/behoeften?sort=newest")
    page.locator("#f_status").select_option("all")
    if javascript:
        page.wait_for_url("**status=all**")
    else:
        page.locator(".sb-filters > .nl-button").click()
    page.locator('a[rel="next"]').click()
    page.wait_for_url("**cursor=**")
    there, titles = page.url, page.locator(".sb-rows h2").all_inner_texts()
    assert "sort=newest" in there and "status=all" in there
    page.locator(".sb-rows h2 a").first.click()
    page.wait_for_url(lambda url: url != there)
    crumb(page)
    page.wait_for_url(there)
    assert page.locator(".sb-rows h2").all_inner_texts() == titles


def test_chips_and_what_is_chosen_beside_them_go_together(open_page: OpenPage) -> None:
    page = open_page("amina")
    page.goto("/bord")
    page.get_by_role("link", name="Zonder hulp").click()
    page.wait_for_url("**without_help=1**")
    page.locator("#f_urgency").select_option("high")
    page.wait_for_url("**urgency=high**")
    assert "without_help=1" in page.url
    chips = page.locator(".sb-chips").first
    expect(chips).to_contain_text("Zonder hulp")
    expect(chips).to_contain_text("Hoog")
    page.locator(".sb-filters__more > summary").click()
    page.locator("#f_theme").select_option("social_cohesion")
    page.wait_for_url("**theme=social_cohesion**")
    assert "without_help=1" in page.url and "urgency=high" in page.url
