"""From two matches to an action and what was learned from it, in a browser with and without
JavaScript.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from app.matches.models import Match, MatchOutcome, MatchStatus
from tests.actions.deeds import Deeds
from tests.browser.conftest import OpenPage
from tests.browser.region import Region
from tests.browser.steps import status_of, unfold
from tests.matches.pairs import JAAP, Pairs
from tests.world import World, fresh_word

if TYPE_CHECKING:
    from playwright.sync_api import Page

both = pytest.mark.parametrize(
    "javascript", [True, False], ids=["with JavaScript", "without JavaScript"]
)
AN_ACTION = re.compile(r"/acties/[0-9a-f-]{36}$")


def two_matches(region: Region, word: str) -> list[Match]:
    """Accepted matches between needs of amina and offers of chantal."""
    with region.session() as session:
        pairs = Pairs(World(session))
        needs = [pairs.need(title=f"Naar de winkel met {word} {number}") for number in (1, 2)]
        return [pairs.accepted(need=need, quantity=10) for need in needs]


def send(page: Page, verb: str, name: str | None = None) -> None:
    """Press the button of a form of the page, or the one with this name."""
    button = page.locator(f'#action_page form[action$="/{verb}"]').first.locator(
        "button:not(.sb-hide)"
    )
    (button if name is None else button.filter(has_text=name)).last.click()


def statuses(region: Region, matches: list[Match]) -> list[MatchStatus]:
    with region.session() as session:
        return [session.get_one(Match, match.id).status for match in matches]


@both
def test_chantal_plans_an_action_does_it_with_partners_and_closes_it(
    open_page: OpenPage, region: Region, javascript: bool
) -> None:
    word = fresh_word("actie")
    matches = two_matches(region, word)
    chantal, amina, jaap = (
        open_page(who, javascript=javascript) for who in ("chantal", "amina", JAAP)
    )

    chantal.goto("/acties")
    chantal.locator('a[href="/acties/nieuw"]').click()
    chantal.goto("/acties/nieuw?" + "&".join(f"match={match.id}" for match in matches))
    expect(chantal.locator('input[name="match"]:checked')).to_have_count(2)
    expect(chantal.locator('input[name="partners"]:checked')).to_have_count(1)
    chantal.locator("#f_title").fill(f"Samen op pad met {word}")
    # Another partner is found by its name; what was typed and ticked stays.
    chantal.locator("#f_partner_q").fill("superrit")
    chantal.locator("#f_partner_q").press("Enter")
    expect(chantal.locator("#f_title")).to_have_value(f"Samen op pad met {word}")
    chantal.get_by_label("Superrit Delfzijl").check()
    expect(chantal.locator('input[name="partners"]:checked')).to_have_count(2)
    chantal.locator('.sb-form__end button[name="save"]').click(timeout=60_000)
    chantal.wait_for_url(AN_ACTION)
    address = "/acties/" + chantal.url.rpartition("/")[2]
    expect(chantal.locator("#messages")).to_contain_text("De actie is gepland")
    assert statuses(region, matches) == [MatchStatus.ACCEPTED, MatchStatus.ACCEPTED]

    amina.goto(address)
    amina.get_by_role("link", name="Naar je antwoord").click()
    amina.locator("#f_own_reply_1").fill("Wij regelen de bus.")
    send(amina, "antwoord", "Ja")
    expect(amina.locator("#messages")).to_contain_text("Je antwoord is opgeslagen: ja.")
    jaap.goto(address)
    send(jaap, "antwoord", "Nee")
    expect(jaap.locator("#messages")).to_contain_text("Je antwoord is opgeslagen: nee.")

    for what in ("De bus lenen", "Mensen bellen"):
        summary = amina.locator('details:has(> form[action$="/stappen"]) > summary')
        summary.click()
        amina.locator("#f_step_title_new").fill(what)
        send(amina, "stappen")
        expect(amina.locator("#action_page")).to_contain_text(what)
    chantal.goto(address)
    expect(chantal.locator("#action_page")).to_contain_text("Wij regelen de bus.")
    for done in (1, 2):
        send(chantal, "klaar")
        expect(chantal.locator('section[aria-labelledby="s_steps"]')).to_contain_text(
            f"{done} van 2"
        )

    send(chantal, "starten")
    expect(chantal.locator("#messages")).to_contain_text("Succes!")
    assert statuses(region, matches) == [MatchStatus.RUNNING, MatchStatus.RUNNING]
    amina.goto(f"/bord?q={word}")
    on_cards = amina.locator(f'.sb-card a[href="{address}"]')
    expect(on_cards).to_have_count(2)
    expect(on_cards.first).to_have_text(f"Samen op pad met {word}")

    unfold(chantal, "afronden")
    chantal.locator('#action_page form[action$="/afronden"] input[value="succeeded"]').check()
    send(chantal, "afronden")
    expect(chantal.locator("#f_lessons_error")).to_be_visible()
    expect(
        chantal.locator('#action_page form[action$="/afronden"] input[value="succeeded"]')
    ).to_be_checked()
    chantal.locator("#f_lessons").fill(f"Een buur meevragen helpt, ook bij {word}.")
    chantal.locator("#f_people_reached").fill("21")
    send(chantal, "afronden")
    expect(chantal.locator("#s_complete")).to_be_visible()
    assert statuses(region, matches) == [MatchStatus.RUNNING, MatchStatus.RUNNING]

    # One as somebody says it went, the rest as the action proposes.
    chantal.locator(f'details:has(> form[action$="/{matches[0].id}/afronden"]) > summary').click()
    first = chantal.locator(f'form[action$="/{matches[0].id}/afronden"]')
    first.locator('input[name="outcome"][value="failed"]').check()
    first.locator("button").click()
    expect(chantal.locator("#messages")).to_contain_text("Afgerond")
    expect(chantal.locator('form[action$="/koppelingen/afronden"] button')).to_be_visible()
    chantal.locator('form[action$="/koppelingen/afronden"] button').click()
    expect(chantal.locator("#s_complete")).to_have_count(0)
    assert statuses(region, matches) == [MatchStatus.COMPLETED, MatchStatus.COMPLETED]
    with region.session() as session:
        outcomes = {session.get_one(Match, match.id).outcome for match in matches}
    assert outcomes == {MatchOutcome.FAILED, MatchOutcome.SUCCEEDED}

    farid = open_page("farid", javascript=javascript)
    farid.goto(f"/acties?q={word}&status=done")
    expect(farid.locator("#action_results li.sb-row-item")).to_have_count(1)
    expect(farid.locator(".sb-learned")).to_contain_text("Een buur meevragen helpt")
    farid.goto(f"/acties/lessen?q=wat+werkte+voor+{word}")
    expect(farid.locator("#lesson_results li.sb-row-item")).to_have_count(1)
    expect(farid.locator("#lesson_results")).to_contain_text("Een buur meevragen helpt")
    hugo = open_page("hugo", javascript=javascript)
    assert status_of(hugo, address) == 404
    hugo.goto(f"/acties/lessen?q={word}")
    expect(hugo.locator("#lesson_results")).not_to_contain_text("Een buur meevragen helpt")
    hugo.goto(f"/acties?q={word}&status=all")
    expect(hugo.locator("#action_results li.sb-row-item")).to_have_count(0)


@both
def test_chantal_makes_the_page_public_and_takes_that_back(
    open_page: OpenPage, region: Region, javascript: bool
) -> None:
    address = region.places["action_late"]
    chantal, stranger = (
        open_page("chantal", javascript=javascript),
        open_page(javascript=javascript),
    )
    public = "/openbaar" + address
    assert status_of(stranger, public) == 404
    chantal.goto(address)
    unfold(chantal, "openbaar")
    send(chantal, "openbaar")
    expect(chantal.locator("#messages")).to_contain_text("Iedereen kan de pagina")
    chantal.get_by_role("link", name="De pagina die iedereen kan lezen").click()
    expect(chantal.locator("h1")).to_have_text("Koffie in de bus")
    assert status_of(stranger, public) == 200
    chantal.goto(address)
    unfold(chantal, "openbaar")
    send(chantal, "openbaar")
    expect(chantal.locator("#messages")).to_contain_text("niet meer openbaar")
    assert status_of(stranger, public) == 404


@both
def test_partners_are_looked_for_on_the_page_and_asked(
    open_page: OpenPage, region: Region, javascript: bool
) -> None:
    with region.session() as session:
        action = Deeds(Pairs(World(session))).action(title="Samen naar het zwembad", description="")
    page = open_page("chantal", javascript=javascript)
    page.goto(f"/acties/{action.id}")
    unfold(page, "uitnodigen")
    page.locator("#f_asked_for").fill("Kunnen jullie de kaartjes regelen?")
    page.locator("#f_partner_q").fill("ggd")
    page.locator("#f_partner_q").press("Enter")
    expect(page.locator('input[name="partners"]')).to_have_count(1)
    expect(page.locator("#f_asked_for")).to_have_value("Kunnen jullie de kaartjes regelen?")
    if javascript:
        expect(page.locator("#f_partner_q")).to_be_focused()
    page.get_by_label("GGD Groningen").check()
    send(page, "uitnodigen", "Vraag ze")
    expect(page.locator('section[aria-labelledby="s_partners"]')).to_contain_text(
        "Kunnen jullie de kaartjes regelen?"
    )
    expect(
        page.locator('section[aria-labelledby="s_partners"] li', has_text="GGD Groningen")
    ).to_contain_text("Gevraagd")


def test_after_ticking_off_a_step_the_keyboard_goes_on_at_the_steps(
    open_page: OpenPage, region: Region
) -> None:
    page = open_page("chantal")
    page.goto(region.places["action_planned"])
    page.locator('form[action$="/klaar"] button').first.focus()
    page.keyboard.press("Enter")
    expect(page.locator('form[action$="/open"] button')).to_be_visible()
    expect(page.locator("#s_steps")).to_be_focused()
    page.locator('form[action$="/open"] button').first.click()
    expect(page.locator('form[action$="/klaar"] button')).to_be_visible()
