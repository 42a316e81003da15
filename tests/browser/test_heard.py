"""What somebody who does not see the page hears of it, and where their keyboard is then."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.matches.models import MatchStatus
from tests.browser.conftest import OpenPage
from tests.browser.region import Region
from tests.browser.steps import log_need, unfold
from tests.browser.test_review import Round, at, three

__all__ = ["three"]

# A list, who looks at it, and the word in its count.
LISTS = [
    ("/bord", "amina", "kaart"),
    ("/behoeften", "amina", "behoefte"),
    ("/aanbod", "chantal", "aanbod"),
    ("/acties", "daan", "actie"),
    ("/acties/lessen", "daan", "les"),
    ("/doelgroepen", "daan", "doelgroep"),
]


@pytest.mark.parametrize(("path", "who", "word"), LISTS)
def test_how_much_a_filter_leaves_is_heard(
    open_page: OpenPage, path: str, who: str, word: str
) -> None:
    page = open_page(who)
    page.goto(path)
    region = page.locator("#spoken").element_handle()
    assert region is not None and region.text_content() == ""
    page.locator("#f_q").press_sequentially("oudere", delay=5)
    expect(page.locator("#spoken")).to_contain_text(word, ignore_case=True)
    assert region.evaluate("region => region.isConnected && region.role === 'status'")
    shown = page.locator("[data-spoken]").inner_text()
    assert " ".join(shown.split()) == region.text_content()
    expect(page.locator("#f_q")).to_be_focused()


def test_how_many_partners_a_search_leaves_is_heard(open_page: OpenPage, region: Region) -> None:
    page = open_page("amina")
    page.goto(f"/koppelingen/nieuw?need={region.places['need_open'].rpartition('/')[2]}")
    page.locator("#f_q").press_sequentially("maaltijd", delay=5)
    expect(page.locator("#spoken")).to_contain_text("gevonden")


def test_after_a_decision_the_keyboard_is_on_the_next_case_and_the_decision_is_heard(
    open_page: OpenPage,
    three: Round,
) -> None:
    page = open_page("daan")
    page.goto(three.path(0))
    assert page.evaluate("() => document.activeElement === document.body"), "nothing is decided"
    page.keyboard.press("g")
    at(page, three.path(1))
    expect(page.locator("#s_case")).to_be_focused()
    approved = f"“{three.titles[0]}” met Boodschappenhulp Delfzijl goedgekeurd"
    expect(page.locator("#spoken")).to_contain_text(approved)
    page.locator("#f_reason").select_option("too_far")
    page.get_by_role("button", name="Wijs af").click()
    at(page, three.path(2))
    expect(page.locator("#s_case")).to_be_focused()
    refused = f"“{three.titles[1]}” met Boodschappenhulp Delfzijl afgewezen"
    expect(page.locator("#spoken")).to_contain_text(refused)
    assert three.status(1) is MatchStatus.DECLINED
    page.keyboard.press("v")
    at(page, three.path(1))
    expect(page.locator("#s_case")).to_be_focused()
    expect(page.locator("#spoken")).to_contain_text("Ongedaan gemaakt")


def test_after_a_verb_the_keyboard_is_on_the_page_even_where_a_press_gives_no_focus(
    open_page: OpenPage,
) -> None:
    page = open_page("amina")
    log_need(page, publish=True)
    unfold(page, "intrekken")
    page.locator('form[action$="/intrekken"] input[value="duplicate"]').check()
    # As Safari does: the button is pressed, and nothing has the focus.
    page.evaluate("""() => {
      const form = document.querySelector('form[action$="/intrekken"]');
      document.activeElement.blur();
      form.requestSubmit();
    }""")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.locator("#messages")).to_contain_text("ingetrokken")


def test_icons_take_the_colours_that_a_reader_chose(open_page: OpenPage, region: Region) -> None:
    page = open_page("daan")
    page.emulate_media(forced_colors="active", color_scheme="dark")
    for path in ("/bord", "/behoeften", region.places["need_open"], "/bord/plan", "/doelgroepen"):
        page.goto(path)
        odd = page.evaluate("""() => [...document.querySelectorAll("svg.sb-icon")]
          .filter((icon) => getComputedStyle(icon).stroke
            !== getComputedStyle(icon.parentElement).color)
          .map((icon) => icon.parentElement.outerHTML.slice(0, 120))""")
        assert odd == []
        fills = page.evaluate("""() => [...document.querySelectorAll(".sb-bar-open")]
          .map((bar) => getComputedStyle(bar).fill)""")
        assert set(fills) <= {"rgb(0, 0, 0)"}, "the dark ground of the reader"
