"""Yes and no in the rows of Mijn werk, and what happened since the last visit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from app.core import clock
from app.identity.models import LoginSession
from app.matches.models import GRACE, MatchStatus
from app.matches.policy import MatchPolicy
from app.work.news_queries import MOST_NEWS
from app.work.queries import get_work
from app.work.task_kinds import TaskKind
from tests.html import Page
from tests.matches.pairs import Pairs, in_state
from tests.world import Visitors

STATES = ("proposed", "asked", "both", "held", "approved", "accepted", "declined", "running")


def posts(page: Page) -> set[str]:
    return {str(form.attributes.get("action")) for form in page.every("form")}


@pytest.mark.parametrize("state", STATES)
def test_a_row_offers_a_yes_to_whom_the_page_of_the_match_does(pairs: Pairs, state: str) -> None:
    """One rule for both pages, also in the minute in which the team can undo its approval."""
    match = in_state(pairs, state)
    pairs.session.flush()
    for who in ("amina", "bram", "chantal", "daan", "farid", "greet"):
        work = get_work(pairs.session, pairs[who])
        rows = [*work.late, *work.today, *work.week, *work.later]
        can = any(task.id == match.id and task.can_answer for task in rows)
        policy = MatchPolicy(pairs[who], match)
        assert can == (bool(policy.accept) and not policy._waits_for_review), who


def test_a_yes_in_the_row_is_a_yes_to_all_that_is_asked(visitors: Visitors, pairs: Pairs) -> None:
    match = in_state(pairs, "approved")
    pairs.session.commit()
    address = f"/koppelingen/{match.id}/accepteren"
    assert address in posts(Page(visitors["chantal"].get("/mijn-werk").text))
    answer = visitors["chantal"].post(address)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/koppelingen/{match.id}")
    pairs.session.refresh(match)
    assert (match.status, match.quantity) == (MatchStatus.ACCEPTED, 30)


def test_a_no_asks_its_reason_and_leads_back_to_the_list(visitors: Visitors, pairs: Pairs) -> None:
    match = in_state(pairs, "approved")
    pairs.session.commit()
    chantal = visitors["chantal"]
    page = Page(chantal.get("/mijn-werk").text)
    (no,) = [
        each
        for each in page.every("form")
        if any(field.attributes.get("value") == "refusing" for field in each.inside)
    ]
    sent = {str(f.attributes["name"]): f.attributes["value"] for f in no.inside if f.tag == "input"}
    address = str(no.attributes["action"]).partition("#")[0]
    asking = Page(chantal.get(address, params=sent).text)
    (back,) = [a for a in asking.every("a") if a.text.strip() == "Terug"]
    assert back.attributes["href"] == "/mijn-werk"
    address = f"/koppelingen/{match.id}/afwijzen"
    again = chantal.post(address, data={"page": "work"})
    assert again.status_code == 422 and Page(again.text).typed("page") == ["work"]
    done = chantal.post(address, data={"page": "work", "reason": "too_far"})
    assert (done.status_code, done.headers["location"]) == (303, "/mijn-werk")
    after = chantal.get("/mijn-werk").text
    assert f"/koppelingen/{match.id}/accepteren" not in after
    assert f"/koppelingen/{match.id}/terugdraaien" in after, "for a minute"


def test_who_cannot_decide_gets_no_buttons(visitors: Visitors, pairs: Pairs) -> None:
    match = in_state(pairs, "both")
    pairs.session.commit()
    assert f"/koppelingen/{match.id}/accepteren" in visitors["amina"].get("/mijn-werk").text
    assert f"/koppelingen/{match.id}/accepteren" not in visitors["bram"].get("/mijn-werk").text


def since(visitors: Visitors, pairs: Pairs, who: str) -> Page:
    """The page of somebody who was here an hour ago."""
    client = visitors[who]
    person = pairs.world.person(who).id
    for login in pairs.session.exec(select(LoginSession).where(LoginSession.person_id == person)):
        login.seen_before_at = clock.now() - timedelta(hours=1)
    pairs.session.commit()
    return Page(client.get("/mijn-werk").text)


def test_what_others_did_since_the_last_visit_is_told(visitors: Visitors, pairs: Pairs) -> None:
    match = in_state(pairs, "accepted")
    pairs.session.commit()
    assert "Ja van " not in since(visitors, pairs, "amina")["since_list"].text, "she can undo it"
    with clock.at(clock.now() + GRACE):
        told = since(visitors, pairs, "amina")["since_list"].text
    assert "Ja van " in told and match.need.title in told
    assert "Voorgesteld" not in told, "what she did herself is no news to her"
    assert "since_list" not in since(visitors, pairs, "farid")
    reader = since(visitors, pairs, "greet")["since_list"].text
    assert "Ja van " not in reader, "of matches of others she hears nothing"


def test_of_a_small_group_no_number_is_told(visitors: Visitors, pairs: Pairs) -> None:
    pairs.accepted(need=pairs.need(quantity=3, people=3), quantity=3)
    pairs.session.commit()
    with clock.at(clock.now() + GRACE):
        assert "3 afgesproken" in since(visitors, pairs, "amina")["since_list"].text
        page = since(visitors, pairs, "daan")
    assert "since_list" not in page or "3 afgesproken" not in page["since_list"].text


def test_what_the_team_can_still_undo_is_no_news(visitors: Visitors, pairs: Pairs) -> None:
    match = pairs.propose()
    pairs.decline(match, "daan", reason="other")
    match.tell_at = clock.now() + timedelta(minutes=1)
    pairs.session.commit()
    assert "since_list" not in since(visitors, pairs, "amina")


def test_the_list_is_short(visitors: Visitors, pairs: Pairs) -> None:
    for _ in range(MOST_NEWS):
        in_state(pairs, "accepted")
    pairs.session.commit()
    rows = [e for e in since(visitors, pairs, "amina")["since_list"].inside if e.tag == "li"]
    assert len(rows) == MOST_NEWS - 1


def test_a_visit_begins_after_a_pause_or_a_new_session(visitors: Visitors, pairs: Pairs) -> None:
    chantal = visitors["chantal"]
    person = pairs.world.person("chantal").id
    query = select(LoginSession).where(LoginSession.person_id == person)
    (login,) = pairs.session.exec(query)
    began = login.last_seen_at
    assert login.seen_before_at is None, "nobody was here before"
    with clock.at(began + timedelta(minutes=5)):
        chantal.get("/mijn-werk")
    pairs.session.refresh(login)
    assert login.seen_before_at is None, "still the same visit"
    with clock.at(began + timedelta(hours=2)):
        chantal.get("/mijn-werk")
    pairs.session.refresh(login)
    assert login.seen_before_at == began + timedelta(minutes=5)
    later = began + timedelta(hours=3)
    with clock.at(later):
        chantal.post("/uitloggen")
        chantal.post("/inloggen/demo", data={"person": "chantal"})
        (again,) = pairs.session.exec(query)
    assert again.seen_before_at == later, "the trail knows when a session ended"


def test_an_administrator_sees_what_to_look_at(visitors: Visitors, pairs: Pairs) -> None:
    page = Page(visitors["eva"].get("/mijn-werk").text)
    assert "group_managing" in page and "group_keeping" in page
    links = {str(a.attributes.get("href")) for a in page["content"].inside if a.tag == "a"}
    assert {"/beheer/regio", "/beheer/koppelen", "/beheer/crises", "/bord?column=running"} <= links
    assert "group_managing" not in Page(visitors["greet"].get("/mijn-werk").text)
    assert get_work(pairs.session, pairs["eva"]).count == 1, "no worker lives here"
    assert not any(
        task.kind is TaskKind.ANSWER for task in get_work(pairs.session, pairs["eva"]).waiting
    )


def test_an_offer_is_confirmed_in_its_row(visitors: Visitors, pairs: Pairs) -> None:
    offer = pairs.offer()
    offer.fresh_until = clock.today() + timedelta(days=2)
    pairs.session.commit()
    address = f"/aanbod/{offer.id}/bevestigen"
    assert address in posts(Page(visitors["chantal"].get("/mijn-werk").text))
    answer = visitors["chantal"].post(address, data={"page": "work"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/mijn-werk")
    assert address not in posts(Page(visitors["chantal"].get("/mijn-werk").text))
    pairs.session.refresh(offer)
    assert offer.fresh_until > clock.today() + timedelta(days=2)


def test_a_covered_need_past_its_day_is_said_to_be_covered(pairs: Pairs) -> None:
    match = pairs.running(quantity=30)
    match.need.quantity = match.need.people = 30
    match.need.needed_from = clock.today() - timedelta(days=9)
    match.need.needed_until = clock.today() - timedelta(days=1)
    pairs.session.flush()
    late = {t.kind: t for t in get_work(pairs.session, pairs["amina"]).late}
    assert late[TaskKind.CLOSE_NEED].amount == "30 mensen, helemaal gedekt"
