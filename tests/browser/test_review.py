"""The review by keyboard, by mouse and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from app.core import clock
from app.matches.models import Match, MatchStatus
from app.needs.models import Need, NeedOutcome, NeedStatus
from tests.browser.conftest import OpenPage
from tests.browser.region import Region
from tests.browser.stop import Stop
from tests.browser.stops_matching import MENNO
from tests.browser.visit import Visit
from tests.matches.pairs import Pairs
from tests.world import World, fresh_word

if TYPE_CHECKING:
    from playwright.sync_api import Page

END = "**/bord/beoordelen/klaar"


@dataclass
class Round:
    """Three acute proposals that stand before everything else in the queue, the first one first."""

    region: Region
    ids: list[UUID] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)

    def make(self) -> Round:
        with self.region.session() as session:
            pairs = Pairs(World(session))
            for days in (30, 29, 28):
                with clock.at(clock.now() - timedelta(days=days)):
                    self.titles.append(f"Boodschappen {fresh_word()}")
                    need = pairs.need(
                        title=self.titles[-1], urgency="acute", needed_from="2020-01-01"
                    )
                    offer = pairs.offer()
                    self.ids.append(pairs.propose(need=need, offer=offer, quantity=30).id)
        return self

    def path(self, number: int) -> str:
        return f"/bord/beoordelen/{self.ids[number]}"

    def status(self, number: int) -> MatchStatus:
        with self.region.session() as session:
            return session.get_one(Match, self.ids[number]).status

    def clear(self) -> None:
        """Out of the queue, so that the next test starts with its own."""
        with self.region.session() as session:
            for match_id in self.ids:
                session.delete(session.get_one(Match, match_id))


@pytest.fixture
def three(region: Region) -> Iterator[Round]:
    made = Round(region).make()
    yield made
    made.clear()


def at(page: Page, path: str) -> None:
    """There, wherever the round began: what leads back to that goes along in the address."""
    page.wait_for_url(re.compile(re.escape(path) + r"(\?page=work)?$"))


def is_focused(page: Page, id_: str) -> bool:
    return bool(page.evaluate("id => document.activeElement.id === id", id_))


def test_a_round_by_keyboard(open_page: OpenPage, three: Round) -> None:
    page = open_page("daan")
    page.goto("/bord")
    page.locator("#column_proposed .sb-column__do").click()
    at(page, three.path(0))
    expect(page.locator(".sb-decide kbd").first).to_be_visible()
    expect(page.locator('.sb-decide [data-key="g"]')).to_have_attribute("aria-keyshortcuts", "G")

    page.keyboard.press("v")  # nothing to undo yet
    page.keyboard.press("g")
    at(page, three.path(1))
    assert three.status(0) is MatchStatus.APPROVED
    expect(page.locator(".sb-decide__end")).to_contain_text(three.titles[0])
    expect(page.locator("#s_case")).to_be_focused()

    page.keyboard.press("v")
    at(page, three.path(0))
    assert three.status(0) is MatchStatus.PROPOSED
    expect(page.locator("#messages")).to_contain_text("Ongedaan gemaakt")
    expect(page.locator('[data-key="v"]')).to_have_count(0)

    page.keyboard.press("s")
    at(page, three.path(1))
    expect(page.locator("#s_case")).to_be_focused()
    page.keyboard.press("w")
    assert is_focused(page, "f_reason"), "a no needs a reason first"
    assert three.status(1) is MatchStatus.PROPOSED
    page.locator("#f_reason").select_option("too_far")
    page.locator("#f_note").click()
    page.keyboard.type("gsvw: die letters horen in dit veld")
    expect(page.locator("#f_note")).to_have_value("gsvw: die letters horen in dit veld")
    assert page.url.endswith(three.path(1)), "in a field a letter is a letter"
    page.locator("h1").click()
    for combined in ("Control+g", "Alt+w", "Meta+s"):
        page.keyboard.press(combined)
    assert page.url.endswith(three.path(1)), (
        "what the browser itself does with a letter stays its own"
    )
    page.keyboard.press("Shift+W")
    at(page, three.path(2))
    assert three.status(1) is MatchStatus.DECLINED
    assert three.status(0) is MatchStatus.PROPOSED, "skipped"


def test_the_keys_can_be_turned_off_for_good_and_on_again(
    open_page: OpenPage, three: Round
) -> None:
    page = open_page("daan")
    page.goto(three.path(0))
    page.locator("#keys summary").click()
    switch = page.locator("[data-keys-off]")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    for _ in range(2):
        for key in "gsw":
            page.keyboard.press(key)
        expect(page.locator(".sb-decide kbd").first).to_be_hidden()
        expect(page.locator('.sb-decide [data-key="g"]')).not_to_have_attribute(
            "aria-keyshortcuts", "G"
        )
        assert page.url.endswith(three.path(0))
        assert not is_focused(page, "f_reason")
        page.reload()  # and it is remembered
    assert three.status(0) is MatchStatus.PROPOSED
    page.locator("#keys summary").click()
    switch.click()
    page.locator("h1").click()
    page.keyboard.press("s")
    at(page, three.path(1))


def test_when_the_minute_is_over_the_page_offers_no_way_back(
    open_page: OpenPage, three: Round
) -> None:
    page = open_page("daan")
    page.clock.install()
    page.goto(three.path(0))
    page.keyboard.press("g")
    at(page, three.path(1))
    undo = page.locator('[data-key="v"]')
    expect(undo).to_be_visible()
    undo.focus()
    page.clock.fast_forward(61_000)
    expect(undo).to_be_hidden()
    expect(page.locator("[data-told]")).to_be_visible()
    assert is_focused(page, "content"), "the focus does not get lost"
    page.keyboard.press("v")
    assert page.url.endswith(three.path(1))
    assert three.status(0) is MatchStatus.APPROVED


@pytest.mark.parametrize("how", ["Tab and Enter", "the key"])
def test_who_said_why_not_does_not_say_yes_by_the_next_tab(
    open_page: OpenPage, three: Round, how: str
) -> None:
    page = open_page("daan")
    page.goto(three.path(0))
    page.locator("#f_reason").select_option("too_far")
    page.locator("#f_note").fill("Te ver weg voor deze mensen.")
    if how == "the key":
        page.locator("#content").focus()
        page.keyboard.press("g")
    else:
        page.locator("#f_note").press("Tab")
        while page.evaluate("document.activeElement.dataset.key") != "g":
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    expect(page.locator("#s_said_no")).to_be_visible()
    expect(page.locator("#f_reason")).to_be_focused()
    expect(page.locator("#spoken")).to_contain_text("Wijs af, of haal het weg")
    assert three.status(0) is MatchStatus.PROPOSED
    page.locator("#f_reason").select_option("")
    page.locator("#f_note").fill("")
    page.locator('[data-key="g"]').click()
    page.wait_for_url(lambda url: three.path(0) not in url)
    assert three.status(0) is MatchStatus.APPROVED


def test_one_key_is_one_decision_however_long_it_is_held(open_page: OpenPage, three: Round) -> None:
    page = open_page("daan")
    page.goto(three.path(0))
    page.evaluate("""() => { for (const repeat of [false, true, true, false]) {
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "g", bubbles: true,
      repeat })); } }""")
    at(page, three.path(1))
    assert [three.status(n) for n in range(3)] == ["approved", "proposed", "proposed"]


def test_a_round_without_javascript(open_page: OpenPage, three: Round) -> None:
    page = open_page("daan", javascript=False)
    page.goto("/mijn-werk")
    page.locator('a[href="/bord/beoordelen"]').click()
    at(page, three.path(0))
    expect(page.locator("#keys")).to_be_hidden()
    expect(page.locator(".sb-decide kbd").first).to_be_hidden()
    page.get_by_role("button", name="Wijs af").click()
    expect(page.locator("#f_reason_error")).to_contain_text("Kies een reden")
    page.locator("#f_reason").select_option("no_capacity")
    page.locator("#f_note").fill("Zij zitten vol.")
    page.get_by_role("button", name="Wijs af").click()
    at(page, three.path(1))
    assert three.status(0) is MatchStatus.DECLINED
    page.get_by_role("button", name="Maak ongedaan").click()
    at(page, three.path(0))
    assert three.status(0) is MatchStatus.PROPOSED
    page.get_by_role("link", name="Sla over").click()
    at(page, three.path(1))
    page.get_by_role("button", name="Keur goed").click()
    at(page, three.path(2))
    assert three.status(1) is MatchStatus.APPROVED


# How many elements the keyboard still comes by, on the way to the end of the page.
AHEAD = """() => {
  const stops = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const here = document.activeElement, after = Node.DOCUMENT_POSITION_FOLLOWING;
  return [...document.querySelectorAll(stops)].filter((each) => each.checkVisibility()
    && !each.disabled && here.compareDocumentPosition(each) & after).length;
}"""


@pytest.mark.parametrize("width", [1280, 360])
def test_the_bar_stays_in_sight_and_never_covers_the_focus(
    open_page: OpenPage, three: Round, width: int
) -> None:
    page = open_page("daan", width=width)
    page.goto(three.path(0))
    page.keyboard.press("g") if width > 768 else page.get_by_role(
        "button", name="Keur goed"
    ).click()
    at(page, three.path(1))
    expect(page.locator(".sb-decide kbd").first).to_be_visible(visible=width > 768)
    expect(page.locator(".sb-decide__end")).to_be_visible()
    ahead, covered, reached = page.evaluate(AHEAD), [], 0
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate("""() => {
          const e = document.activeElement,
          bar = document.querySelector(".sb-decide").getBoundingClientRect();
          if (e === document.body) return null;
          const box = e.getBoundingClientRect();
          const behind = box.bottom > bar.top + 1 && box.top < bar.bottom &&
          !e.closest(".sb-decide");
          return { name: e.outerHTML.slice(0, 80), behind, seen: bar.bottom <= innerHeight + 1 };
        }""")
        if focused is None:
            break
        reached += 1
        assert focused["seen"]
        covered += [focused["name"]] if focused["behind"] else []
    assert covered == []
    assert reached == ahead, "everything from the heading of the next proposal on"


def test_suggestions_by_keyboard(open_page: OpenPage, region: Region) -> None:
    with region.session() as session:
        pairs = Pairs(World(session))
        about = {
            "title": f"Boodschappen voor ouderen {fresh_word()}",
            "needed_from": "2020-01-01",
        }
        need = pairs.need(urgency="acute", quantity=7, **about).id
        rides = pairs.need(urgency="acute", quantity=7, unit="rides_per_week", **about).id
        pairs.offer(title=about["title"], quantity=7)
    page = open_page("daan")
    path = f"/bord/beoordelen/suggesties/{need}"
    page.goto(path)
    page.keyboard.press("w")
    assert is_focused(page, "f_reason")
    page.locator("h1").click()
    page.keyboard.press("g")
    page.wait_for_url(lambda url: not url.endswith(path))
    with region.session() as session:
        [match] = session.exec(select(Match).where(Match.need_id == need)).all()
        assert (match.status, match.quantity, match.is_untold) == (MatchStatus.APPROVED, 7, True)
    page.keyboard.press("v")
    at(page, path)
    expect(page.locator("#messages")).to_contain_text("Ongedaan gemaakt")
    # What is counted otherwise begins with an estimate; without a number it is asked for first.
    page.goto(f"/bord/beoordelen/suggesties/{rides}")
    expect(page.locator("#f_offer_quantity")).to_have_value("7")
    page.locator("#f_offer_quantity").fill("")
    page.locator("h1").click()
    page.keyboard.press("g")
    assert is_focused(page, "f_offer_quantity")
    with region.session() as session:
        assert session.exec(select(Match).where(Match.need_id == rides)).all() == []


@pytest.fixture
def nothing(region: Region) -> Iterator[None]:
    """For a while the other region has no open need."""
    with region.session() as session:
        open_ones = select(Need).where(Need.region_code == "VR03", Need.status == NeedStatus.OPEN)
        ids = [need.id for need in session.exec(open_ones)]
        for id_ in ids:
            need = session.get_one(Need, id_)
            need.status, need.outcome = NeedStatus.CLOSED, NeedOutcome.UNMET
    yield
    with region.session() as session:
        for id_ in ids:
            need = session.get_one(Need, id_)
            need.status, need.outcome = NeedStatus.OPEN, None


def test_an_empty_queue_says_so(visits: Callable[[Stop], Visit], nothing: None) -> None:
    visit = visits(Stop("review, nothing waits", "/bord/beoordelen", MENNO))
    expect(visit.page.locator(".sb-empty")).to_contain_text("Er wacht niets op een besluit")
    assert visit.violations() == []
    visit.resize(320)
    assert (visit.lost(), visit.violations(), visit.complaints) == ([], [], [])


def test_declining_with_a_mouse_asks_the_reason_and_is_no_mistake(
    open_page: OpenPage, three: Round
) -> None:
    page = open_page("daan")
    page.goto(three.path(0))
    page.get_by_role("button", name="Wijs af").click()
    expect(page.locator("#f_reason")).to_be_focused()
    expect(page.locator("#f_errors")).to_have_count(0)
    page.locator("#f_reason").select_option("no_capacity")
    page.get_by_role("button", name="Wijs af").click()
    at(page, three.path(1))
    assert three.status(0) is MatchStatus.DECLINED


@pytest.mark.parametrize("width", [1280, 360, 320])
def test_the_heads_of_the_comparison_are_one_line_each(
    open_page: OpenPage, three: Round, width: int
) -> None:
    page = open_page("daan", width=width)
    page.goto(three.path(0))
    heads = page.locator(".sb-compare--fit thead th").all()
    assert [head.inner_text() for head in heads] == ["Behoefte", "Aanbod", "Past het?"]
    heights = {round(box["height"]) for head in heads if (box := head.bounding_box())}
    assert len(heights) == 1, heights
