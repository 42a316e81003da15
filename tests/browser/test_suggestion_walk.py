"""The next step after publishing, in a browser: the right partners first, two proposals, a no, and
what was learned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from sqlmodel import col, select

from app.matches.models import Match
from tests.browser.conftest import OpenPage
from tests.browser.region import Region
from tests.browser.steps import send
from tests.matches.pairs import JAAP, KARIN, Pairs
from tests.world import World, fresh_word

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

both = pytest.mark.parametrize(
    "javascript", [True, False], ids=["with JavaScript", "without JavaScript"]
)


def suggestion(page: Page, title: str) -> Locator:
    return page.locator(".sb-suggestion").filter(
        has=page.get_by_role("link", name=title, exact=True)
    )


def unfold(row: Locator) -> None:
    """Its form, when it is not the first one."""
    if not row.locator('input[name="quantity"]').is_visible():
        row.locator(".sb-more > summary").click()


def propose(page: Page, title: str) -> None:
    row = suggestion(page, title)
    unfold(row)
    row.locator('textarea[name="reason"]').fill("Ze willen graag af en toe iemand spreken.")
    row.locator(".sb-propose__end > button").click()
    expect(suggestion(page, title)).to_have_count(0)


@both
def test_amina_publishes_chooses_two_and_the_next_suggestions_have_learned(
    open_page: OpenPage, region: Region, javascript: bool
) -> None:
    word = fresh_word(length=6)
    circle, chat, dogs = f"Telefooncirkel {word}", f"Belmaatjes {word}", f"Honden uitlaten {word}"
    with region.session() as session:
        pairs = Pairs(World(session))
        phone: dict[str, Any] = {
            "support_type": "listening_ear",
            "target_groups": ["lonely_people"],
            "municipalities": ["GM1979"],
        }
        told = "Elke ochtend een telefoontje van een vrijwilliger, als teken van leven."
        circle_id = pairs.offer(title=circle, description=told, quantity=60, **phone).id
        pairs.offer(
            JAAP,
            title=chat,
            description="Een vaste vrijwilliger belt wekelijks voor een praatje.",
            **phone,
        )
        pairs.offer(
            KARIN,
            title=dogs,
            support_type="pet_care",
            description="Elke dag.",
            target_groups=["homeless"],
        )
    amina = open_page("amina", javascript=javascript)
    amina.goto("/behoeften/nieuw")
    amina.locator("#f_title").fill(f"Iemand die af en toe informeert hoe het gaat {word}")
    amina.locator("#f_description").fill("Ze zijn alleen en hebben behoefte aan contact.")
    amina.locator("#f_support_type").select_option("listening_ear")
    amina.locator("#f_target_group").select_option("lonely_people")
    amina.locator("#f_quantity").fill("20")
    need = send(amina, "/behoeften", publish=True)

    expect(amina.get_by_role("link", name="Naar de suggesties")).to_be_visible()
    for title in (circle, chat):
        row = suggestion(amina, title)
        expect(row).to_contain_text("Zelfde soort hulp")
        expect(row).to_contain_text("In dezelfde gemeente: Eemsdelta")
        expect(row.locator('input[name="quantity"]')).to_have_value("20")
    expect(suggestion(amina, dogs)).to_have_count(0)

    propose(amina, circle)
    assert amina.url.partition("#")[0].endswith(need), "the page stays, for the next one"
    expect(amina.locator("#need_help")).to_contain_text("is voorgesteld, voor 20 mensen. Het team")
    expect(amina.get_by_role("link", name="Naar de suggesties")).to_have_count(0)
    if javascript:
        expect(amina.locator("#need_help [tabindex='-1']").first).to_be_focused()
    propose(amina, chat)
    expect(amina.locator("#need_help tbody tr")).to_have_count(2)

    with region.session() as session:
        query = select(Match).where(col(Match.offer_id) == circle_id)
        match = session.exec(query).one()
        pairs = Pairs(World(session))
        pairs.owners[circle_id] = "chantal"
        pairs.decline(pairs.approve(match), reason="no_capacity")
    amina.goto(need)
    expect(suggestion(amina, circle)).to_have_count(0)
    amina.locator(".sb-more > summary").last.click()
    expect(amina.locator("#suggestions")).to_contain_text("er is al nee gezegd op deze combinatie")


@both
def test_what_does_not_fit_goes_away_and_can_be_taken_back(
    open_page: OpenPage, region: Region, javascript: bool
) -> None:
    word = fresh_word(length=6)
    title = f"Boodschappendienst {word}"
    with region.session() as session:
        pairs = Pairs(World(session))
        need = pairs.need(title=f"Boodschappen {word} voor 40 ouderen").id
        pairs.offer(
            title=title, description=f"Boodschappen {word} voor ouderen aan huis.", quantity=60
        )
    page = open_page("amina", javascript=javascript)
    page.goto(f"/behoeften/{need}?show=all")
    row = suggestion(page, title)
    unfold(row)
    row.locator(".sb-propose__end > .sb-act > summary").click()
    row.locator('form[action$="/past-niet"] button').click()
    row = suggestion(page, title)
    expect(row.locator(".utrecht-form-field__error-message")).to_be_visible()
    row.locator('select[name="reason"]').select_option("too_far")
    row.locator('form[action$="/past-niet"] button').click()
    expect(suggestion(page, title)).to_have_count(0)
    left = page.locator(".sb-rejected li").filter(has_text=title)
    expect(left).to_contain_text("Te ver weg")
    left.get_by_role("button").click()
    expect(suggestion(page, title)).to_have_count(1)
    expect(page.locator(".sb-rejected li").filter(has_text=title)).to_have_count(0)


def test_the_amount_of_the_offer_follows_the_number_until_it_is_filled_in(
    open_page: OpenPage, region: Region
) -> None:
    about = {"support_type": "buddy_visits", "title": f"Maatjes voor wie alleen is {fresh_word()}"}
    with region.session() as session:
        pairs = Pairs(World(session))
        need = pairs.need(quantity=7, **about).id
        pairs.offer(quantity=40, unit="hours_per_week", **about)
    page = open_page("amina")
    page.goto(f"/behoeften/{need}")
    form = page.locator("form:has(input[data-takes])").first
    many, hours = form.locator('[name="quantity"]'), form.locator('[name="offer_quantity"]')
    expect(many).to_have_value("7")
    expect(hours).to_have_value("14")
    many.fill("5")
    expect(hours).to_have_value("10")
    expect(form).not_to_contain_text("14 uur")
    hours.fill("8")
    many.fill("4")
    expect(hours).to_have_value("8")
