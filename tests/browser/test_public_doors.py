"""A resident offers help without an account, and the municipality makes an offer of it."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Route, expect
from sqlmodel import col, select

from app.core.i18n import gettext as dutch
from app.signals.models import Signal
from app.web.middleware import CSP
from tests.browser.conftest import OpenPage
from tests.browser.region import Region
from tests.world import fresh_word

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
    amina.goto("/signalen?status=received")
    if not javascript:
        # No browser worked for it: it waits in a queue of its own.
        amina.locator("#signal_results a[href$='unproven=1']").click()
    assert amina.evaluate(NO_SCROLL)
    amina.get_by_role("link", name=re.compile(HELP[:30])).first.click()
    amina.get_by_text(dutch("Make an offer of it")).click()
    amina.locator("#f_title").fill("Ruimte in het dorpshuis")
    amina.locator("#f_support_type").select_option("housing_space")
    amina.locator("#f_quantity").fill("20")
    amina.locator("#f_unit").select_option("places")
    amina.locator("#f_offer_answer").fill("Het dorpshuis belt je niet, kom langs.")
    assert amina.evaluate(NO_SCROLL)
    amina.get_by_role("button", name=dutch("Make a draft")).click()
    expect(amina).to_have_url(re.compile(r"/aanbod/[0-9a-f-]{36}$"))
    expect(amina.get_by_text(HELP[:40]).first).to_be_visible()

    resident.goto("/")
    resident.get_by_label(dutch("Your number")).fill(number.lower())
    resident.get_by_role("button", name=dutch("See how it stands")).click()
    expect(resident.get_by_text("Het dorpshuis belt je niet, kom langs.")).to_be_visible()


@pytest.mark.parametrize("javascript", [False], ids=["without"])
def test_who_goes_back_and_presses_again_sends_it_once(
    open_page: OpenPage, region: Region, javascript: bool
) -> None:
    told = f"In onze straat is de winkel weg, {fresh_word('terug')}."
    resident = open_page(None, javascript=javascript)
    resident.goto("/signaal-geven")
    resident.get_by_label(dutch("What do you see?")).fill(told)
    resident.locator("#f_municipality").select_option("GM1979")
    send = resident.get_by_role("button", name=dutch("Send"))
    send.click()
    number = resident.locator(".sb-receipt").inner_text()
    resident.go_back()
    # What the browser puts in again differs; a resident fills in the rest.
    resident.get_by_label(dutch("What do you see?")).fill(told)
    resident.locator("#f_municipality").select_option("GM1979")
    send.click()
    expect(resident.locator(".sb-receipt")).to_have_text(number)
    expect(
        resident.get_by_text(dutch("You have sent this already. It has arrived once."))
    ).to_be_visible()
    with region.session() as session:
        assert len(session.exec(select(Signal).where(col(Signal.description) == told)).all()) == 1


def test_the_browser_works_while_somebody_types_and_nothing_looser_is_asked_for_it(
    open_page: OpenPage,
) -> None:
    """ALTCHA's widget runs below the same policy as every other page, and no browser complains."""
    resident = open_page(None, width=360)
    complaints: list[str] = []
    resident.on("console", lambda message: complaints.append(message.text))
    resident.on("pageerror", lambda problem: complaints.append(str(problem)))
    answer = resident.goto("/signaal-geven")
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy and "blob:" not in policy and "data:" not in policy
    assert policy == CSP
    begun = time.monotonic()
    proof = resident.locator(".sb-proof input[name=proof]")
    expect(proof).to_have_value(re.compile("..."), timeout=20_000)
    assert time.monotonic() - begun < 10, "somebody has not filled in the form before that"
    expect(resident.get_by_label(dutch("Checked against robots"))).to_be_checked()
    assert complaints == []


def test_a_tick_that_was_set_cannot_be_taken_away(open_page: OpenPage, region: Region) -> None:
    told = f"In onze straat is de bank weg, {fresh_word('vinkje')}."
    resident = open_page(None)
    resident.goto("/signaal-geven")
    proof = resident.locator(".sb-proof input[name=proof]")
    expect(proof).to_have_value(re.compile("..."), timeout=60_000)
    solved = proof.input_value()
    tick = resident.get_by_label(dutch("Checked against robots"))
    tick.click()
    resident.locator(".sb-proof label").click()
    tick.focus()
    resident.keyboard.press("Space")
    expect(tick).to_be_checked()
    expect(proof).to_have_value(solved)
    resident.get_by_label(dutch("What do you see?")).fill(told)
    resident.locator("#f_municipality").select_option("GM1979")
    resident.get_by_role("button", name=dutch("Send")).click()
    expect(resident.locator("h1")).to_have_text(dutch("Thank you. This is your number"))
    with region.session() as session:
        (signal,) = session.exec(select(Signal).where(col(Signal.description) == told)).all()
    assert signal.is_proven


def test_who_sends_before_the_browser_is_ready_waits_and_sends_once(
    open_page: OpenPage, region: Region
) -> None:
    told = f"In onze straat is de winkel weg, {fresh_word('proef')}."
    resident = open_page(None)
    held: list[Route] = []
    resident.route("**/signaal-geven/opgave*", lambda route: held.append(route))
    resident.goto("/signaal-geven")
    expect(resident.locator(".sb-proof .altcha[data-state=verifying]")).to_be_visible()
    resident.get_by_label(dutch("What do you see?")).fill(told)
    resident.locator("#f_municipality").select_option("GM1979")
    send = resident.get_by_role("button", name=dutch("Send"))
    send.click()
    send.click()
    expect(resident).to_have_url(re.compile(r"/signaal-geven$"))
    held[0].continue_()
    expect(resident.locator("h1")).to_have_text(dutch("Thank you. This is your number"))
    with region.session() as session:
        (signal,) = session.exec(select(Signal).where(col(Signal.description) == told)).all()
    assert signal.is_proven


@pytest.mark.parametrize("broken", ["altcha.js", "altcha-worker.js", "signaal-geven/opgave*"])
def test_where_the_browser_cannot_work_the_form_says_so_and_is_sent(
    open_page: OpenPage, broken: str
) -> None:
    resident = open_page(None, width=360)
    resident.route(f"**/{broken}", lambda route: route.abort())
    resident.goto("/hulp-aanbieden")
    expect(resident.locator("[data-unproven]")).to_contain_text(
        "Je browser kan de controle tegen robots niet doen."
    )
    expect(resident.locator("altcha-widget")).to_have_count(0)
    if broken != "altcha.js":
        return  # of one address no more than three in an hour come in so
    resident.get_by_label(dutch("What can you do?")).fill(HELP)
    resident.locator("#f_municipality").select_option("GM1979")
    resident.get_by_role("button", name=dutch("Send")).click()
    expect(resident.locator("h1")).to_have_text(dutch("Thank you. This is your number"))


def test_a_form_that_was_left_open_works_once_more(open_page: OpenPage) -> None:
    resident = open_page(None)
    resident.clock.install()
    resident.goto("/signaal-geven")
    proof = resident.locator(".sb-proof input[name=proof]")
    resident.clock.run_for(5_000)
    expect(proof).to_have_value(re.compile("..."), timeout=20_000)
    first = proof.input_value()
    resident.clock.fast_forward("01:31:30")
    resident.clock.run_for(70_000)
    expect(proof).to_have_value(re.compile("..."), timeout=20_000)
    assert proof.input_value() != first
