"""The call desk in a browser: by keyboard alone within 25 seconds, and without JavaScript."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.recording import MOST, Recording

if TYPE_CHECKING:
    from playwright.sync_api import Page

DESK = "/behoeften/belbalie"
# What is said of the need, typed along while the caller speaks. Who calls does not belong in it.
SAID = "dertig ouderen in Appingedam krijgen geen warm eten meer, tot kerst"
# Before somebody types, and before they confirm what they read.
THOUGHTS = 2


def _confirm(page: Page) -> None:
    """Also when an earlier test put the same need on the board."""
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/belbalie?na=*")


def test_a_call_is_on_the_board_within_25_seconds_by_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page("amina")
    recording = Recording(page.context)
    page.goto(DESK)
    expect(page.locator("#f_said")).to_be_focused()
    page.keyboard.type(SAID)
    page.keyboard.press("Enter")
    expect(page.locator("#f_title")).to_have_value("Warm eten voor 30 ouderen in Appingedam")
    expect(page.locator("#s_read")).to_be_focused()
    _confirm(page)
    expect(page.locator("#content")).to_contain_text("Geplaatst: Warm eten voor 30 ouderen")
    expect(page.locator("#f_said")).to_be_focused()  # for the next caller
    assert "mousedown" not in recording.pressed
    assert recording.pressed.count("keydown") == len(SAID) + 3, "Enter, and Ctrl with Enter"
    assert recording.seconds(THOUGHTS) <= MOST


def test_from_the_heading_the_keyboard_goes_through_the_fields(open_page: OpenPage) -> None:
    page = open_page("chantal")
    page.goto(DESK)
    page.keyboard.type(SAID)
    page.keyboard.press("Enter")
    expect(page.locator("#s_read")).to_be_focused()
    page.locator("a.sb-mark", has_text="dertig").press("Enter")
    expect(page).to_have_url(re.compile("#f_quantity$"))
    page.locator("#f_quantity").fill("35")
    _confirm(page)
    page.locator(".sb-notice a").click()
    expect(page.locator("#content")).to_contain_text("35")


def test_it_works_without_javascript(open_page: OpenPage) -> None:
    page = open_page("amina", javascript=False)
    page.goto("/behoeften")
    page.get_by_role("link", name="Belbalie").click()
    page.locator("#f_said").fill(SAID)
    page.get_by_role("button", name="Lees").click()
    assert page.url.endswith(DESK), "nothing of it is in the address"
    expect(page.locator("#beside")).to_contain_text("Wie kan helpen?")
    page.locator("#call [name=publish]").click()
    page.wait_for_url("**/belbalie?na=*")


def test_mijn_werk_of_a_municipality_leads_to_it(open_page: OpenPage) -> None:
    page = open_page("amina")
    page.goto("/mijn-werk")
    page.get_by_role("link", name="Belbalie").click()
    expect(page.locator("#f_said")).to_be_visible()
