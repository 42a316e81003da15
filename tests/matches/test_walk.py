"""From proposal to contact over HTTP, with the cast: the main job of the product."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection
from sqlmodel import Session, select
from starlette.testclient import TestClient

from app.identity.commands import start_session
from app.identity.models import Person
from app.matches.models import Match
from app.needs.models import Need
from app.offers.models import Offer
from app.organisations.models import OrganisationProfile
from app.web.cookies import SESSION
from tests.html import Page
from tests.matches.pairs import JAAP, Pairs, in_state
from tests.statements import counted
from tests.world import GROCERIES, Visitors


def column_of(client: TestClient, match: str) -> str:
    """Under which heading of the board the card of a match stands."""
    page = Page(client.get("/bord").text)
    sections = [
        e for e in page.every("section") if any(a.attributes.get("href") == match for a in e.inside)
    ]
    return ", ".join(str(section.attributes["id"]).removeprefix("column_") for section in sections)


def post(client: TestClient, path: str, **data: Any) -> str:
    """A form that is filled in right; the address it leads to."""
    answer = client.post(path, data={k: str(v) for k, v in data.items()})
    assert answer.status_code == 303, answer.text[:2000]
    return answer.headers["location"]


def test_from_proposal_to_contact(visitors: Visitors, pairs: Pairs, session: Session) -> None:
    need, offer, second = pairs.need(), pairs.offer(), pairs.offer(JAAP, quantity=40)
    session.commit()
    amina, daan, chantal = visitors["amina"], visitors["daan"], visitors["chantal"]

    found = Page(amina.get("/koppelingen/nieuw", params={"need": str(need.id)}).text)
    assert offer.title in [title.strip() for title in found.titles]
    match = post(amina, "/koppelingen", need=need.id, offer=offer.id, quantity=30)
    other = post(amina, "/koppelingen", need=need.id, offer=second.id, quantity=40)
    for client in (amina, daan, visitors["farid"], visitors["greet"]):
        assert column_of(client, match) == "proposed"
    assert chantal.post(match + "/accepteren", data={"quantity": "30"}).status_code == 409

    post(daan, match + "/goedkeuren")
    post(daan, other + "/goedkeuren")
    assert column_of(amina, match) == "talking"
    assert post(chantal, match + "/accepteren", quantity=20) == match

    assert left(session, need, offer) == [(20, 20), (20, 10)]
    assert column_of(amina, match) == "talking"
    how_to_reach = [
        session.get_one(OrganisationProfile, key).contact_email
        for key in (need.organisation_id, offer.organisation_id)
    ]
    for client in (amina, chantal):
        assert all(address in client.get(match).text for address in how_to_reach)
    farid = visitors["farid"].get(match)
    assert farid.status_code == 200
    assert not any(address in farid.text for address in how_to_reach)
    assert visitors["hugo"].get(match).status_code == 404

    jaap = browser_of(visitors, pairs, JAAP)
    told = jaap.post(other + "/accepteren", data={"quantity": "40"})
    assert told.status_code == 422
    page = Page(told.text)
    assert "20" in page["f_yes_quantity_error"].text
    assert "f_errors" in page, "the summary above the page says it as well"
    assert left(session, need) == [(20, 20)]
    post(jaap, other + "/accepteren", quantity=20)
    assert left(session, need) == [(40, 0)]

    post(chantal, match + "/starten")
    assert column_of(amina, match) == "running"
    post(
        chantal,
        match + "/afronden",
        outcome="succeeded",
        people_reached=18,
        note="Vaste dagen werken beter.",
    )
    assert column_of(amina, match) == "ended"
    assert left(session, need, offer) == [(40, 0), (0, 30)]


def left(session: Session, *owners: Need | Offer) -> list[tuple[int, int]]:
    """Committed and left, as stored."""
    session.expire_all()
    return [(owner.committed, owner.left) for owner in owners]


def browser_of(visitors: Visitors, pairs: Pairs, key: str) -> TestClient:
    """Greet's browser, in which somebody who is not of the cast has signed in."""
    client, actor = visitors["greet"], pairs[key]
    token = start_session(pairs.session, pairs.session.get_one(Person, actor.person_id))
    pairs.session.commit()
    client.cookies.clear()
    client.cookies.set(SESSION, token)
    return client


SENT: dict[str, tuple[str, str, dict[str, str], str]] = {
    "a yes for nothing": ("approved", "accepteren", {"quantity": "0"}, "f_yes_quantity_error"),
    "a yes for a word": ("approved", "accepteren", {"quantity": "veel"}, "f_yes_quantity_error"),
    "a yes for too many": ("approved", "accepteren", {"quantity": "31"}, "f_yes_quantity_error"),
    "a no without a reason": ("approved", "afwijzen", {}, "f_no_reason_error"),
    "a no with an address": (
        "approved",
        "afwijzen",
        {"reason": "other", "note": "Bel 06-12345678"},
        "f_no_note_error",
    ),
    "withdrawn without a reason": ("proposed", "intrekken", {}, "f_back_reason_error"),
    "completed without an outcome": (
        "running",
        "afronden",
        {"note": "Het werkte."},
        "f_outcome_error",
    ),
    "completed with fewer than nobody": (
        "running",
        "afronden",
        {"outcome": "partly", "people_reached": "-1"},
        "f_people_reached_error",
    ),
    "completed with everybody": (
        "running",
        "afronden",
        {"outcome": "partly", "people_reached": "99999999999"},
        "f_people_reached_error",
    ),
    "a yes written down, but not how it came": (
        "both",
        "accepteren",
        {"on_behalf": "1", "quantity": "30"},
        "f_for_channel_error",
    ),
    "a no written down, but not how it came": (
        "both",
        "afwijzen",
        {"on_behalf": "1", "reason": "other"},
        "f_forno_channel_error",
    ),
}


@pytest.mark.parametrize("name", SENT)
@pytest.mark.parametrize("htmx", [False, True], ids=["whole page", "fragment"])
def test_what_is_not_filled_in_right_is_said_beside_the_field_and_changes_nothing(
    visitors: Visitors, pairs: Pairs, name: str, htmx: bool
) -> None:
    state, verb, sent, where = SENT[name]
    match = in_state(pairs, state)
    status = match.status
    pairs.session.commit()
    who = "amina" if verb == "intrekken" else "chantal"
    headers = {"hx-request": "true", "hx-target": "div#match_page"} if htmx else {}
    answer = visitors[who].post(f"/koppelingen/{match.id}/{verb}", data=sent, headers=headers)
    assert answer.status_code == 422
    page = Page(answer.text)
    assert page[where].text.strip()
    assert ("content" in page) is not htmx
    for field, value in sent.items():
        if field not in ("on_behalf", "reason"):
            assert value in page.typed(field)
    pairs.session.refresh(match)
    assert match.status is status


def test_a_wrong_proposal_comes_back_open_at_the_offer_it_was_for(
    visitors: Visitors, pairs: Pairs
) -> None:
    need, offer = pairs.need(), pairs.offer()
    pairs.offer(JAAP)
    pairs.session.commit()
    sent = {"need": str(need.id), "offer": str(offer.id), "quantity": "31", "reason": "Past goed."}
    answer = visitors["amina"].post("/koppelingen", data=sent)
    assert answer.status_code == 422
    page = Page(answer.text)
    assert page["f_quantity_error"].text.strip()
    assert "31" in page.typed("quantity") and "Past goed." in page.typed("reason")
    assert sum("open" in details.attributes for details in page.every("details")) == 1
    assert pairs.session.exec(select(Match)).all() == []


@pytest.mark.parametrize(
    "extra", [{"status": "accepted"}, {"awaits_offer": "0"}, {"needs_review": "0"}]
)
def test_a_field_that_the_form_does_not_have_is_refused(
    visitors: Visitors, pairs: Pairs, extra: dict[str, str]
) -> None:
    need, offer = pairs.need(), pairs.offer()
    pairs.session.commit()
    sent = {"need": str(need.id), "offer": str(offer.id), "quantity": "5"} | extra
    assert visitors["amina"].post("/koppelingen", data=sent).status_code == 422
    assert pairs.session.exec(select(Match)).all() == []


def test_a_message_is_shown_as_text(visitors: Visitors, pairs: Pairs) -> None:
    match = pairs.approved(reason='<img src=x onerror="alert(1)">')
    pairs.session.commit()
    page = visitors["chantal"].get(f"/koppelingen/{match.id}").text
    assert "<img" not in page and "&lt;img" in page


# The actor, the choices, and what the page itself needs. A need that an address starts with may
# have gone up in another one: that is asked first.
COSTS = {
    "/koppelingen/{match}": 12,
    "/koppelingen/nieuw?need={need}": 7,
    "/koppelingen/nieuw?offer={offer}": 6,
}


@pytest.mark.parametrize("rows", [1, 10])
@pytest.mark.parametrize("address", COSTS)
def test_a_page_costs_the_same_few_queries_however_many_rows_there_are(
    visitors: Visitors, pairs: Pairs, connection: Connection, address: str, rows: int
) -> None:
    for number in range(rows):
        match = pairs.approved(need=pairs.need(title=f"{GROCERIES['title']} {number}"), quantity=5)
    pairs.session.commit()
    chantal = visitors["amina" if "need" in address else "chantal"]
    path = address.format(match=match.id, need=match.need_id, offer=match.offer_id)
    with counted(connection) as sent:
        answer = chantal.get(path)
    assert answer.status_code == 200
    assert len(sent) == COSTS[address], "\n".join(sent)
