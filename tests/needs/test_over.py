"""A need whose last day is past asks for nothing any more, wherever needs are counted, shown or
answered; its owner is asked to close or extend it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from app.core import clock
from app.dossier import group_queries
from app.needs import models, queries
from app.needs.models import Need, NeedState, NeedStatus
from app.review import queue_queries
from app.suggestions.policy import propose_for_need
from tests.html import Page
from tests.matches.pairs import Pairs
from tests.world import GROCERIES, Visitors, World, form

YESTERDAY = clock.today() - timedelta(days=1)
TITLE = "Boodschappen tot gisteren"


def end(need: Need, day: date = YESTERDAY) -> Need:
    """The need with its last day in the past; no form takes that, time does it."""
    need.needed_from, need.needed_until = day - timedelta(days=30), day
    return need


@pytest.fixture
def over(pairs: Pairs) -> Need:
    need = end(pairs.need(title=TITLE))
    pairs.session.commit()
    return need


@pytest.mark.parametrize("status", NeedStatus)
@pytest.mark.parametrize("until", [None, *range(-2, 3)])
def test_open_and_over_are_the_same_in_sql_and_in_python(
    session: Session, world: World, status: NeedStatus, until: int | None
) -> None:
    need = world.need(publish=True)
    need.status = status
    need.needed_from = clock.today() - timedelta(days=9)
    need.needed_until = None if until is None else clock.today() + timedelta(days=until)
    need.outcome = models.NeedOutcome.MET if status is NeedStatus.CLOSED else None
    need.withdrawal = models.NeedWithdrawal.OTHER if status is NeedStatus.WITHDRAWN else None
    session.flush()
    today = clock.today()
    rules = {NeedState.OPEN: models.is_open(today), NeedState.OVER: models.is_over(today)}
    for state, rule in rules.items():
        found = session.execute(select(col(Need.id)).where(col(Need.id) == need.id, rule)).first()
        assert (found is not None) is (need.state is state), state


def test_it_leaves_the_lists_and_has_one_of_its_own(visitors: Visitors, over: Need) -> None:
    amina = visitors["amina"]
    for path in ("/behoeften", "/behoeften?status=open", "/behoeften?sort=ending", "/bord"):
        assert TITLE not in amina.get(path).text, path
    found = Page(amina.get("/behoeften?status=over").text)["content"].text
    assert TITLE in found and "Voorbij" in found


def test_it_counts_for_no_group_and_no_organisation(pairs: Pairs, over: Need) -> None:
    amina = pairs["amina"]
    group = over.target_group
    assert group_queries.get_fares(pairs.session, amina, group).kinds == {}
    assert queries.find_open_of(pairs.session, amina, over.organisation_id, limit=9) == []
    assert not queries.has_open_need(pairs.session, amina)


def test_nobody_proposes_for_it(visitors: Visitors, pairs: Pairs, over: Need) -> None:
    assert not propose_for_need(pairs["amina"], over)
    offer = pairs.offer()
    pairs.session.commit()
    sent = {"need": str(over.id), "offer": str(offer.id), "quantity": "5"}
    answer = visitors["amina"].post("/koppelingen", data=sent)
    assert answer.status_code == 422
    assert "niet open" in answer.text
    page = visitors["amina"].get(f"/behoeften/{over.id}").text
    assert "Zoek een partner" not in page and "Stel voor" not in page


@pytest.fixture
def asked(pairs: Pairs) -> dict[str, Any]:
    """Two proposals for it from before: one waits for the team, one for the partner."""
    waiting = pairs.propose(need=pairs.need(title=TITLE))
    invited = pairs.approve(pairs.propose(need=pairs.need(title=TITLE)))
    for match in (waiting, invited):
        end(match.need)
    pairs.session.commit()
    return {"waiting": waiting, "invited": invited}


def test_nobody_says_yes_and_anybody_may_say_no(
    visitors: Visitors, pairs: Pairs, asked: dict[str, Any]
) -> None:
    daan, chantal = visitors["daan"], visitors["chantal"]
    waiting, invited = (f"/koppelingen/{asked[name].id}" for name in ("waiting", "invited"))
    assert daan.post(f"{waiting}/goedkeuren").status_code == 409
    assert chantal.post(f"{invited}/accepteren", data={"quantity": "5"}).status_code == 409
    phone = {"on_behalf": "1", "channel": "phone", "quantity": "5"}
    assert visitors["amina"].post(f"{invited}/accepteren", data=phone).status_code == 409
    for client, page in ((daan, waiting), (chantal, invited)):
        shown = Page(client.get(page).text)["content"].text
        assert "voorbij" in shown and "Zeg ja" not in shown and "Keur goed" not in shown
        answer = client.post(f"{page}/afwijzen", data={"reason": "too_far"})
        assert answer.status_code == 303, page


def test_the_review_does_not_ask_about_it(pairs: Pairs, asked: dict[str, Any]) -> None:
    queue = queue_queries.get_queue(pairs.session, pairs["daan"])
    assert TITLE not in [each.title for each in (*queue.proposals.waiting, *queue.needs.waiting)]


def test_its_owner_is_asked_to_close_or_extend_it_and_then_it_is_open_again(
    visitors: Visitors, pairs: Pairs, asked: dict[str, Any], over: Need
) -> None:
    amina = visitors["amina"]
    work = Page(amina.get("/mijn-werk").text)["content"].text
    assert f"Sluit “{TITLE}” af of verleng" in work
    assert TITLE not in Page(visitors["chantal"].get("/mijn-werk").text)["content"].text
    assert "De laatste dag was" in amina.get(f"/behoeften/{over.id}").text
    changed = form(GROCERIES | {"title": TITLE, "version": str(over.version)})
    changed["needed_until"] = (clock.today() + timedelta(days=30)).isoformat()
    assert amina.post(f"/behoeften/{over.id}", data=changed).status_code == 303
    pairs.session.refresh(over)
    assert over.state is NeedState.OPEN
    assert TITLE in amina.get("/behoeften").text


def test_who_may_extend_it_finds_how_on_its_page(visitors: Visitors, over: Need) -> None:
    there = f"/behoeften/{over.id}/wijzigen#f_needed_until"
    assert there in visitors["amina"].get(f"/behoeften/{over.id}").text
    assert there not in visitors["chantal"].get(f"/behoeften/{over.id}").text


@pytest.mark.parametrize("state", ["accepted", "running"])
def test_a_card_of_work_that_goes_on_says_that_the_last_day_was(
    visitors: Visitors, pairs: Pairs, state: str
) -> None:
    match = (pairs.running if state == "running" else pairs.accepted)(quantity=30)
    end(match.need)
    pairs.session.commit()
    column = "running" if state == "running" else "talking"
    shown = visitors["greet"].get(f"/bord?column={column}").text
    assert "de laatste dag was " in shown and "loopt tot en met" not in shown
