"""The team makes a plan for the demo region and takes it over, with and without JavaScript."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from sqlmodel import col, select

from app.matches.models import Match, MatchStatus
from app.planning.models import LineStatus, PlanLine
from tests.browser.conftest import OpenPage
from tests.browser.planning import run_plan, stop_plans
from tests.browser.region import Region

if TYPE_CHECKING:
    from playwright.sync_api import Page

A_PLAN = re.compile(r"/bord/plan/[0-9a-f-]{36}")


def ask_for_plan(page: Page) -> str:
    """From the board to the page that shows how far it is. Its address."""
    page.goto("/bord")
    page.locator('a[href="/bord/plan"]').click()
    page.locator('form[action="/bord/plan"] button').click()
    page.wait_for_url(A_PLAN)
    expect(page.get_by_role("heading", name="Het plan wordt gemaakt")).to_be_visible()
    return page.url


def statuses(region: Region, address: str) -> list[LineStatus]:
    with region.session() as session:
        plan_id = address.rpartition("/")[2]
        return [
            line.status
            for line in session.exec(select(PlanLine).where(col(PlanLine.plan_id) == plan_id))
        ]


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_daan_makes_a_plan_takes_over_two_proposals_and_then_all(
    open_page: OpenPage, region: Region, javascript: bool
) -> None:
    stop_plans(region)
    page = open_page("daan", javascript=javascript)
    address = ask_for_plan(page)
    run_plan(region, address)
    if not javascript:
        page.get_by_role("button", name="Kijk opnieuw").click()
    # With JavaScript the page looks again by itself, and leaves the focus where it was.
    expect(page.locator("#s_sums")).to_be_visible()
    if javascript:
        assert page.evaluate("document.activeElement === document.body")
    total = len(statuses(region, address))
    if total < 3:  # the plan before this one asked everybody who fits
        return
    picks = page.locator('.sb-lines input[name="lines"]')
    picks.nth(0).check()
    picks.nth(1).check()
    page.get_by_role("button", name="Neem over wat is aangevinkt").click()
    expect(page.locator("#messages")).to_contain_text(
        "Beide organisaties krijgen over een minuut de vraag"
    )
    assert statuses(region, address).count(LineStatus.TAKEN) == 2

    everything = page.locator('.sb-plan-bar input[name="everything"]')
    if javascript:  # one step back, and the same two once more
        page.get_by_role("button", name="Maak ongedaan").click()
        expect(page.locator("#messages")).to_contain_text("Niemand kreeg bericht")
        assert statuses(region, address).count(LineStatus.TAKEN) == 0
        ticked = page.locator("[data-ticked]")
        expect(ticked).to_have_text("0 aangevinkt")
        picks.nth(0).check()
        expect(ticked).to_have_text("1 aangevinkt")
        everything.check()
        expect(ticked).to_have_text(f"{total} aangevinkt")
        expect(picks.nth(1)).to_be_checked()
        picks.nth(1).uncheck()
        expect(everything).not_to_be_checked()
    everything.check()
    page.get_by_role("button", name="Neem over wat is aangevinkt").click()
    expect(page.locator('.sb-lines input[name="lines"]')).to_have_count(0)
    assert set(statuses(region, address)) == {LineStatus.TAKEN}
    with region.session() as session:
        lines = session.exec(
            select(PlanLine).where(col(PlanLine.plan_id) == address.rpartition("/")[2])
        ).all()
        made = session.exec(
            select(Match).where(col(Match.id).in_([line.match_id for line in lines]))
        ).all()
        assert {match.status for match in made} == {MatchStatus.APPROVED}
        assert len(made) == total

    page.locator(".sb-lines a").filter(has_text="Overgenomen").first.click()
    page.wait_for_url(re.compile("/koppelingen/"))


def test_a_keyboard_that_waits_on_the_button_finds_the_heading_when_the_plan_is_there(
    open_page: OpenPage, region: Region
) -> None:
    stop_plans(region)
    page = open_page("daan")
    address = ask_for_plan(page)
    page.get_by_role("button", name="Kijk opnieuw").focus()
    page.wait_for_timeout(2500)  # at least one look that changes nothing
    expect(page.get_by_role("button", name="Kijk opnieuw")).to_be_focused()
    run_plan(region, address)
    expect(page.locator("#s_sums")).to_be_visible()
    expect(page.locator("h1")).to_be_focused()
