"""Nothing typed is lost: the window is closed, the language switched, the session ends, somebody
goes back after sending. The form comes back filled.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect
from sqlmodel import select

from app.drafts.models import FormDraft
from app.identity.models import LoginSession
from app.matches.models import Match, MatchStatus
from tests.browser.conftest import OpenPage
from tests.browser.region import Region
from tests.browser.steps import log_need, send
from tests.matches.pairs import Pairs
from tests.world import World, fresh_word

if TYPE_CHECKING:
    from playwright.sync_api import Page

KEEP = "**/formulieren/bewaren"
NEW = "/behoeften/nieuw"


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """farid's, with the form of a new need."""
    page = open_page("farid")
    page.goto(NEW)
    return page


def begin_anew(page: Page) -> None:
    """An empty form, whatever a test before this one left."""
    button = page.locator("form[data-anew] button")
    if button.count():
        button.click()
    expect(button).to_have_count(0)


def type_title(page: Page) -> str:
    title = "Gezinnen zoeken " + fresh_word()
    page.locator("#f_title").press_sequentially(title)
    return title


@contextmanager
def all_answered(page: Page) -> Iterator[None]:
    """What the page asks meanwhile is answered: on a busy machine a question about a title is still
    under way, and a clock that jumps a minute takes it for one that nobody answered.
    """
    under_way: set[object] = set()
    page.on("request", lambda asked: under_way.add(asked))
    page.on("requestfinished", lambda asked: under_way.discard(asked))
    page.on("requestfailed", lambda asked: under_way.discard(asked))
    yield
    page.wait_for_timeout(1500)  # the page waits a moment before it asks
    while under_way:
        page.wait_for_timeout(100)


def is_kept(region: Region, title: str) -> bool:
    with region.session() as session:
        return title in str(session.exec(select(FormDraft.fields)).all())


def test_what_is_typed_is_kept_by_itself_and_found_in_another_window(
    page: Page, open_page: OpenPage
) -> None:
    page.clock.install()
    page.goto(NEW)
    title = type_title(page)
    page.locator("#f_unit").select_option("places")
    with page.expect_response(KEEP) as kept:
        page.clock.fast_forward(60_000)
    assert kept.value.status == 204

    other = open_page("farid")
    other.goto(NEW)
    expect(other.locator("#f_title")).to_have_value(title)
    expect(other.locator("#f_unit")).to_have_value("places")
    expect(other.locator("main").get_by_text("Je was hier")).to_be_visible()
    begin_anew(other)
    expect(other.locator("#f_title")).to_have_value("")


def test_who_leaves_the_page_at_once_finds_it_too(page: Page, region: Region) -> None:
    title = type_title(page)
    page.goto("/aanbod")
    while not is_kept(region, title):  # sent as the page went: no browser waits for that
        page.wait_for_timeout(50)
    page.goto(NEW)
    expect(page.locator("#f_title")).to_have_value(title)


def switch_language(page: Page) -> None:
    page.locator("summary:has(.sb-avatar)").click()
    page.locator("button[name=language]").click()


def test_another_language_in_the_middle_of_a_form(page: Page) -> None:
    title = type_title(page)
    switch_language(page)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#f_title")).to_have_value(title)
    expect(page.get_by_text("This is what you typed here before")).to_be_visible()


def test_another_language_in_the_middle_of_a_form_without_javascript(open_page: OpenPage) -> None:
    page = open_page("farid", javascript=False)
    page.goto(NEW)
    title = type_title(page)
    # The menu leads to the button that takes the form along; one that does not is not there.
    page.locator("summary:has(.sb-avatar)").click()
    expect(page.locator("button[name=language]")).to_be_hidden()
    page.locator('.sb-menu__panel a[href="#other_language"]').click()
    expect(page.locator("main input[name=form_again_en]")).to_be_in_viewport()
    page.locator("main input[name=form_again_en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#f_title")).to_have_value(title)
    # Enter in a text field sends the form itself: it asks for what is still missing.
    for field in page.locator("main input[type=text]").all():
        name = field.get_attribute("name")
        field.press("Enter")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.locator("#f_errors"), f"Enter in {name}").to_be_visible()


def test_a_form_that_came_back_with_a_remark_and_then_in_another_language(page: Page) -> None:
    title = type_title(page)
    page.locator("button[name=publish]").click()
    expect(page.locator("#f_errors")).to_be_visible()
    switch_language(page)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#f_title")).to_have_value(title)


def test_back_after_sending(page: Page) -> None:
    title = "Gezinnen zoeken " + fresh_word()
    log_need(page, title=title)
    page.go_back()
    expect(page.locator("#f_title")).to_have_value(title)
    expect(page.get_by_text("Dit heb je al verstuurd")).to_be_visible()
    # A new one begins empty.
    page.goto("/behoeften")
    page.locator(f'a[href="{NEW}"]').click()
    expect(page.locator("#f_title")).to_have_value("")


def test_back_to_a_form_that_came_back_with_a_remark(page: Page) -> None:
    """No question of the browser about sending it once more."""
    title = type_title(page)
    for _time in range(2):
        page.locator("button[name=publish]").click()
        expect(page.locator("#f_errors")).to_be_visible()
        page.wait_for_url("**" + NEW)  # what was typed is kept
        page.reload()
        expect(page.locator("#f_title")).to_have_value(title)
    page.locator(".sb-crumb a").click()
    expect(page.locator("#f_title")).to_have_count(0)
    page.go_back()
    expect(page.locator("#f_title")).to_have_value(title)


def test_a_session_that_ended_while_somebody_typed(page: Page, region: Region) -> None:
    title = type_title(page)
    with region.session() as session:
        # Of this browser alone, which signed in last: others of the run go on with theirs.
        newest = sa.select(LoginSession.token_hash).order_by(sa.desc(LoginSession.created_at))  # type: ignore[call-overload]
        session.execute(
            sa.delete(LoginSession).where(
                sa.column("token_hash") == newest.limit(1).scalar_subquery()
            )
        )
    page.locator("button[name=publish]").click()
    expect(page.get_by_text("wat je typte, is er nog")).to_be_visible()
    page.locator("button[name=person][value=farid]").click()
    page.wait_for_url("**" + NEW)
    expect(page.locator("#f_title")).to_have_value(title)
    page.locator("#f_support_type").select_option("transport")
    page.locator("#f_target_group").select_option("older_people")
    page.locator("#f_quantity").fill("40")
    send(page, "/behoeften", publish=True)
    expect(page.locator("h1")).to_have_text(title)


def test_without_script_the_form_works_as_before(open_page: OpenPage) -> None:
    page = open_page("farid", javascript=False)
    title = "Gezinnen zoeken " + fresh_word()
    log_need(page, title=title)
    expect(page.locator("h1")).to_have_text(title)


def test_a_draft_that_cannot_be_kept_disturbs_nobody(page: Page) -> None:
    page.clock.install()
    page.goto(NEW)
    problems: list[object] = []
    page.on("pageerror", lambda problem: problems.append(problem))
    page.route(KEEP, lambda route: route.abort())
    with all_answered(page):
        title = type_title(page)
    with page.expect_event("requestfailed"):
        page.clock.fast_forward(60_000)
    expect(page.locator("#messages > *")).to_have_count(0)
    expect(page.locator("#f_title")).to_have_value(title)
    page.unroute(KEEP)
    with page.expect_response(KEEP) as kept:
        page.clock.fast_forward(60_000)
    assert kept.value.status == 204
    assert problems == []


def test_the_reason_of_a_no_is_as_it_was_in_another_language(
    open_page: OpenPage, region: Region
) -> None:
    title = f"Soep voor {fresh_word(length=6)}"
    with region.session() as session:
        pairs = Pairs(World(session))
        match = pairs.approve(pairs.propose(need=pairs.need(title=title), quantity=10))
        address, match_id = f"/koppelingen/{match.id}", match.id
    page = open_page("chantal")
    page.goto(f"{address}?opened=refusing")
    page.locator("#f_no_note").press_sequentially("We hebben geen bus")
    page.locator("form:has(#f_no_note) input[name=reason]").last.check()
    switch_language(page)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#f_no_note")).to_have_value("We hebben geen bus")
    expect(page.locator("form:has(#f_no_note) input[name=reason]").last).to_be_checked()
    expect(page.locator(".utrecht-form-field-error-message")).to_have_count(0)
    with region.session() as session:
        assert session.get_one(Match, match_id).status is MatchStatus.APPROVED
    switch_language(page)
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    expect(page.locator("#f_no_note")).to_have_value("We hebben geen bus")
