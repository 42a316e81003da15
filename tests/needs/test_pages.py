"""The pages of needs, over HTTP."""

from __future__ import annotations

from tests.world import GROCERIES, Visitors, form, id_in


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
