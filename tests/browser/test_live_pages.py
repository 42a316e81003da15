"""The page of a need and of somebody's work renew themselves in a browser: the focus and what is
typed stay, and a page that is not live any more says so.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from app.core import clock
from app.identity.commands import end_all_sessions
from app.matches.models import Match
from tests.browser.conftest import OpenPage
from tests.browser.region import Region
from tests.browser.steps import heard, listen, post_offer, press
from tests.browser.test_live import CONNECTED
from tests.browser.test_match_walk import send
from tests.matches.pairs import Pairs
from tests.world import World

TITLE = "Warme maaltijden voor de bewoners van de Waterlelie"


@pytest.fixture
def approved(region: Region) -> Match:
    """A match that waits for the yes of chantal."""
    with region.session() as session:
        pairs = Pairs(World(session))
        match = pairs.approved(need=pairs.need(title=TITLE))
        # Before what other tests left to wait for: *Mijn werk* shows ten.
        match.answer_by = clock.now() + timedelta(hours=1)
        return match


def watch(page: Page, address: str) -> None:
    page.goto(address, timeout=60_000)
    expect(page.locator(CONNECTED)).to_be_attached(timeout=60_000)
    page.evaluate("() => { window.isSamePage = true; }")


def test_what_an_initiative_answers_comes_on_the_page_of_the_need_and_in_somebodys_work(
    open_page: OpenPage, approved: Match
) -> None:
    need, work, chantal = open_page("amina"), open_page("amina"), open_page("chantal")
    watch(need, f"/behoeften/{approved.need_id}")
    watch(work, "/mijn-werk")
    row = need.locator("tr", has_text="Boodschappenhulp Delfzijl")
    link = row.get_by_role("link").first
    link.focus()
    fold = need.locator("details.sb-act", has_text="Trek de behoefte in")
    fold.locator("summary").click()
    link.focus()
    waits = work.locator("section", has=work.locator("#group_waiting"))
    expect(waits).to_contain_text(TITLE)
    inside = work.locator("#work_page a[href]").first
    inside.focus()
    chantal.goto(f"/koppelingen/{approved.id}")
    send(chantal, "accepteren")
    expect(row).to_contain_text("Afgesproken")
    expect(row).to_have_class(re.compile("is-moved"))
    assert need.locator("tr.is-moved").count() == 1, "what stayed as it was has no other ground"
    expect(link).to_be_focused()
    expect(fold).to_have_attribute("open", "")
    expect(need.locator("#spoken")).to_contain_text("Boodschappenhulp Delfzijl")
    expect(waits).not_to_contain_text(f"Wacht op antwoord op “{TITLE}”")
    expect(inside).to_be_focused()
    for page in (need, work):
        assert page.evaluate("() => window.isSamePage"), "without a reload"
    shown = need.locator("#need_page").inner_text()
    need.reload()
    fold = need.locator("details.sb-act", has_text="Trek de behoefte in")
    fold.locator("summary").click()
    assert shown == need.locator("#need_page").inner_text(), "as a page that is loaded now"


def test_a_form_in_which_somebody_types_is_never_replaced(
    open_page: OpenPage, region: Region, approved: Match
) -> None:
    page = open_page("amina")
    watch(page, f"/behoeften/{approved.need_id}")
    fold = page.locator("details.sb-act", has_text="Trek de behoefte in")
    fold.locator("summary").click()
    note = fold.locator("textarea")
    note.fill("Het is anders opgelost")
    with region.session() as session:
        Pairs(World(session)).accept(approved, "chantal")
    told = page.locator("#live_changes a")
    expect(told).to_contain_text("Wat je typt blijft staan")
    row = page.locator("tr", has_text="Boodschappenhulp Delfzijl")
    expect(row).not_to_contain_text("Afgesproken")
    expect(note).to_have_value("Het is anders opgelost")
    told.click()
    expect(row).to_contain_text("Afgesproken")
    expect(note).to_have_value("Het is anders opgelost")
    expect(fold).to_have_attribute("open", "")
    assert page.evaluate("() => window.isSamePage")


def test_who_does_it_is_not_told_once_more(open_page: OpenPage, approved: Match) -> None:
    page = open_page("amina")
    watch(page, f"/behoeften/{approved.need_id}")
    listen(page)
    page.locator("details.sb-act", has_text="Sluit de behoefte").locator("summary").click()
    page.locator("input[name=outcome][value=met]").check()
    page.locator("form[action$='/sluiten'] button[type=submit]").first.click()
    expect(page.locator("#messages")).to_contain_text("De behoefte is gesloten")
    page.wait_for_timeout(2_000)
    assert heard(page) == [], "the message above the page says it"
    expect(page.locator(CONNECTED)).to_be_attached()


def test_what_is_said_of_the_last_form_stays_when_something_comes(
    open_page: OpenPage, region: Region
) -> None:
    """Whoever proposes a partner reads that it was done, although the region moves meanwhile."""
    with region.session() as session:
        pairs = Pairs(World(session))
        need = pairs.need(title=TITLE)
        waiting = pairs.approved(need=need, quantity=5)
    page, chantal = open_page("amina"), open_page("chantal")
    watch(page, f"/behoeften/{need.id}")
    page.locator(".sb-suggestion .sb-propose__end > button").first.click()
    said = page.locator("#need_help [data-said]")
    expect(said).to_contain_text("is voorgesteld, voor")
    expect(said).to_be_focused()
    chantal.goto(f"/koppelingen/{waiting.id}")
    send(chantal, "accepteren")
    agreed = page.locator("tr", has_text="Boodschappenhulp Delfzijl").filter(has_text="Afgesproken")
    expect(agreed).to_have_count(1)
    expect(said).to_have_count(1)
    expect(said).to_be_focused()


SAY_IT_COMES = """(id) => {
  const message = { id, data: "" };
  const detail = { message, cancelled: false, waitUntil: (wait) => { said = wait; } };
  let said = Promise.resolve();
  document.dispatchEvent(new CustomEvent("htmx:sse:before:message", { detail }));
  return said.then(() => detail.cancelled);
}"""


def test_a_slow_stream_never_leaves_what_was_before_the_last_answer(open_page: OpenPage) -> None:
    page = open_page("chantal")
    path = post_offer(page, title="Warme maaltijden van de buurtkeuken")
    page.route("**/live?*", lambda route: route.abort())  # its messages come below, late
    page.goto(path)
    numbers = []
    for verb, state in [("pauzeren", "Op pauze"), ("hervatten", "Beschikbaar")] * 2:
        with page.expect_response(f"**/{verb}") as answer:
            press(page, verb)
        numbers.append(answer.value.header_value("shows"))
        expect(page.locator(".sb-head .sb-state")).to_have_text(state)
    assert len(set(numbers)) == 4
    assert page.evaluate(SAY_IT_COMES, numbers[0]), "of the first answer: the page is further"
    assert page.evaluate(SAY_IT_COMES, numbers[2]), "messages between were taken together"
    assert not page.evaluate(SAY_IT_COMES, "of somebody else"), "and the page shows that now"
    assert not page.evaluate(SAY_IT_COMES, numbers[3]), "so the last one comes as well"


def test_a_page_whose_stream_has_ended_says_so(open_page: OpenPage, region: Region) -> None:
    page = open_page("hugo")
    watch(page, "/behoeften")
    with region.session() as session:
        end_all_sessions(session, World(session).person("hugo"))
    switch = page.locator("#live_switch")
    expect(switch).to_have_text(re.compile("Niet live, ververs"))
    expect(switch.get_by_role("button")).to_have_count(0)
    expect(page.locator("#live_changes[role=status]")).to_contain_text("ververst niet meer vanzelf")
    switch.get_by_role("link").click()
    page.wait_for_url("**/inloggen*")


def test_a_lost_line_is_said_and_comes_back(open_page: OpenPage) -> None:
    page = open_page("daan")
    refused: list[str] = []

    def refuse(route: Route) -> None:
        refused.append(route.request.url)
        route.abort()

    page.route("**/behoeften/live*", refuse)
    page.goto("/behoeften")
    expect(page.locator("#live_switch button")).to_contain_text("Verbinden…", timeout=20_000)
    expect(page.locator("p[data-when=lost]")).to_be_visible()
    expect(page.locator("#spoken")).to_contain_text("Niet verbonden")
    page.unroute("**/behoeften/live*")
    expect(page.locator(CONNECTED)).to_be_attached(timeout=60_000)
    expect(page.locator("#live_switch button")).to_contain_text("Live aan")
    expect(page.locator("p[data-when=lost]")).to_be_hidden()
    assert refused


def test_a_list_has_one_stream_however_often_it_is_filtered(open_page: OpenPage) -> None:
    page = open_page("daan")
    open_now: set[str] = set()
    page.on("request", lambda asked: open_now.add(asked.url) if "/live?" in asked.url else None)
    for end in ("requestfailed", "requestfinished"):
        page.on(end, lambda asked: open_now.discard(asked.url))
    page.goto("/aanbod")
    expect(page.locator(CONNECTED)).to_be_attached(timeout=60_000)
    for word in ("vervoer", "bus"):
        page.locator("#f_q").fill(word)
        page.wait_for_url(f"**q={word}*")
        expect(page.locator(CONNECTED)).to_be_attached(timeout=60_000)
    page.wait_for_timeout(500)
    assert len(open_now) == 1 and "q=bus" in open_now.pop()
