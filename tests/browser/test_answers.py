"""The answer to an invitation on a phone: two taps, nothing to scroll."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.region import Region
from tests.matches.pairs import Pairs
from tests.world import World, fresh_word

HEIGHT = 740


def invitation(region: Region) -> str:
    """The title of a need for which chantal is asked."""
    title = f"Naar de markt in groepje {fresh_word(length=6)}"
    with region.session() as session:
        pairs = Pairs(World(session))
        pairs.approve(pairs.propose(need=pairs.need(title=title), quantity=10))
    return title


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_yes_is_two_taps_from_my_work(
    open_page: OpenPage, region: Region, javascript: bool
) -> None:
    page, title = open_page("chantal", javascript=javascript, width=360), invitation(region)
    page.set_viewport_size({"width": 360, "height": HEIGHT})
    page.goto("/mijn-werk")
    page.get_by_role("link", name=title).first.click()
    yes, no = page.get_by_role("button", name="Zeg ja"), page.get_by_role("button", name="Zeg nee")
    for answer in (yes, no):
        box = answer.bounding_box()
        assert box is not None and box["height"] >= 44
        assert box["y"] >= HEIGHT / 2, "in reach of the thumb"
        assert box["y"] + box["height"] <= HEIGHT, "nothing to scroll"
    expect(page.locator("#s_asked ~ p").first).to_be_in_viewport()
    expect(page.locator("#s_after ~ dl dt")).to_have_text(
        ["Zeg je ja", "Zeg je nee", "Zeg je niets"]
    )
    yes.click()
    # Whom to call comes first, and is not as large for one's own organisation.
    expect(page.locator("h2").first).to_have_id("s_contact")
    expect(page.locator("a[href^='tel:']")).to_be_in_viewport()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_on_a_wide_screen_the_answer_stands_beside_the_question(
    open_page: OpenPage, region: Region, javascript: bool
) -> None:
    page, title = open_page("chantal", javascript=javascript), invitation(region)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/mijn-werk")
    page.get_by_role("link", name=title).first.click()
    answer, question = page.locator(".sb-answer").bounding_box(), page.locator("h1").bounding_box()
    assert answer and question and answer["y"] < question["y"] + question["height"]
    yes = page.get_by_role("button", name="Zeg ja").bounding_box()
    assert yes and yes["y"] + yes["height"] <= 900, "nothing to scroll"
    expect(page.locator(".sb-key")).to_contain_text(re.compile("jullie hebben plek voor [0-9]+"))
    expect(page.locator("#s_pair")).to_be_hidden()


def test_a_no_asks_its_reason_where_it_is_not_in_the_way_of_a_yes(
    open_page: OpenPage, region: Region
) -> None:
    page, title = open_page("chantal", javascript=False, width=360), invitation(region)
    page.goto("/mijn-werk")
    page.get_by_role("link", name=title).first.click()
    expect(page.locator("#f_no_reason")).to_have_count(0)
    question = page.url
    page.get_by_role("button", name="Zeg nee").click()
    page.locator(".sb-crumb").get_by_role("link", name="Terug naar de vraag").click()
    assert page.url == question
    page.get_by_role("button", name="Zeg nee").click()
    panel, after = page.locator("section:has(> #s_answer)"), page.locator(".sb-two")
    ends, begins = panel.bounding_box(), after.bounding_box()
    assert ends and begins and begins["y"] - ends["y"] - ends["height"] >= 16, "apart from the rest"
    page.get_by_role("button", name="Zeg nee").click()
    expect(page.locator("#f_no_reason_error")).to_be_in_viewport()
    page.get_by_label("Te ver weg").check()
    page.get_by_role("button", name="Zeg nee").click()
    expect(page.locator("#match_page")).to_contain_text("Te ver weg")


def test_what_has_the_focus_is_never_behind_the_bar(open_page: OpenPage, region: Region) -> None:
    page, title = open_page("chantal", width=360), invitation(region)
    page.set_viewport_size({"width": 360, "height": HEIGHT})
    page.goto("/mijn-werk")
    page.get_by_role("link", name=title).first.click()
    page.wait_for_load_state()
    hidden = []
    for _ in range(40):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => { const it = document.activeElement;
              if (it === document.body || it.closest('.sb-answer__bar')) return '';
              const box = it.getBoundingClientRect();
              const bar = document.querySelector('.sb-answer__bar').getBoundingClientRect();
              return box.top >= bar.top ? it.outerHTML.slice(0, 80) : ''; }"""
        )
        hidden += [seen] if seen else []
    assert hidden == []


def test_the_question_is_the_heading_and_a_slip_of_the_thumb_is_undone(
    open_page: OpenPage, region: Region
) -> None:
    page, title = open_page("chantal", width=360), invitation(region)
    page.set_viewport_size({"width": 360, "height": HEIGHT})
    page.goto("/mijn-werk")
    page.get_by_role("link", name=title).first.click()
    expect(page.locator("h1")).to_contain_text("Kunnen jullie helpen met ")
    expect(page.locator("h1 + p")).to_contain_text(" vraagt dit aan Boodschappenhulp Delfzijl.")
    expect(page.locator("#s_after ~ dl dd").first).to_contain_text("Je ja geldt van")
    number = page.get_by_label("Voor hoeveel mensen?")
    before = int(number.input_value())
    page.get_by_role("button", name="Eén minder").click()
    expect(number).to_have_value(str(before - 1))
    page.get_by_role("button", name="Eén meer").click()
    expect(number).to_have_value(str(before))
    page.get_by_role("button", name="Zeg ja").click()
    steps = [
        "1. Spreek af wanneer het begint",
        "2. Meld dat jullie beginnen",
        "3. Vertel hoe het ging",
    ]
    expect(page.locator("main h2").filter(has_text=re.compile(r"^\d"))).to_contain_text(steps)
    page.goto("/mijn-werk")
    undo = page.locator(".sb-undo", has_text=title)
    undo.get_by_role("button").click()
    expect(page.get_by_role("link", name=title).first).to_be_visible()
    expect(undo).to_have_count(0)
