"""An offer from draft to its end, with and without JavaScript, and past the team of the region."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.region import BUSINESS, Region
from tests.browser.steps import post_offer, press, status_of, unfold
from tests.browser.test_walks import both
from tests.world import SHOPPING


@both
def test_chantal_posts_an_offer_and_farid_finds_it(open_page: OpenPage, javascript: bool) -> None:
    chantal, farid = (
        open_page("chantal", javascript=javascript),
        open_page("farid", javascript=javascript),
    )
    path = post_offer(chantal)
    expect(chantal.locator(".sb-head .sb-state")).to_have_text("Beschikbaar")
    expect(chantal.locator("#messages")).to_contain_text("geplaatst")

    farid.goto("/aanbod")
    farid.locator("#f_q").fill("boodschap delfzijl")
    if not javascript:
        farid.locator("main").get_by_role("search").get_by_role("button").click()
    expect(farid.locator(".sb-chips")).to_contain_text("boodschap delfzijl")
    expect(farid.locator(f'.sb-rows a[href="{path}"]')).to_have_text(SHOPPING["title"])
    assert status_of(open_page("hugo", javascript=javascript), path) == 404


@both
def test_an_offer_is_paused_made_available_again_and_withdrawn(
    open_page: OpenPage, javascript: bool
) -> None:
    page = open_page("chantal", javascript=javascript)
    post_offer(page)
    state = page.locator(".sb-head .sb-state")
    press(page, "pauzeren")
    expect(state).to_have_text("Op pauze")
    press(page, "hervatten")
    expect(state).to_have_text("Beschikbaar")

    unfold(page, "intrekken")
    press(page, "intrekken")
    expect(page.locator("#f_reason_error")).to_contain_text("Kies een reden.")
    expect(page.locator('form[action$="/intrekken"]')).to_be_visible()
    page.locator('input[name="reason"][value="no_capacity"]').check()
    press(page, "intrekken")
    expect(state).to_have_text("Ingetrokken")
    expect(page.locator(".sb-facts")).to_contain_text("Geen plek meer")


@both
def test_an_expired_offer_counts_again_once_it_is_confirmed(
    open_page: OpenPage, region: Region, javascript: bool
) -> None:
    page = open_page("chantal", javascript=javascript)
    page.goto(region.add_expired_offer())
    state = page.locator(".sb-head .sb-state")
    expect(state).to_have_text("Verlopen")
    press(page, "bevestigen")
    expect(state).to_have_text("Beschikbaar")
    expect(page.locator(".sb-facts")).to_contain_text("Geldig tot en met")


@both
def test_the_offer_of_a_company_waits_until_the_team_admits_it(
    open_page: OpenPage, javascript: bool
) -> None:
    business, daan = (
        open_page(BUSINESS, javascript=javascript),
        open_page("daan", javascript=javascript),
    )
    amina = open_page("amina", javascript=javascript)
    path = post_offer(business)
    expect(business.locator(".sb-head .sb-state")).to_have_text("Wacht op het team")
    assert status_of(amina, path) == 404

    daan.goto("/aanbod?state=submitted")
    daan.locator(f'.sb-rows a[href="{path}"]').click()
    press(daan, "toelaten")
    expect(daan.locator(".sb-head .sb-state")).to_have_text("Beschikbaar")
    assert status_of(amina, path) == 200


@both
def test_the_team_sends_an_offer_back_with_what_has_to_change(
    open_page: OpenPage, javascript: bool
) -> None:
    business, daan = (
        open_page(BUSINESS, javascript=javascript),
        open_page("daan", javascript=javascript),
    )
    path = post_offer(business)
    daan.goto(path)
    unfold(daan, "terugsturen")
    press(daan, "terugsturen")
    expect(daan.locator("#f_team_note_error")).to_contain_text("Zeg wat eerst anders moet.")
    expect(daan.locator('form[action$="/terugsturen"]')).to_be_visible()

    daan.locator("#f_team_note").fill("Zeg erbij op welke dagen het kan.")
    press(daan, "terugsturen")
    daan.wait_for_url("**/aanbod?state=submitted")
    expect(daan.locator("#messages")).to_contain_text("teruggestuurd")
    assert status_of(daan, path) == 404, "a draft is its organisation's own"

    business.goto(path)
    expect(business.locator(".sb-head .sb-state")).to_have_text("Concept")
    expect(business.get_by_text("Zeg erbij op welke dagen het kan.")).to_be_visible()
    press(business, "plaatsen")
    expect(business.locator(".sb-head .sb-state")).to_have_text("Wacht op het team")
