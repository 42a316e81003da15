"""Long lists: found by typing, by their headings without a script, and short on a phone."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.steps import tick
from tests.browser.test_walks import both


def test_typing_narrows_a_list_of_boxes_and_says_how_much_is_left(open_page: OpenPage) -> None:
    page = open_page("chantal")
    page.goto("/aanbod/nieuw")
    boxes = page.locator('fieldset:has(input[name="target_groups"])')
    search = boxes.get_by_role("searchbox")
    search.press_sequentially("SENIOREN")
    expect(boxes.locator(".sb-choice:visible")).to_have_text(["Ouderen"])
    expect(page.locator("#spoken")).to_have_text("1 gevonden")
    search.press("ArrowDown")
    page.keyboard.press("Space")
    expect(boxes.locator(".sb-picks__many")).to_have_text("Gekozen: 1")
    search.press("Enter")  # as in a list of one choice, the only one that is left is meant
    expect(boxes.locator(".sb-picks__many")).to_have_text("Gekozen: 0")
    search.press("Enter")
    expect(boxes.locator(".sb-picks__many")).to_have_text("Gekozen: 1")
    search.press("Escape")
    expect(search).to_have_value("")
    expect(boxes.locator("details[open]")).to_have_count(0)
    expect(boxes.locator("details", has_text="Ouderen").first).to_contain_text("gekozen: 1")
    search.press_sequentially("bestaat niet")
    expect(page.locator("#spoken")).to_have_text("Niets gevonden")
    search.press("Enter")
    expect(page).to_have_url(page.url)
    assert page.url.endswith("/aanbod/nieuw"), "Enter sends no form"


def test_typing_opens_a_list_of_one_choice_and_enter_chooses(open_page: OpenPage) -> None:
    page = open_page("amina")
    page.goto("/behoeften/nieuw")
    field = page.locator(".utrecht-form-field:has(#f_support_type)")
    search, select = field.get_by_role("searchbox"), page.locator("#f_support_type")
    search.press_sequentially("taxi")
    expect(select.locator("option")).to_have_count(2)  # and the one that is chosen: none
    search.press("Enter")
    expect(select).to_have_value("transport")
    expect(page.locator("#spoken")).to_have_text("Gekozen: Vervoer")
    expect(select.locator("option")).to_have_count(25)
    search.press_sequentially("huis")
    search.press("ArrowDown")
    expect(select).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(search).to_have_value("")
    expect(select.locator("option")).to_have_count(25)


@both
def test_a_list_is_chosen_from_by_its_headings(open_page: OpenPage, javascript: bool) -> None:
    page = open_page("chantal", javascript=javascript)
    page.goto("/aanbod/nieuw")
    expect(page.get_by_role("searchbox", name="Zoek in de lijst: Soort hulp")).to_have_count(
        1 if javascript else 0
    )
    tick(page, "target_groups", "homeless")
    tick(page, "municipalities", "GM0765")
    page.locator("#f_title").fill("Kou")
    page.get_by_role("button", name="Opslaan als concept").click()
    for name, values in (("target_groups", 1), ("municipalities", 2)):
        on_top = page.locator(f'.sb-picks > .sb-choices input[name="{name}"]:checked')
        expect(on_top).to_have_count(values)


def test_on_a_phone_the_lists_of_an_offer_take_at_most_one_and_a_half_screens(
    open_page: OpenPage,
) -> None:
    page = open_page("chantal", width=360)
    page.goto("/aanbod/nieuw")
    boxes = [box.bounding_box() for box in page.locator("[data-picks]").all()]
    tall = sum((box["height"] for box in boxes if box is not None), start=0.0)
    assert 200 < tall <= 1.5 * 740
