"""A resident offers help without an account, and the municipality makes an offer of it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from app.core.i18n import gettext as dutch
from tests.browser.conftest import OpenPage

HELP = "Wij hebben een zaaltje met verwarming. Overdag kunnen er 20 mensen zitten."
NO_SCROLL = "() => document.documentElement.scrollWidth <= innerWidth"


@pytest.mark.parametrize(
    ("javascript", "width"), [(True, 1280), (False, 360)], ids=["with JavaScript", "without"]
)
def test_help_of_a_resident_becomes_an_offer(
    open_page: OpenPage, javascript: bool, width: int
) -> None:
    resident = open_page(None, javascript=javascript, width=width)
    resident.goto("/")
    assert resident.evaluate(NO_SCROLL)
    resident.get_by_role("link", name=dutch("I want to help")).click()
    expect(resident.locator("h1")).to_have_text(dutch("I want to help"))
    resident.get_by_label(dutch("What can you do?")).fill(HELP)
    resident.get_by_role("button", name=dutch("Send")).click()
    expect(resident.locator("#f_municipality_error")).to_be_visible()
    expect(resident.get_by_label(dutch("What can you do?"))).to_have_value(HELP)
    resident.locator("#f_municipality").select_option("GM1979")
    resident.get_by_label(dutch("On weekdays by day")).check()
    assert resident.evaluate(NO_SCROLL)
    resident.get_by_role("button", name=dutch("Send")).click()
    expect(resident.locator("h1")).to_have_text(dutch("Thank you. This is your number"))
    assert resident.evaluate(NO_SCROLL)
    number = resident.locator(".sb-receipt").inner_text()

    amina = open_page("amina", javascript=javascript, width=width)
    amina.goto("/signalen")
    assert amina.evaluate(NO_SCROLL)
    amina.get_by_role("link", name=re.compile(HELP[:30])).first.click()
    amina.get_by_text(dutch("Make an offer of it")).click()
    amina.locator("#f_support_type").select_option("housing_space")
    amina.locator("#f_offer_answer").fill("Het dorpshuis belt je niet, kom langs.")
    assert amina.evaluate(NO_SCROLL)
    amina.get_by_role("button", name=dutch("Make a draft")).click()
    expect(amina).to_have_url(re.compile(r"/aanbod/[0-9a-f-]{36}$"))
    expect(amina.get_by_text(HELP[:40]).first).to_be_visible()

    resident.goto("/")
    resident.get_by_label(dutch("Your number")).fill(number.lower())
    resident.get_by_role("button", name=dutch("See how it stands")).click()
    expect(resident.get_by_text("Het dorpshuis belt je niet, kom langs.")).to_be_visible()
