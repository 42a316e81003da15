"""A form that is sent back says what is wrong beside the field, and keeps everything that was typed
and chosen.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from app.core import clock
from tests.browser.conftest import OpenPage
from tests.browser.steps import heard, listen, send, tick
from tests.browser.test_walks import both

if TYPE_CHECKING:
    from playwright.sync_api import Page

LATER = (clock.today() + timedelta(days=30)).isoformat()
EARLIER = (clock.today() + timedelta(days=20)).isoformat()
STORY = "Ze wonen in drie dorpen.\n\nDe <b>bus</b> rijdt niet meer & de winkel is dicht."


@both
def test_the_form_of_a_need_keeps_what_was_typed(open_page: OpenPage, javascript: bool) -> None:
    page = open_page("amina", javascript=javascript)
    page.goto("/behoeften/nieuw")
    page.locator("#f_description").fill(STORY)
    page.locator("#f_support_type").select_option("transport")
    page.locator("details:has(#f_people) > summary").click()
    page.locator("#f_people").fill("veertig")
    page.locator("details.sb-more:has(#f_also_groups) > summary").click()
    check(page, "also_groups", ["lonely_people", "informal_carers"])
    page.locator("#f_quantity").fill("-40")
    page.locator("#f_unit").select_option("rides_per_week")
    check(page, "urgency", ["acute"])
    page.locator("#f_needed_from").fill(LATER)
    page.locator("#f_needed_until").fill(EARLIER)
    page.locator("button[name=publish]").click()

    says(page, "title", "Zeg in één zin wat er nodig is.")
    says(page, "target_group", "Kies voor welke doelgroep het is.")
    says(page, "people", "Vul een heel getal in, zoals 40.")
    says(page, "quantity", "Vul 1 of meer in.")
    says(page, "needed_until", "De einddatum ligt vóór de begindatum.")
    expect(page.locator("#f_errors a")).to_have_count(5)
    if javascript:
        expect(page.locator("#f_errors")).to_be_focused()
    expect(page.locator("#f_description")).to_have_value(STORY)
    expect(page.locator("#f_support_type")).to_have_value("transport")
    expect(page.locator("#f_people")).to_have_value("veertig")
    expect(page.locator("#f_quantity")).to_have_value("-40")
    expect(page.locator("#f_unit")).to_have_value("rides_per_week")
    expect(page.locator("#f_needed_from")).to_have_value(LATER)
    expect(page.locator("#f_needed_until")).to_have_value(EARLIER)
    assert checked(page, "also_groups") == {"lonely_people", "informal_carers"}
    assert checked(page, "urgency") == {"acute"}
    expect(page.locator("#f_also_groups")).to_be_visible()

    page.locator("#f_title").fill("Vervoer naar de winkel in Spijk")
    page.locator("#f_target_group").select_option("older_people")
    page.locator("#f_people").fill("40")
    page.locator("#f_quantity").fill("12")
    page.locator("button[name=publish]").click()
    says(page, "needed_until", "De einddatum ligt vóór de begindatum.")
    assert checked(page, "also_groups") == {"lonely_people", "informal_carers"}

    page.locator("#f_needed_until").fill(LATER)
    send(page, "/behoeften", publish=True)
    expect(page.locator(".sb-prose")).to_have_text(STORY)
    expect(page.locator(".sb-prose b")).to_have_count(0)
    expect(page.locator(".sb-facts")).to_contain_text("eenzame mensen")


@both
def test_the_form_of_an_offer_keeps_what_was_typed(open_page: OpenPage, javascript: bool) -> None:
    page = open_page("chantal", javascript=javascript)
    page.goto("/aanbod/nieuw")
    page.locator("#f_title").fill("Bel Jan op 06-12345678")
    page.locator("#f_description").fill(STORY)
    page.locator("#f_quantity").fill("1.5")
    page.locator("#f_unit").select_option("parcels_per_week")
    check(page, "target_groups", ["older_people", "lonely_people", "homeless"])
    check(page, "municipalities", ["GM0765", "GM1950"])
    page.locator("#f_available_until").fill(LATER)
    page.locator("button[name=publish]").click()

    says(page, "title", "Dit lijkt op een telefoonnummer:")
    says(page, "support_type", "Kies welke soort hulp het is.")
    says(page, "quantity", "Vul een heel getal in, zoals 40.")
    expect(page.locator("#f_title")).to_have_value("Bel Jan op 06-12345678")
    expect(page.locator("#f_description")).to_have_value(STORY)
    expect(page.locator("#f_quantity")).to_have_value("1.5")
    expect(page.locator("#f_unit")).to_have_value("parcels_per_week")
    expect(page.locator("#f_available_until")).to_have_value(LATER)
    assert checked(page, "target_groups") == {"older_people", "lonely_people", "homeless"}
    assert checked(page, "municipalities") == {"GM1979", "GM0765", "GM1950"}

    page.locator("#f_errors a").first.click()
    expect(page.locator("#f_title")).to_be_focused()
    page.locator("#f_title").fill("Pakketten met droge waren")
    page.locator("#f_support_type").select_option("food_parcels")
    page.locator("#f_quantity").fill("1.250")
    send(page, "/aanbod", publish=False)
    expect(page.locator(".sb-facts")).to_contain_text("1.250 pakketten per week")


def test_what_looks_like_a_name_has_to_be_confirmed(open_page: OpenPage) -> None:
    page = open_page("amina")
    page.goto("/behoeften/nieuw")
    page.locator("#f_title").fill("Boodschappen voor de straat van mevrouw Jansen")
    page.locator("#f_support_type").select_option("groceries_meals")
    page.locator("#f_target_group").select_option("older_people")
    page.locator("#f_quantity").fill("12")
    page.locator(".sb-form__end button:not([name])").click()
    says(page, "sure_no_names", "In je tekst lijkt de naam van een persoon te staan:")
    page.locator("#f_sure_no_names").check()
    send(page, "/behoeften", publish=False)
    expect(page.locator(".sb-head .sb-state")).to_have_text("Concept")


def check(page: Page, name: str, values: list[str]) -> None:
    for value in values:
        tick(page, name, value)


def checked(page: Page, name: str) -> set[str]:
    """The values of the boxes that are on."""
    boxes = page.locator(f'input[name="{name}"]').all()
    return {box.get_attribute("value") or "" for box in boxes if box.is_checked()}


def says(page: Page, name: str, sentence: str) -> None:
    """The sentence stands beside the field, is tied to it, and is repeated above the form."""
    error = page.locator(f"#f_{name}_error")
    expect(error).to_contain_text(sentence)
    assert page.locator(f'[aria-describedby~="f_{name}_error"]').count() == 1
    expect(page.locator(f'#f_errors a[href="#f_{name}"]')).to_contain_text(sentence)


def test_what_the_title_says_is_filled_in_and_can_be_refused(open_page: OpenPage) -> None:
    page = open_page("amina")
    fields = {name: page.locator(f"#f_{name}") for name in ("target_group", "quantity", "unit")}
    page.goto("/behoeften/nieuw")
    listen(page)
    page.locator("#f_title").fill("12 ritten per week voor mantelzorgers")
    expect(fields["target_group"]).to_have_value("informal_carers", timeout=20_000)
    expect(fields["quantity"]).to_have_value("12")
    expect(fields["unit"]).to_have_value("rides_per_week")
    # Whether somebody else asks the same may be said after it.
    assert any("Uit je titel:" in said for said in heard(page))

    fields["target_group"].select_option("older_people")
    page.locator("#f_title").fill("15 ritten per week voor daklozen")
    expect(fields["quantity"]).to_have_value("15")
    expect(fields["target_group"]).to_have_value("older_people")

    page.get_by_role("button", name="Niet overnemen").click()
    expect(fields["quantity"]).to_have_value("")
    expect(fields["unit"]).to_have_value("people")
    expect(page.locator("#f_title")).to_be_focused()
    page.locator("#f_title").fill("18 ritten per week voor daklozen")
    page.wait_for_timeout(800)
    expect(fields["quantity"]).to_have_value("")
