"""An answer that never comes: what was sent may have been done, so the page says to look first."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.region import Region
from tests.matches.pairs import Pairs
from tests.world import World, fresh_word

DONE = "Er kwam geen antwoord. Misschien is het wel gelukt"


def test_who_hears_nothing_of_a_form_looks_first_and_finds_it_done(
    open_page: OpenPage, region: Region
) -> None:
    with region.session() as session:
        pairs = Pairs(World(session))
        need = pairs.need(title=f"Naar de kapper in groepje {fresh_word(length=6)}")
        pairs.offer(title="Boodschappen en andere ritjes")
    page = open_page("amina")
    page.goto(f"/behoeften/{need.id}")
    # The server has it and does it; the answer is lost on the way.
    page.route("**/koppelingen", lambda route: (route.fetch(), route.abort()))
    page.locator(".sb-suggestion button", has_text="Stel voor").first.click()
    messages = page.locator("#messages")
    expect(messages).to_contain_text(DONE)
    expect(page.locator("[aria-busy='true']")).to_have_count(0)
    messages.get_by_role("link", name="Kijk hoe het nu is").click()
    expect(page.locator("#need_help")).to_contain_text("Wacht op het team van de regio.")
    assert page.url.endswith(f"/behoeften/{need.id}")


def test_who_cannot_reach_a_page_hears_that_there_is_no_connection(open_page: OpenPage) -> None:
    page = open_page("amina")
    page.goto("/behoeften")
    page.route("**/behoeften?*", lambda route: route.abort())
    page.locator("#content form[data-hx-get] input[type=search]").first.fill("boodschappen")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("Er is geen verbinding.")
    expect(page.locator("#messages")).not_to_contain_text(DONE)
