"""The main jobs of a coordinator, counted: presses of the mouse, keys and seconds by the
keystroke-level model.
"""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.recording import MOST, Recording

TITLE = "40 ouderen boven de 80 kunnen geen boodschappen doen"
MOST_CLICKS = 4
# What to say, and whether what was read of it is right.
THOUGHTS = 2


def test_a_need_is_logged_within_25_seconds_and_four_clicks(open_page: OpenPage) -> None:
    page = open_page("amina")
    recording = Recording(page.context)
    page.goto("/mijn-werk")
    page.get_by_role("link", name="Behoefte toevoegen").first.click()
    page.locator("#f_title").click()
    page.keyboard.type(TITLE)
    expect(page.locator("#f_support_type")).to_have_value("groceries_meals")
    expect(page.locator("#f_target_group")).to_have_value("older_people")
    expect(page.locator("#f_quantity")).to_have_value("40")
    page.get_by_role("button", name="Plaatsen", exact=True).click()
    expect(page.locator("#content h1")).to_have_text(TITLE)
    assert recording.clicks <= MOST_CLICKS
    assert recording.keys == len(TITLE), "nothing is typed but what is needed"
    assert recording.seconds(THOUGHTS) <= MOST, recording.seconds(THOUGHTS)
