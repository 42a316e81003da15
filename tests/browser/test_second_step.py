"""Passkeys in a real browser, with the authenticator that Chromium brings; and without them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyotp
import pytest
from playwright.sync_api import expect

from app.core import clock
from app.demo.cast import DEMO_PASSWORD, demo_cast
from tests.browser.conftest import OpenPage
from tests.browser.region import Region
from tests.browser.steps import bring_authenticator
from tests.browser.test_walks import both

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

INDEX = "/mijn-account/tweede-stap"
# Nobody else's tests sign these in with their password.
READER, NEIGHBOUR = "greet", "hugo"


@pytest.fixture
def page(browser: Browser, region: Region) -> Iterator[Page]:
    """A browser at localhost, with a passkey in it that is not made yet."""
    context = browser.new_context(
        base_url=region.address.replace("127.0.0.1", "localhost"), locale="nl-NL"
    )
    page = context.new_page()
    bring_authenticator(page)
    yield page
    context.close()


def enter_demo(page: Page, who: str) -> None:
    page.goto("/inloggen")
    page.locator(f'button[name="person"][value="{who}"]').click()
    page.wait_for_url("**/mijn-werk")


def leave(page: Page) -> None:
    page.context.clear_cookies()


def give_password(page: Page, who: str) -> None:
    page.goto("/inloggen")
    page.locator("#f_email").fill(next(p.email for p in demo_cast() if p.key == who))
    page.locator("#f_password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Inloggen", exact=True).click()


def test_a_passkey_is_made_signs_in_is_a_second_step_and_is_taken_away(page: Page) -> None:
    enter_demo(page, READER)
    page.goto(INDEX)
    page.locator("#f_name").fill("Telefoon")
    page.get_by_role("button", name="Maak een passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bewaar je herstelcodes")
    expect(page.locator(".sb-codes li")).to_have_count(10)
    page.get_by_role("button", name="Ik heb ze bewaard").click()
    page.wait_for_url(f"**{INDEX}")
    expect(page.locator(".sb-factor")).to_contain_text("Telefoon")
    # The same device has one already.
    page.locator("#f_name").fill("Nog een")
    page.get_by_role("button", name="Maak een passkey").click()
    expect(page.locator("[data-trouble]").first).to_contain_text("heb je al een passkey")

    leave(page)
    page.goto("/inloggen?next=/aanbod")
    page.get_by_role("button", name="Log in met een passkey").click()
    page.wait_for_url(lambda address: "?" not in address and address.endswith("/aanbod"))

    leave(page)
    give_password(page, READER)
    page.wait_for_url("**/inloggen/tweede-stap")
    page.get_by_role("button", name="Gebruik je passkey").click()
    page.wait_for_url("**/mijn-werk")

    page.goto(INDEX)
    page.get_by_role("button", name="Haal weg").click()
    expect(page.locator("#messages")).to_contain_text("De passkey is weg")
    expect(page.locator(".sb-factor")).to_have_count(0)
    leave(page)
    page.goto("/inloggen")
    page.get_by_role("button", name="Log in met een passkey").click()
    expect(page.locator("main")).to_contain_text("Deze passkey werkt hier niet")


@both
def test_an_app_is_set_up_asked_for_and_taken_away(open_page: OpenPage, javascript: bool) -> None:
    page = open_page(javascript=javascript)
    enter_demo(page, NEIGHBOUR)
    page.goto(INDEX)
    page.get_by_role("button", name="Stel een app in").click()
    expect(page.locator(".sb-qr")).to_be_visible()
    key = page.locator(".sb-secret").inner_text().replace(" ", "").replace("\n", "")
    page.locator("#f_code").fill(pyotp.TOTP(key).at(clock.now()))
    page.get_by_role("button", name="Ga verder").click()
    codes = page.locator(".sb-codes li").all_inner_texts()
    assert len(codes) == 10
    page.get_by_role("button", name="Ik heb ze bewaard").click()
    leave(page)
    give_password(page, NEIGHBOUR)
    page.wait_for_url("**/inloggen/tweede-stap")
    page.locator("#f_code").fill("123")
    page.get_by_role("button", name="Ga verder").click()
    expect(page.locator("#f_code_error")).to_be_visible()
    page.locator("#f_code").fill(codes[0])
    page.get_by_role("button", name="Ga verder").click()
    page.wait_for_url("**/mijn-werk")
    page.goto(INDEX)
    page.get_by_role("button", name="Haal de app weg").click()
    expect(page.locator("#messages")).to_contain_text("De app is weg")


def test_at_an_address_of_numbers_the_page_leads_to_where_passkeys_work(
    open_page: OpenPage, region: Region
) -> None:
    page = open_page()
    page.goto("/inloggen")
    expect(page.get_by_role("link", name="Open deze pagina op localhost")).to_have_attribute(
        "href", region.address.replace("127.0.0.1", "localhost") + "/inloggen"
    )
    expect(page.get_by_role("button", name="Log in met een passkey")).to_have_count(0)


def test_without_javascript_the_page_says_that_passkeys_need_it(
    browser: Browser, region: Region
) -> None:
    context = browser.new_context(
        base_url=region.address.replace("127.0.0.1", "localhost"), java_script_enabled=False
    )
    page = context.new_page()
    page.goto("/inloggen")
    expect(page.get_by_text("Voor een passkey is JavaScript nodig")).to_be_visible()
    expect(page.get_by_role("button", name="Log in met een passkey")).to_have_count(0)
    context.close()
