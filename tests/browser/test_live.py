"""The board renews itself in a browser: what somebody else does comes without a reload, and who
works in it keeps their place.
"""

from __future__ import annotations

import re
from functools import partial

import pytest
from playwright.sync_api import Request, Route, expect

from app.matches.models import Match
from tests.browser.conftest import OpenPage
from tests.browser.region import Region
from tests.browser.test_match_walk import send
from tests.matches.pairs import Pairs
from tests.world import World

TITLE = "Boodschappen voor de oudste bewoners van de Molenwijk"
CONNECTED = "#live[data-live=on]"


@pytest.fixture
def approved(region: Region) -> Match:
    """A match that waits for the yes of chantal."""
    with region.session() as session:
        pairs = Pairs(World(session))
        return pairs.approved(need=pairs.need(title=TITLE))


def test_the_board_of_the_team_moves_the_card_that_an_initiative_accepts(
    open_page: OpenPage, approved: Match
) -> None:
    daan, chantal = open_page("daan"), open_page("chantal")
    daan.goto("/bord?q=Molenwijk")
    expect(daan.locator(CONNECTED)).to_be_attached(timeout=60_000)
    card = daan.locator(f"#at_{approved.id}")
    expect(daan.locator("#cards_talking").locator(f"#at_{approved.id}")).to_be_visible()
    link = card.locator("h3 a")
    link.focus()
    daan.evaluate("() => { window.isSamePage = true; }")
    chantal.goto(f"/koppelingen/{approved.id}")
    send(chantal, "accepteren")
    expect(card).to_contain_text("begint")
    expect(link).to_be_focused()
    expect(daan.locator("#spoken")).to_contain_text(TITLE)
    # It begins: the card goes to another column, and the focus with it.
    send(chantal, "starten")
    expect(daan.locator("#column_running").locator(f"#at_{approved.id}")).to_be_visible()
    expect(card).to_have_count(1)
    expect(link).to_be_focused()
    expect(daan.locator("#spoken")).to_contain_text("staat nu onder In uitvoering")
    assert daan.evaluate("() => window.isSamePage"), "without a reload"
    live = (
        daan.locator("#column_running").inner_text(),
        daan.locator("#column_talking").inner_text(),
    )
    daan.reload()
    again = (
        daan.locator("#column_running").inner_text(),
        daan.locator("#column_talking").inner_text(),
    )
    assert live == again, "it shows what a page shows that is loaded now"


def test_a_page_has_one_stream_however_often_it_is_filtered(open_page: OpenPage) -> None:
    page = open_page("daan")
    began: list[str] = []
    ended: list[str] = []

    def note(into: list[str], request: Request) -> None:
        if "/bord/live" in request.url:
            into.append(request.url)

    page.on("request", partial(note, began))
    page.on("requestfailed", partial(note, ended))
    page.on("requestfinished", partial(note, ended))
    page.goto("/bord")
    expect(page.locator(CONNECTED)).to_be_attached(timeout=60_000)
    for word in ("bood", "boodschap", "boodschappen"):
        page.locator("#f_q").fill(word)
        page.wait_for_url(f"**q={word}*")
        expect(page.locator(CONNECTED)).to_be_attached(timeout=60_000)
    page.wait_for_timeout(500)
    assert len(began) - len(ended) == 1, (began, ended)
    assert "q=boodschappen" in began[-1]


@pytest.mark.parametrize("late", ["js/live", "js/app", "vendor/htmx"])
def test_it_connects_in_whatever_order_the_scripts_arrive(open_page: OpenPage, late: str) -> None:
    page = open_page("daan")
    held: list[Route] = []
    page.route(re.compile(rf"/{late}[^/]*\.js"), lambda route: held.append(route))
    page.goto("/bord", wait_until="commit")
    page.wait_for_timeout(1500)  # long enough for a stream that does not wait to begin
    assert held, "the page loads it"
    for route in held:
        route.continue_()
    expect(page.locator(CONNECTED)).to_be_attached(timeout=60_000)


def test_the_switch_works_by_keyboard_and_is_remembered(
    open_page: OpenPage, region: Region, approved: Match
) -> None:
    page = open_page("daan")
    page.goto("/bord")
    switch = page.locator("#live_switch button")
    expect(switch).to_have_accessible_name("Live aan – zet uit")
    expect(page.locator("nav").filter(has=switch)).to_be_visible()
    page.locator("#f_q").fill("Moolenwijk")
    page.wait_for_url("**q=Moolenwijk*")
    page.locator("#f_q").fill("Molenwijk")
    page.wait_for_url("**q=Molenwijk*")
    switch.focus()
    page.keyboard.press("Enter")
    expect(switch).to_have_accessible_name("Live uit – zet aan")
    assert "q=Molenwijk" in page.url
    expect(page.locator(CONNECTED)).to_be_attached(timeout=60_000)
    with region.session() as session:
        Pairs(World(session)).accept(approved, "chantal")
    expect(page.locator("#live_changes")).to_contain_text("wijziging")
    expect(page.locator(f"#at_{approved.id}")).to_contain_text("zegt ja of nee")
    page.locator("#live_changes a").click()
    expect(page.locator(f"#at_{approved.id}")).to_contain_text("begint")
    other = open_page("daan")
    other.goto("/bord")
    expect(other.locator("#live_switch button")).to_have_accessible_name("Live uit – zet aan")
    other.locator("#live_switch button").click()
    expect(other.locator("#live_switch button")).to_have_accessible_name("Live aan – zet uit")


def test_on_a_phone_the_switch_stands_in_the_row_of_the_menu(open_page: OpenPage) -> None:
    page = open_page("amina", width=360)
    page.goto("/bord")
    switch = page.locator("#live_switch button").bounding_box()
    menu = page.locator(".sb-nav ul").bounding_box()
    assert switch and menu
    assert menu["y"] <= switch["y"] and switch["y"] + switch["height"] <= menu["y"] + menu["height"]
    assert switch["x"] >= menu["x"] + menu["width"] and switch["x"] + switch["width"] <= 360
    page.locator("#live_switch button").click()
    expect(page.locator("#live_switch button")).to_have_accessible_name("Live uit – zet aan")


def test_without_javascript_there_is_nothing_to_switch(open_page: OpenPage) -> None:
    page = open_page("daan", javascript=False)
    page.goto("/bord")
    expect(page.locator("#live_switch")).to_be_hidden()
    expect(page.locator("#column_open")).to_be_visible()
