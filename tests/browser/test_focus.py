"""Where the keyboard is: always to be seen, and never lost when a part of the page changes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.actions.deeds import Deeds
from tests.browser.conftest import OpenPage
from tests.browser.region import Region
from tests.browser.steps import log_need, press, unfold
from tests.browser.stop import Stop
from tests.browser.stops import STOPS
from tests.browser.visit import Visit
from tests.matches.pairs import Pairs
from tests.world import World, fresh_word

TABBED = (
    "sign-in",
    "needs",
    "need open, own",
    "need form with all errors",
    "offers",
    "offer form",
    "review",
    "actions",
    "action planned, chantal",
)

# What has the focus now: whether a line around it, or around the card it fills, shows that, within
# the window.
FOCUSED = """() => {
  const e = document.activeElement;
  if (e === document.body) return null;
  const lined = (part) => {
    const style = getComputedStyle(part);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  // In a date field the last stop is the browser's own button, with the browser's own line.
  if (e.matches("input[type=date]:not(:focus)")) return { fault: "" };
  const shown = [e, e.closest(".sb-row-item, .sb-cast__card")].find((part) => part && lined(part));
  const box = (shown ?? e).getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
  && box.width > 1;
  const name = `${e.localName}#${e.id} “${(e.textContent || e.name || "").trim().slice(0, 40)}”`;
  return { name, fault: shown ? (inside ? "" : "outside the window") : "no line around it" };
}"""


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("stop", [s for s in STOPS if s.name in TABBED], ids=lambda stop: stop.name)
def test_the_focus_can_be_seen_on_everything_that_tab_reaches(
    visits: Callable[[Stop], Visit], stop: Stop, width: int
) -> None:
    visit = visits(stop)
    visit.resize(width)
    visit.page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
    faults, reached = [], 0
    for _ in range(90):
        visit.page.keyboard.press("Tab")
        focused = visit.page.evaluate(FOCUSED)
        if focused is None:
            break
        reached += 1
        if focused["fault"]:
            faults.append(f"{focused['name']}: {focused['fault']}")
    assert faults == []
    assert reached > 5


def test_the_skip_link_comes_first_and_leads_to_the_content(open_page: OpenPage) -> None:
    page = open_page("amina")
    page.goto("/behoeften")
    page.keyboard.press("Tab")
    skip = page.locator(".nl-skip-link")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.querySelector('main').contains(document.activeElement)")


def test_after_publishing_the_focus_is_on_the_result_and_the_message_is_read_aloud(
    open_page: OpenPage,
) -> None:
    page = open_page("amina")
    log_need(page)
    page.reload()
    region = page.locator("#messages[aria-live]").element_handle()
    page.locator('form[action$="/plaatsen"] button').focus()
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("De behoefte is geplaatst.")
    assert region is not None and "geplaatst" in region.inner_text(), (
        "the region was there before the message"
    )
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_after_an_error_the_focus_is_on_the_summary_and_its_links_lead_to_the_fields(
    open_page: OpenPage,
) -> None:
    page = open_page("amina")
    log_need(page, publish=True)
    unfold(page, "intrekken")
    press(page, "intrekken")
    expect(page.locator("#f_errors")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#f_reason")).to_be_focused()


def test_choosing_a_filter_keeps_the_focus_on_it_and_counts_what_was_found(
    open_page: OpenPage,
) -> None:
    page = open_page("amina", width=360)
    page.goto("/behoeften")
    page.locator(".sb-filterbar > summary").click()
    status = page.locator("#f_urgency")
    status.focus()
    status.select_option("acute")
    expect(page.locator(".sb-chips")).to_contain_text("Spoed")
    rows = page.locator(".sb-rows > li").count()
    expect(page.locator("#need_results [data-spoken]")).to_contain_text(f"{rows} behoeften")
    expect(status).to_be_focused()
    expect(page.locator(".sb-filterbar")).to_have_attribute("open", "")


def pressed(page: Page, control: Locator, said: str) -> None:
    """Press it by keyboard: afterwards the focus is in what came in its place, and that is read
    aloud: in a page of its own by the region that is empty at first, else where it was already.
    """
    page.evaluate("document.getElementById('spoken').textContent = ''")
    part = control.evaluate("e => (e.form ?? e).dataset.hxTarget ?? ''")
    control.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#messages" if part else "#spoken")).to_contain_text(said)
    where = page.evaluate("() => [document.activeElement.localName, document.activeElement.id]")
    inside = "() => document.querySelector('main').contains(document.activeElement.parentElement)"
    assert page.evaluate(inside), where
    expect(page.locator(":focus")).to_be_in_viewport()


@pytest.mark.parametrize("width", [1280, 360])
def test_an_answer_by_keyboard_leaves_the_focus_on_what_comes_next(
    open_page: OpenPage, region: Region, width: int
) -> None:
    """A yes and a no in a row of *Mijn werk* and on the invitation, and undoing each of them."""
    with region.session() as session:
        pairs = Pairs(World(session))
        deeds = Deeds(pairs)
        titles = [f"Naar de markt {fresh_word()}" for _number in range(3)]
        for title in titles:
            pairs.approve(pairs.propose(need=pairs.need(title=title), quantity=1))
        action = f"Samen naar de markt {fresh_word()}"
        deeds.action("amina", title=action, partners=[deeds.organisation("chantal")])
    first, second, third = titles
    page = open_page("chantal", width=width)

    def row(title: str) -> Locator:
        return page.locator(".sb-work > li", has_text=title)

    def undo(title: str) -> Locator:
        return page.locator(".sb-undo", has_text=title).get_by_role("button")

    page.goto("/mijn-werk")
    pressed(page, row(first).get_by_role("button", name="Zeg ja"), "Afgesproken")
    pressed(page, page.locator(".sb-undo button"), "ongedaan gemaakt")
    page.goto("/mijn-werk")
    page.goto(str(row(second).get_by_role("link").first.get_attribute("href")))
    pressed(page, page.locator(".sb-answer").get_by_role("button", name="Zeg ja"), "Afgesproken")
    page.goto("/mijn-werk")
    pressed(page, undo(second), "ongedaan gemaakt")
    row(third).get_by_role("button", name="Zeg nee").click()
    page.get_by_label("Te ver weg").check()
    pressed(page, page.get_by_role("button", name="Zeg nee"), "opgeslagen: nee")
    pressed(page, undo(third), "ongedaan gemaakt")
    pressed(page, row(action).get_by_role("button", name="Zeg nee"), "opgeslagen: nee")
    pressed(page, undo(action), "ongedaan gemaakt")
    pressed(page, row(action).get_by_role("button", name="Zeg ja"), "opgeslagen: ja")
    pressed(page, page.locator(".sb-undo button"), "ongedaan gemaakt")
