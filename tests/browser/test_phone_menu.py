"""The menu on a phone: the same for everybody, whatever page is open."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage

REST = ("/behoeften", "/aanbod", "/acties", "/doelgroepen", "/netwerk", "/beeld", "/veerkracht")
BARE = """() => document.querySelector(".sb-nav").scrollWidth <= innerWidth
    && new Set([...document.querySelectorAll(".sb-nav .utrecht-nav-list > li")]
        .filter(e => e.offsetParent).map(e => e.offsetTop)).size === 1"""


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
@pytest.mark.parametrize("person", ["chantal", "daan", "eva", "greet"])
def test_two_pages_and_more_whatever_page_is_open(
    open_page: OpenPage, person: str, javascript: bool
) -> None:
    page = open_page(person, javascript=javascript, width=360)
    nav = page.locator("nav.sb-nav")
    for path in ("/mijn-werk", "/behoeften", "/doelgroepen"):
        page.goto(path)
        assert page.evaluate(BARE), path
        shown = nav.locator(".utrecht-nav-list > li:visible")
        expect(shown).to_have_count(3)
        more = nav.locator("summary")
        is_within = nav.locator(".sb-nav__more--here").count() == 1
        assert is_within == (path in REST), path
        more.focus()
        page.keyboard.press("Enter")
        links = nav.locator(".sb-menu__panel a")
        found = [each.get_attribute("href") for each in links.all()]
        assert [each for each in found if each not in ("/beheer", "/signalen")] == list(REST)
        expect(nav.locator(".sb-menu__panel [aria-current]")).to_have_count(int(path in REST))
        for each in links.all():
            box = each.bounding_box()
            assert box is not None and box["height"] >= 40, "as high as a finger needs"
        if path in REST:
            name = str(nav.locator(".sb-menu__panel [aria-current]").inner_text())
            assert name in str(more.text_content()), "heard also while it is closed"


@pytest.mark.parametrize("person", ["chantal", "daan"])
def test_the_top_of_a_page_leaves_room_for_the_page(open_page: OpenPage, person: str) -> None:
    page = open_page(person, width=360)
    page.goto("/mijn-werk")
    top = page.locator(".sb-top").bounding_box()
    assert top is not None and top["height"] <= 56
    for each in (".sb-search__open", ".sb-top .sb-menu > summary"):
        box = page.locator(each).bounding_box()
        assert box is not None and min(box["height"], box["width"]) >= 44, "as a finger needs"
