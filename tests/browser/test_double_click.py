"""Who clicks twice does one thing, and hears that it is done."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import expect
from sqlmodel import col, select

from app.needs.models import Need
from tests.browser.conftest import OpenPage
from tests.browser.region import Region
from tests.html import Page as Html
from tests.matches.pairs import Pairs
from tests.world import GROCERIES, World, form, fresh_word

PRESS_AGAIN = """() => setTimeout(() => {
  const button = document.querySelector("button[name=publish]");
  window.setTimeout(() => button.click(), 150);
  button.click();
}, 0)"""


@pytest.mark.parametrize("how", ["double click", "again while the answer is on its way"])
def test_a_need_is_made_once(open_page: OpenPage, region: Region, how: str) -> None:
    page, title = open_page("amina"), f"Boodschappen voor {fresh_word(length=6)}"
    page.goto("/behoeften/nieuw")
    page.fill("#f_title", title)
    page.select_option("#f_support_type", "groceries_meals")
    page.select_option("#f_target_group", "older_people")
    page.fill("#f_quantity", "12")
    if how == "double click":
        page.locator("button[name=publish]").dblclick()
    else:
        page.evaluate(PRESS_AGAIN)
    # The first one of a server that has just started waits for its language model.
    expect(page.locator("#messages")).to_contain_text("geplaatst", timeout=20_000)
    with region.session() as session:
        made = session.exec(select(Need).where(col(Need.title) == title)).all()
    assert len(made) == 1


def test_a_busy_button_says_so_and_can_be_pressed_again_after_an_answer(
    open_page: OpenPage, region: Region
) -> None:
    title = f"Naar de markt in groepje {fresh_word(length=6)}"
    with region.session() as session:
        pairs = Pairs(World(session))
        match = pairs.approve(pairs.propose(need=pairs.need(title=title), quantity=10))
        address = f"/koppelingen/{match.id}"
    page = open_page("chantal")
    page.goto(address)
    yes = page.get_by_role("button", name="Zeg ja")
    yes.dblclick()
    expect(page.locator("#s_contact")).to_be_visible()
    expect(page.locator("[aria-busy='true']")).to_have_count(0)
    assert page.locator("form[data-busy]").count() == 0


def test_the_same_form_sent_five_times_at_once_makes_one_thing(region: Region) -> None:
    """Whatever a browser or a line does: the form says which it is, and the second waits for the
    first.
    """
    title = f"Boodschappen voor {fresh_word(length=6)}"
    cookies = region.cookies("amina").items()
    headers = {"cookie": "; ".join(f"{name}={value}" for name, value in cookies)}
    with urlopen(Request(f"{region.address}/behoeften/nieuw", headers=headers)) as page:  # noqa: S310
        (place,) = Html(page.read().decode()).typed("form_draft")
    need = form(GROCERIES | {"title": title, "form_draft": place, "publish": "1"})
    sent_from = headers | {"origin": region.address}

    def send(_n: int) -> str:
        body = urlencode(need, doseq=True).encode()
        with urlopen(Request(f"{region.address}/behoeften", body, sent_from)) as answer:  # noqa: S310
            return str(answer.url)

    with ThreadPoolExecutor(5) as threads:
        led_to = set(threads.map(send, range(5)))
    with region.session() as session:
        made = session.exec(select(Need).where(col(Need.title) == title)).all()
    assert led_to == {f"{region.address}/behoeften/{need.id}" for need in made}
    assert len(made) == 1
