"""The team says what a view of the picture means; later its own figures still stand there, and what
it proposes becomes a need.
"""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.steps import press, send
from tests.browser.test_walks import both
from tests.world import fresh_word

PLACE = "GM0765"


def see(page: Page, text: str) -> None:
    """Log a signal of work and income in the municipality."""
    page.goto("/signalen/nieuw")
    page.locator("#f_description").fill(text)
    page.locator('input[name="direction"][value="negative"]').check()
    page.locator("#f_theme").select_option("work_income")
    page.locator("#f_target_group").select_option("people_in_debt")
    page.locator("#f_municipality").select_option(PLACE)
    page.locator('input[name="severity"][value="3"]').check()
    send(page, "/signalen", publish=False)


def numbers(page: Page) -> tuple[int, int]:
    """Of then and of now: the negative signals about this group."""
    row = page.locator("table", has=page.locator("#figures_signals")).locator(
        "tr", has_text="schulden"
    )
    cells = row.locator("td").all_inner_texts()
    return int(cells[0]), int(cells[1])


@both
def test_daan_interprets_a_view_and_what_he_proposes_becomes_a_need(
    open_page: OpenPage, javascript: bool
) -> None:
    mark = fresh_word(length=6)
    daan, amina = (open_page(who, javascript=javascript) for who in ("daan", "amina"))
    title, proposed = f"Schulden groeien in Pekela {mark}", f"Een spreekuur over geld {mark}"
    see(daan, f"Meer mensen vragen hulp met rekeningen {mark}.")

    daan.goto(f"/beeld?municipality={PLACE}")
    daan.get_by_role("link", name="Duid dit").click()
    expect(daan.locator("#s_figures")).to_be_visible()
    daan.locator(".sb-form__end button[name=publish]").click()
    expect(daan.locator("#f_seen_error")).to_be_visible()
    daan.locator("#f_part").select_option("groups")
    daan.locator("#f_title").fill(title)
    daan.locator("#f_seen").fill("Bel 06-12345678 voor de cijfers over schulden.")
    daan.locator("#f_meaning").fill("Wie schulden heeft, vraagt laat om hulp.")
    daan.locator("#f_advice").fill("Kom naar mensen toe, voor de brieven komen.")
    daan.locator(".sb-form__end button[name=publish]").click()
    expect(daan.locator("#f_seen_error")).to_contain_text("06-12345678")
    expect(daan.locator("#f_title")).to_have_value(title)
    daan.locator("#f_seen").fill("Het aantal vragen over schulden groeit.")
    here = send(daan, "/duiding", publish=True)
    expect(daan.get_by_role("heading", level=1)).to_have_text(title)
    then, now = numbers(daan)
    assert then == now >= 1

    daan.locator("summary", has_text="Een voorstel toevoegen").click()
    daan.locator("#f_text").fill(proposed)
    daan.locator(f'form[action="{here}/voorstellen"] #f_target_group').select_option(
        "people_in_debt"
    )
    daan.get_by_role("button", name="Voorstel toevoegen").click()
    expect(daan.locator("#s_proposals")).to_be_visible()
    expect(daan.locator("li", has_text=proposed)).to_contain_text("Nog niets uit gevolgd")

    # Somebody sees more, and the interpretation still has its own figures.
    see(daan, f"Ook de bakker hoort het van klanten {mark}.")
    amina.goto(f"/beeld?municipality={PLACE}")
    amina.get_by_role("link", name=title).click()
    assert numbers(amina) == (then, then + 1)
    amina.get_by_role("link", name="Bekijk het beeld zoals het nu is").click()
    expect(amina).to_have_url(re.compile(rf"/beeld\?municipality={PLACE}"))

    daan.goto(here)
    daan.locator("li", has_text=proposed).get_by_role(
        "link", name="Maak hier een behoefte van"
    ).click()
    expect(daan.locator("#f_title")).to_have_value(proposed)
    expect(daan.locator("#f_target_group")).to_have_value("people_in_debt")
    daan.locator("#f_support_type").select_option("admin_debts")
    daan.locator("#f_quantity").fill("12")
    daan.locator(".sb-form__end button[name=publish]").click()
    # The address of the form has an id of its own: that of the proposal.
    daan.wait_for_url(re.compile(r"/behoeften/[0-9a-f-]{36}$"))
    need = "/behoeften/" + daan.url.rpartition("/")[2]
    amina.goto(here)
    followed = amina.locator("li", has_text=proposed)
    expect(followed.locator(f'a[href="{need}"]')).to_be_visible()
    expect(followed).to_contain_text("Open")
    expect(followed.get_by_role("link", name="Maak hier een behoefte van")).to_have_count(0)

    # What is better is a next version: the one before it stays.
    daan.goto(f"{here}/nieuwe-versie")
    daan.locator("#f_meaning").fill("Wie schulden heeft, vraagt laat om hulp. Wachten kost geld.")
    daan.locator(".sb-form__end button").click()
    expect(daan.locator("main")).to_contain_text("Versie 2 is nog niet geplaatst")
    amina.goto(here)
    expect(amina.locator("main")).not_to_contain_text("Wachten kost geld")
    press(daan, "plaatsen")
    expect(daan.locator("main")).not_to_contain_text("nog niet geplaatst")
    amina.goto(here)
    expect(amina.locator(".sb-duiding").first).to_contain_text("Wachten kost geld")
    amina.locator("summary", has_text="Versie 1").click()
    expect(amina.locator("details[open]")).to_contain_text("vraagt laat om hulp.")
