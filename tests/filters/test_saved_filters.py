"""A person saves the filters of a list under a name; nobody else sees them."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from app.audit.models import AuditEntry
from app.filters.models import MOST, FilteredList, SavedFilter
from app.identity.models import LoginSession, Membership, Person
from tests.html import Page
from tests.world import Visitors, World

LISTS = {
    "board": "/bord",
    "needs": "/behoeften",
    "offers": "/aanbod",
    "actions": "/acties",
}


def save(client: TestClient, **given: Any) -> Any:
    body = {"list": "needs", "name": "Spoed bij ons", "query": "urgency=acute&mine=1"} | given
    return client.post("/filters", data=body)


def saved(client: TestClient, path: str = "/behoeften") -> dict[str, str]:
    page = Page(client.get(path).text)
    return {
        a.text.strip(): str(a.attributes["href"])
        for ul in page.every("ul")
        if "sb-saved" in (ul.attributes.get("class") or "").split()
        for a in ul.inside
        if a.tag == "a"
    }


def test_every_list_that_can_be_saved_is_tried() -> None:
    assert set(LISTS) == {each.value for each in FilteredList}


@pytest.mark.parametrize("name", LISTS)
def test_the_filters_that_are_on_are_saved_shown_and_taken_away(
    visitors: Visitors, world: World, name: str
) -> None:
    amina, path = visitors["amina"], LISTS[name]
    plain = Page(amina.get(path).text)
    assert not any(f.attributes.get("action") == "/filters" for f in plain.every("form"))
    page = Page(amina.get(path, params={"q": "koude kermis", "mine": "1", "cursor": "abc"}).text)
    (form,) = [f for f in page.every("form") if f.attributes.get("action") == "/filters"]
    body = {
        str(e.attributes["name"]): str(e.attributes.get("value") or "")
        for e in form.inside
        if e.tag == "input" and e.attributes.get("type") != "submit"
    }
    answer = amina.post("/filters", data=body | {"name": "Kou bij ons"})
    there = f"{path}?q=koude+kermis&mine=1"
    assert (answer.status_code, answer.headers["location"]) == (303, there)
    assert saved(amina, path) == {"Kou bij ons": there}
    assert saved(amina, there) == {"Kou bij ons": there}
    for other in set(LISTS.values()) - {path}:
        assert saved(amina, other) == {}
    assert saved(visitors["bram"], path) == {}
    (row,) = world.session.exec(select(SavedFilter)).all()
    drop = f"/filters/{row.id}/weggooien"
    assert visitors["bram"].post(drop).status_code == 404
    assert amina.post(drop).headers["location"] == path
    assert saved(amina, path) == {}
    assert amina.post(drop).headers["location"] == path, "pressed twice"
    assert visitors["bram"].post(drop).status_code == 404


def test_the_same_name_again_replaces_it(visitors: Visitors) -> None:
    amina = visitors["amina"]
    save(amina)
    save(amina, query="without_help=1")
    assert saved(amina) == {"Spoed bij ons": "/behoeften?without_help=1"}


def test_there_are_ten_of_a_list_and_no_more(visitors: Visitors) -> None:
    amina = visitors["amina"]
    for number in range(MOST):
        assert save(amina, name=f"Filter {number}").status_code == 303
    refused = save(amina, name="Nog een")
    assert refused.status_code == 422
    assert "10" in Page(refused.text).error("name")
    assert len(saved(amina)) == MOST
    assert save(amina, name="Filter 3", query="mine=1").status_code == 303, "in its place"
    assert save(amina, list="board").status_code == 303, "another list"
    assert save(visitors["bram"]).status_code == 303, "another person"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"name": ""}, "Naam"),
        ({"name": "x"}, "minstens"),
        ({"name": "Bel 06-12345678"}, "telefoonnummer"),
        ({"name": "a" * 41}, "40"),
        ({"query": ""}, "Kies eerst"),
        ({"query": "cursor=abc&column=ended"}, "Kies eerst"),
        ({"query": "q=jan%40voorbeeld.example"}, "e-mail"),
        ({"query": "q=111222333"}, ""),
        ({"query": "q=" + "a" * 300}, "te lang"),
        ({"query": "q=%00&target_group=%E2%80%8B"}, "Kies eerst"),
        ({"list": "people"}, ""),
    ],
    ids=str,
)
def test_what_cannot_be_saved_is_said_and_nothing_is_kept(
    visitors: Visitors, session: Session, given: dict[str, str], told: str
) -> None:
    answer = save(visitors["amina"], **given)
    assert answer.status_code == 422
    assert told in Page(answer.text)["content"].text
    assert session.exec(select(SavedFilter)).all() == []


def test_what_nobody_can_see_is_not_kept(visitors: Visitors) -> None:
    answer = save(visitors["amina"], query="q=%00eten%E2%80%8B&target_group=%00")
    assert (answer.status_code, answer.headers["location"]) == (303, "/behoeften?q=eten")


def test_it_leads_nowhere_but_to_its_list(visitors: Visitors) -> None:
    amina = visitors["amina"]
    odd = "//kwaad.example=1&q=%2F%2Fkwaad.example&__proto__=1&Q=x&a-b=1"
    there = save(amina, query=odd).headers["location"]
    assert there == "/behoeften?q=%2F%2Fkwaad.example&__proto__=1"


def test_it_is_in_no_trail_and_goes_with_its_person(visitors: Visitors, world: World) -> None:
    session = world.session
    _signed_in = visitors["amina"], visitors["bram"]
    before = session.execute(sa.select(sa.func.count()).select_from(AuditEntry)).scalar_one()
    save(visitors["bram"])
    save(visitors["amina"])
    after = session.execute(sa.select(sa.func.count()).select_from(AuditEntry)).scalar_one()
    assert after == before
    bram = world.person("bram").id
    for table in (LoginSession, Membership):
        session.execute(sa.delete(table).where(sa.column("person_id") == bram))
    session.execute(sa.delete(Person).where(sa.column("id") == bram))
    left = session.execute(sa.select(col(SavedFilter.person_id))).scalars().all()
    assert left == [world.person("amina").id]
