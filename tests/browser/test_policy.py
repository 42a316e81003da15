"""What our policy refuses happens on no page: every browser of these tests listens for it."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.region import Region


def test_a_text_field_made_taller_by_hand_goes_through_a_refusal(
    open_page: OpenPage, region: Region
) -> None:
    """The browser then keeps the height as an inline style, which must not be copied as one."""
    page = open_page("eva")
    page.goto("/netwerk")
    page.locator("main a[href^='/netwerk/']").filter(has_text="Boodschappenhulp").first.click()
    page.wait_for_url("**/netwerk/*-*")
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    field = page.locator("main textarea:visible").first
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    assert box is not None
    corner = box["x"] + box["width"] - 4, box["y"] + box["height"] - 4
    page.mouse.move(*corner)
    page.mouse.down()
    page.mouse.move(corner[0], corner[1] + 60, steps=5)
    page.mouse.up()
    assert "height" in (field.get_attribute("style") or "")
    form = field.locator("xpath=ancestor::form")
    assert form.get_attribute("data-hx-post"), "htmx puts the answer in its place"
    form.get_by_role("button").last.click()
    expect(page.locator("[id$=_error]").first).to_be_visible()
    assert open_page.refused == []


def test_these_browsers_hear_what_is_refused(open_page: OpenPage) -> None:
    page = open_page(None)
    page.goto("/")
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.wait_for_timeout(200)
    assert "inline style" in open_page.refused.pop()
