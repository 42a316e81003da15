"""The pages of needs, over HTTP."""

from __future__ import annotations

from tests.html import Page
from tests.world import GROCERIES, Visitors, World, form, id_in


def test_amina_logs_a_draft_publishes_it_and_finds_it(visitors: Visitors) -> None:
    amina = visitors["amina"]

    logged = amina.post("/behoeften", data=form(GROCERIES))
    assert logged.status_code == 303
    page = logged.headers["location"]
    assert id_in(page)
    assert visitors["farid"].get(page).status_code == 404, "a draft is its organisation's own"

    assert amina.post(page + "/plaatsen").headers["location"] == page
    found = amina.get("/behoeften", params={"q": "oudere boodschap"})
    assert GROCERIES["title"] in found.text
    assert visitors["farid"].get(page).status_code == 200
    assert visitors["hugo"].get(page).status_code == 404
    assert GROCERIES["title"] not in visitors["hugo"].get("/behoeften").text


def test_the_theme_is_a_fact_of_a_need_and_a_filter_that_can_be_taken_off(
    visitors: Visitors, world: World
) -> None:
    need = world.need(publish=True)
    farid = visitors["farid"]
    details = next(
        e for e in Page(farid.get(f"/behoeften/{need.id}").text).elements if e.tag == "dl"
    ).text
    assert "Lichamelijke gezondheid en zorg, sociale samenhang en eenzaamheid" in details
    for path in ("/behoeften", "/bord", "/aanbod"):
        page = Page(farid.get(path, params={"theme": "social_cohesion"}).text)
        assert page.typed("theme") == ["social_cohesion"]
        chips = [a for a in page.every("a") if a.attributes.get("class") == "sb-chip"]
        assert ["Sociale samenhang" in chip.text for chip in chips] == [True], path
        assert [chip.attributes["href"] for chip in chips] == [path]
