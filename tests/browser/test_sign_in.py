"""In and out, the language, and the whole way with the keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from app.demo.cast import DEMO_PASSWORD, demo_cast
from app.web.cookies import PREFIX, SESSION
from tests.browser.conftest import OpenPage
from tests.browser.steps import status_of
from tests.browser.test_walks import both

if TYPE_CHECKING:
    from playwright.sync_api import Page

AMINA = next(person for person in demo_cast() if person.key == "amina")


@both
def test_one_click_signs_the_demo_account_in_and_leads_to_the_page_that_was_asked_for(
    open_page: OpenPage, javascript: bool
) -> None:
    page = open_page(javascript=javascript)
    page.goto("/behoeften/nieuw")
    page.wait_for_url("**/inloggen?next=*")
    page.locator('button[name="person"][value="amina"]').click()
    page.wait_for_url("**/behoeften/nieuw")
    expect(page.locator(".sb-top .sb-menu summary")).to_contain_text(
        f"{AMINA.name} · {AMINA.organisation}"
    )


@both
def test_email_and_password_sign_in_and_a_wrong_password_says_so_without_saying_what_is_wrong(
    open_page: OpenPage, javascript: bool
) -> None:
    page = open_page(javascript=javascript)
    page.goto("/inloggen")
    sentences = []
    for email in (AMINA.email, "niemand@eemsdelta.example"):
        page.locator("#f_email").fill(email)
        page.locator("#f_password").fill("niet het wachtwoord")
        press_sign_in(page)
        expect(page.locator("#f_password_error")).to_be_visible()
        expect(page.locator("#f_email")).to_have_value(email)
        expect(page.locator("#f_password")).to_have_value("")
        sentences.append(page.locator("#f_password_error").inner_text())
    assert sentences[0] == sentences[1]
    assert "horen niet bij elkaar" in sentences[0]

    page.locator("#f_email").fill(AMINA.email.upper())
    page.locator("#f_password").fill(DEMO_PASSWORD)
    press_sign_in(page)
    page.wait_for_url("**/mijn-werk")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mijn werk")


@both
def test_after_signing_out_the_old_cookie_is_dead(open_page: OpenPage, javascript: bool) -> None:
    page = open_page("amina", javascript=javascript)
    page.goto("/behoeften")
    old = page.context.cookies()
    assert SESSION.removeprefix(PREFIX) in {cookie["name"] for cookie in old}
    page.locator(".sb-top .sb-menu summary").click()
    page.locator('form[action="/uitloggen"] button').click()
    page.wait_for_url("**/inloggen")
    expect(page.locator("#messages")).to_contain_text("Je bent uitgelogd.")
    assert SESSION.removeprefix(PREFIX) not in {cookie["name"] for cookie in page.context.cookies()}

    thief = open_page(javascript=javascript)
    thief.context.add_cookies([{**cookie} for cookie in old])  # type: ignore[typeddict-item]
    thief.goto("/behoeften")
    thief.wait_for_url("**/inloggen?next=*")


@both
def test_english_is_one_click_away_and_dutch_is_one_click_back(
    open_page: OpenPage, javascript: bool
) -> None:
    page = open_page("amina", javascript=javascript)
    page.goto("/behoeften?urgency=high")
    for language, heading, value in (("en", "Needs", "en"), ("nl", "Behoeften", "nl")):
        page.locator(".sb-top .sb-menu summary").click()
        page.locator(f'button[name="language"][value="{value}"]').click()
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        expect(page.locator("html")).to_have_attribute("lang", language)
        assert page.url.endswith("/behoeften?urgency=high"), "the same page, in the other language"


def test_a_need_is_published_with_the_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/inloggen")
    go_to(page, 'button[name="person"][value="amina"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/mijn-werk")

    page.keyboard.press("Tab")
    expect(page.locator('a[href="#content"]')).to_be_focused()
    page.keyboard.press("Enter")
    go_to(page, 'a[href="/behoeften/nieuw"]', at_most=5)
    page.keyboard.press("Enter")
    page.wait_for_url("**/behoeften/nieuw")

    go_to(page, "#f_title")
    page.keyboard.type("Tien ouderen zoeken iemand die meeloopt naar de winkel")
    go_to(page, "#f_support_type")
    page.keyboard.type("Boods")
    go_to(page, "#f_target_group")
    page.keyboard.type("Ouder")
    go_to(page, "#f_quantity")
    page.keyboard.type("10")
    go_to(page, 'input[name="urgency"]')
    page.keyboard.press("ArrowDown")
    expect(page.locator('input[name="urgency"][value="high"]')).to_be_checked()
    go_to(page, 'button[name="publish"]')
    page.keyboard.press("Enter")
    asked = page.locator('#f_errors a[href="#f_seen_alike"]')
    expect(page.locator(".sb-head .sb-state").or_(asked)).to_be_visible()
    if asked.count():  # whether it is not on the board already, which an earlier test put there
        go_to(page, 'button[name="publish"]', at_most=60)
        page.keyboard.press("Enter")

    expect(page.locator(".sb-head .sb-state")).to_have_text("Open")
    expect(page.locator(".sb-facts")).to_contain_text("Boodschappen en maaltijden")
    expect(page.locator(".sb-facts")).to_contain_text("Ouderen")


def test_a_menu_closes_with_escape_and_gives_the_focus_back(open_page: OpenPage) -> None:
    page = open_page("amina")
    assert status_of(page, "/behoeften") == 200
    go_to(page, ".sb-top .sb-menu summary")
    page.keyboard.press("Enter")
    go_to(page, 'form[action="/uitloggen"] button')
    page.keyboard.press("Escape")
    expect(page.locator(".sb-top .sb-menu")).not_to_have_attribute("open", "")
    expect(page.locator(".sb-top .sb-menu summary")).to_be_focused()


def press_sign_in(page: Page) -> None:
    """The button of the form with e-mail and password."""
    page.locator('form[action="/inloggen"] button').click()


def go_to(page: Page, wanted: str, *, at_most: int = 40) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(at_most):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"{wanted} is not reached with {at_most} times Tab")
