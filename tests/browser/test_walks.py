"""A need from draft to its end, with and without JavaScript, and who sees it on the way."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.steps import SEARCH, log_need, press, status_of, unfold
from tests.world import GROCERIES

both = pytest.mark.parametrize(
    "javascript", [True, False], ids=["with JavaScript", "without JavaScript"]
)


@both
def test_amina_logs_a_draft_publishes_it_and_finds_it_and_others_see_what_they_may(
    open_page: OpenPage, javascript: bool
) -> None:
    amina = open_page("amina", javascript=javascript)
    farid = open_page("farid", javascript=javascript)
    hugo = open_page("hugo", javascript=javascript)

    path = log_need(amina)
    expect(amina.get_by_role("heading", level=1)).to_have_text(GROCERIES["title"])
    expect(amina.locator(".sb-head .sb-state")).to_have_text("Concept")
    assert status_of(farid, path) == 404
    assert status_of(hugo, path) == 404

    press(amina, "plaatsen")
    expect(amina.locator(".sb-head .sb-state")).to_have_text("Open")
    expect(amina.locator("#messages")).to_contain_text("geplaatst")
    assert amina.url.endswith(path)

    amina.goto("/behoeften?sort=newest")  # other walks log the same need, and the list has pages
    amina.locator("#f_q").fill(SEARCH)
    if not javascript:
        amina.locator("main").get_by_role("search").get_by_role("button").click()
    expect(amina.locator(".sb-chips")).to_contain_text(SEARCH)
    expect(amina.locator(f'.sb-rows a[href="{path}"]')).to_have_text(GROCERIES["title"])

    assert status_of(farid, path) == 200
    expect(farid.get_by_role("heading", level=1)).to_have_text(GROCERIES["title"])
    expect(farid.locator('form[action*="/behoeften/"]')).to_have_count(0)
    assert status_of(hugo, path) == 404
    assert status_of(hugo, f"/behoeften?q={SEARCH}") == 200
    expect(hugo.locator(f'a[href="{path}"]')).to_have_count(0)


def test_typing_in_the_search_box_changes_the_list_and_the_address_without_a_reload(
    open_page: OpenPage,
) -> None:
    page = open_page("amina")
    path = log_need(page, publish=True)
    page.goto("/behoeften?sort=newest")
    page.evaluate("() => { window.stillTheSamePage = true; }")
    count = page.locator("#need_results [data-spoken]")
    live_region, before = page.locator("#spoken").element_handle(), count.inner_text()

    page.locator("#f_q").press_sequentially(SEARCH)
    expect(page.locator(f'.sb-rows a[href="{path}"]')).to_be_visible()
    expect(count).not_to_have_text(before)
    page.wait_for_url(lambda url: "q=oudere+boodschap" in url)
    assert page.evaluate("() => window.stillTheSamePage") is True
    assert live_region is not None
    spoken = (live_region.text_content() or "").split()
    assert spoken == count.inner_text().split(), "only a region that stays is read aloud"
    expect(page.locator("#f_q")).to_be_focused()
    expect(page.locator("#f_q")).to_have_value(SEARCH)

    page.reload()
    expect(page.locator("#f_q")).to_have_value(SEARCH)
    expect(page.locator(f'.sb-rows a[href="{path}"]')).to_be_visible()
    page.go_back()
    expect(page.locator("#f_q")).to_have_value("")
    expect(count).to_have_text(before)


@both
def test_a_need_is_closed_with_how_it_ended(open_page: OpenPage, javascript: bool) -> None:
    page = open_page("amina", javascript=javascript)
    path = log_need(page, publish=True)

    unfold(page, "sluiten")
    page.locator("#f_close_note").fill("Vrijwilligers doen het nu elke week.")
    press(page, "sluiten")
    expect(page.locator("#f_outcome_error")).to_contain_text("Kies hoe het afliep.")
    expect(page.locator('form[action$="/sluiten"]')).to_be_visible()
    expect(page.locator("#f_close_note")).to_have_value("Vrijwilligers doen het nu elke week.")

    page.locator('input[name="outcome"][value="partly_met"]').check()
    press(page, "sluiten")
    expect(page.locator(".sb-head .sb-state")).to_have_text("Gesloten")
    expect(page.locator(".sb-head")).to_contain_text("Deels gelukt")
    expect(page.get_by_text("Vrijwilligers doen het nu elke week.")).to_be_visible()
    expect(page.locator('form[action$="/sluiten"]')).to_have_count(0)
    assert page.url.endswith(path)


@both
def test_a_need_is_withdrawn_with_a_reason(open_page: OpenPage, javascript: bool) -> None:
    page = open_page("amina", javascript=javascript)
    path = log_need(page, publish=True)

    unfold(page, "intrekken")
    press(page, "intrekken")
    expect(page.locator("#f_reason_error")).to_contain_text("Kies een reden.")
    expect(page.locator("#f_errors a")).to_have_attribute("href", "#f_reason")
    expect(page.locator('form[action$="/intrekken"]')).to_be_visible()

    page.locator('input[name="reason"][value="already_solved"]').check()
    press(page, "intrekken")
    expect(page.locator(".sb-head .sb-state")).to_have_text("Ingetrokken")
    expect(page.locator(".sb-facts")).to_contain_text("Al op een andere manier opgelost")
    assert status_of(open_page("farid", javascript=javascript), path) == 404


@both
def test_a_draft_is_thrown_away_and_is_gone(open_page: OpenPage, javascript: bool) -> None:
    page = open_page("amina", javascript=javascript)
    path = log_need(page)
    unfold(page, "weggooien")
    press(page, "weggooien")
    page.wait_for_url("**/behoeften")
    expect(page.locator("#messages")).to_contain_text("weggegooid")
    assert status_of(page, path) == 404


def test_bram_drafts_and_amina_publishes(open_page: OpenPage) -> None:
    bram, amina = open_page("bram"), open_page("amina")
    path = log_need(bram)
    expect(bram.locator('form[action$="/plaatsen"]')).to_have_count(0)
    amina.goto(path)
    press(amina, "plaatsen")
    expect(amina.locator(".sb-head .sb-state")).to_have_text("Open")
