"""From proposal to contact in a browser, with and without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.region import Region
from tests.matches.pairs import JAAP, Pairs
from tests.world import World, fresh_word

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

both = pytest.mark.parametrize(
    "javascript", [True, False], ids=["with JavaScript", "without JavaScript"]
)


def status_of(page: Page, path: str) -> int:
    answer = page.goto(path)
    assert answer is not None
    return answer.status


def form_of(page: Page, verb: str) -> Locator:
    return page.locator(f'#match_page form[action$="/{verb}"]').first


def send(page: Page, verb: str) -> None:
    form_of(page, verb).locator("button[type=submit]:not([form])").click()


def expect_in(page: Page, column: str, word: str, match: str) -> None:
    """The card stands in this column of the board and in no other."""
    page.goto(f"/bord?q={word}")
    expect(page.locator(f'#column_{column} a[href="{match}"]')).to_be_visible()
    expect(page.locator(f'.sb-cards a[href="{match}"]')).to_have_count(1)


def propose(
    page: Page, need: str, offer: str, title: str, quantity: int, *, javascript: bool
) -> str:
    """From the page of the need: look for a partner, choose the offer, for how many. The address of
    the match.
    """
    page.goto(need)
    page.locator('a[href^="/koppelingen/nieuw?need="]').click()
    page.locator("#f_q").fill(title)
    if not javascript:
        page.locator("main").get_by_role("search").get_by_role("button").click()
    row = page.locator("#candidates li").filter(has=page.locator(f'a[href="{offer}"]'))
    expect(page.locator("#candidates li.sb-panel")).to_have_count(1)
    row.locator("summary").click()
    row.locator('input[name="quantity"]').fill(str(quantity))
    row.locator('textarea[name="reason"]').fill("Zelfde soort hulp en in de buurt.")
    row.locator('form[action="/koppelingen"]').locator("button[type=submit]").click()
    page.wait_for_url(lambda url: url.rpartition("/koppelingen/")[2].count("-") == 4)
    return "/koppelingen/" + page.url.rpartition("/")[2]


@both
def test_amina_proposes_daan_approves_chantal_accepts_a_part_and_a_second_partner_takes_the_rest(
    open_page: OpenPage, region: Region, javascript: bool
) -> None:
    word = fresh_word("proef")
    with region.session() as session:
        pairs = Pairs(World(session))
        need_id = pairs.need(title=f"Boodschappen voor 40 ouderen {word}").id
        offer_id = pairs.offer(title=f"Boodschappenhulp {word} alfa").id
        second_id = pairs.offer(JAAP, title=f"Boodschappenhulp {word} bravo", quantity=40).id
    need, offer = f"/behoeften/{need_id}", f"/aanbod/{offer_id}"
    amina, daan, chantal, farid = (
        open_page(who, javascript=javascript) for who in ("amina", "daan", "chantal", "farid")
    )

    match = propose(amina, need, offer, f"{word} alfa", 30, javascript=javascript)
    other = propose(amina, need, f"/aanbod/{second_id}", f"{word} bravo", 40, javascript=javascript)
    expect(amina.locator("#s_contact")).to_have_count(0)
    expect_in(amina, "proposed", word, match)
    expect_in(farid, "proposed", word, match)

    for path in (match, other):
        daan.goto(path)
        send(daan, "goedkeuren")
        expect(form_of(daan, "goedkeuren")).to_have_count(0)
    expect_in(amina, "talking", word, match)
    amina.goto(match)
    expect(amina.locator("#s_contact")).to_have_count(0)

    chantal.goto(match)
    chantal.locator("#f_yes_quantity").fill("20")
    send(chantal, "accepteren")
    expect(chantal.locator("#s_contact")).to_be_visible()
    expect(chantal.locator('#match_page a[href^="mailto:"]')).to_have_count(1)
    assert chantal.url.endswith(match)
    expect_in(amina, "talking", word, match)
    amina.goto(match)
    expect(amina.locator('#match_page a[href^="tel:"]')).to_have_count(1)

    for path, section, left in ((need, "s_cover", "20"), (offer, "s_free", "10")):
        amina.goto(path)
        expect(
            amina.locator(f'section[aria-labelledby="{section}"] .sb-cover__words')
        ).to_contain_text("20")
        expect(amina.locator(f'section[aria-labelledby="{section}"]')).to_contain_text(left)

    assert status_of(farid, match) == 200
    expect(farid.locator("#match_page h1")).to_contain_text(word)
    expect(farid.locator("#s_contact")).to_have_count(0)
    expect(farid.locator('#match_page a[href^="mailto:"], #match_page form')).to_have_count(0)
    assert status_of(open_page("hugo", javascript=javascript), match) == 404

    jaap = open_page(JAAP, javascript=javascript)
    jaap.goto(other)
    jaap.locator("#f_yes_quantity").fill("40")
    send(jaap, "accepteren")
    expect(jaap.locator("#f_yes_quantity_error")).to_contain_text("20")
    expect(jaap.locator("#f_yes_quantity")).to_have_value("40")
    jaap.locator("#f_yes_quantity").fill("20")
    send(jaap, "accepteren")
    expect(jaap.locator("#s_contact")).to_be_visible()

    amina.goto(f"/bord?q={word}")
    expect(amina.locator("#column_open .sb-card")).to_have_count(0)
    chantal.goto(match)
    send(chantal, "starten")
    expect(form_of(chantal, "starten")).to_have_count(0)
    expect_in(amina, "running", word, match)
    summary = chantal.locator('details:has(form[action$="/afronden"]) > summary')
    summary.click()
    send(chantal, "afronden")
    expect(chantal.locator("#f_outcome_error")).to_be_visible()
    chantal.locator('input[name="outcome"][value="succeeded"]').check()
    send(chantal, "afronden")
    expect(form_of(chantal, "afronden")).to_have_count(0)
    expect_in(amina, "ended", word, match)


@both
def test_who_sees_a_need_helps_with_a_new_offer_and_who_sees_an_offer_asks_for_it(
    open_page: OpenPage, region: Region, javascript: bool
) -> None:
    word = fresh_word("hulp")
    with region.session() as session:
        pairs = Pairs(World(session))
        need = f"/behoeften/{pairs.need(title=f'Boodschappen {word}').id}"
        offer = f"/aanbod/{pairs.offer(JAAP, title=f'Boodschappenhulp {word}').id}"
    chantal, amina = (
        open_page("chantal", javascript=javascript),
        open_page("amina", javascript=javascript),
    )

    chantal.goto(need)
    chantal.locator('a[href^="/koppelingen/nieuw?need="]').click()
    chantal.locator('a[href^="/aanbod/nieuw?"]').click()
    expect(chantal.locator("#f_support_type")).to_have_value("groceries_meals")
    chantal.locator("#f_title").fill(f"Wij rijden {word}")
    chantal.locator("#f_quantity").fill("12")
    # The first text a server stores waits for what reads it.
    chantal.locator(".sb-form__end button[name=publish]").click(timeout=60_000)
    chantal.wait_for_url(lambda url: "/koppelingen/nieuw?need=" in url)
    first = chantal.locator("#candidates li.sb-panel").first
    expect(first.locator("h2")).to_have_text(f"Wij rijden {word}")
    first.locator("summary").click()
    expect(first.locator('input[name="quantity"]')).to_have_value("12")
    first.locator('form[action="/koppelingen"]').locator("button[type=submit]").click()
    chantal.wait_for_url(lambda url: url.rpartition("/koppelingen/")[2].count("-") == 4)
    expect_in(amina, "proposed", word, "/koppelingen/" + chantal.url.rpartition("/")[2])

    amina.goto(offer)
    amina.locator('a[href^="/koppelingen/nieuw?offer="]').click()
    amina.locator("#f_q").fill(word)
    if not javascript:
        amina.locator("main").get_by_role("search").get_by_role("button").click()
    expect(amina.locator("#candidates li.sb-panel")).to_have_count(1)
    amina.locator("#candidates summary").click()
    amina.locator('#candidates form[action="/koppelingen"]').locator("button[type=submit]").click()
    amina.wait_for_url(lambda url: url.rpartition("/koppelingen/")[2].count("-") == 4)
    expect(amina.locator("#match_page h1")).to_contain_text(word)


@both
def test_the_filters_of_the_board_work_and_stand_in_the_address(
    open_page: OpenPage, region: Region, javascript: bool
) -> None:
    word = fresh_word("filter")
    with region.session() as session:
        need = Pairs(World(session)).need(title=f"Boodschappen {word}", urgency="acute").id
    page = open_page("greet", javascript=javascript)
    page.goto("/bord")
    page.locator(".sb-filterbar > summary").click() if not page.locator(
        "#f_q"
    ).is_visible() else None
    page.locator("#f_q").fill(word)
    if not javascript:
        page.locator("main").get_by_role("search").get_by_role("button").click()
    page.wait_for_url(lambda url: f"q={word}" in url)
    expect(page.locator(".sb-card")).to_have_count(1)
    expect(page.locator(f'#column_open a[href="/behoeften/{need}"]')).to_be_visible()
    expect(page.locator(".sb-chips")).to_contain_text(word)
