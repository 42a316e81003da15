"""The number in the menu is the number of Mijn werk, on every page, and costs one query."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from app.core import clock
from app.demo.cast import demo_cast
from app.work import queries
from app.work.queries import count_work, get_work
from tests.html import Page
from tests.matches.pairs import Pairs, in_state
from tests.statements import counted
from tests.world import Visitors

STATES = (
    "proposed", "asked", "both", "held", "approved", "accepted", "changed", "running", "declined",
    "noted", "completed", "lapsed", "withdrawn",
)  # fmt: skip


def number(html: str) -> int:
    shown = Page(html)["waiting_count"].text.split(",")[-1].split()
    return int(shown[0]) if shown else 0


def busy(pairs: Pairs) -> None:
    """Something of everything."""
    for state in STATES:
        in_state(pairs, state)
    pairs.need(title="Nog iets anders", urgency="acute")
    pairs.world.need()
    pairs.world.offer()
    offer = pairs.offer()
    offer.fresh_until = clock.today()
    pairs.session.flush()


@pytest.mark.parametrize("who", [member.key for member in demo_cast()])
def test_the_menu_counts_what_the_page_shows(visitors: Visitors, pairs: Pairs, who: str) -> None:
    busy(pairs)
    pairs.session.commit()
    work = get_work(pairs.session, pairs[who])
    assert count_work(pairs.session, pairs[who]) == work.count
    assert number(visitors[who].get("/mijn-werk").text) == work.count
    assert number(visitors[who].get("/doelgroepen").text) == work.count


@pytest.mark.parametrize("state", STATES)
def test_also_of_one_match_alone(pairs: Pairs, state: str) -> None:
    in_state(pairs, state)
    for who in ("amina", "bram", "chantal", "daan"):
        assert count_work(pairs.session, pairs[who]) == get_work(pairs.session, pairs[who]).count


def test_it_costs_one_query_and_none_for_who_has_nothing_to_do(
    pairs: Pairs, connection: Connection
) -> None:
    busy(pairs)
    for who, many in (("amina", 1), ("daan", 1), ("greet", 0), ("eva", 1)):
        actor = pairs[who]
        with counted(connection) as sent:
            count_work(pairs.session, actor)
        assert len(sent) == many


def test_after_an_answer_the_number_comes_along(visitors: Visitors, pairs: Pairs) -> None:
    match = in_state(pairs, "approved")
    pairs.session.commit()
    chantal = visitors["chantal"]
    before = number(chantal.get("/mijn-werk").text)
    headers = {"hx-request": "true", "hx-target": "div#match_page"}
    answer = chantal.post(
        f"/koppelingen/{match.id}/accepteren", data={"quantity": "30"}, headers=headers
    )
    assert answer.status_code == 200 and 'hx-target="#waiting_count"' in answer.text
    assert number(answer.text) == get_work(pairs.session, pairs["chantal"]).count
    assert before == 1


def test_who_has_more_waiting_than_the_page_shows_is_told_so(
    visitors: Visitors, pairs: Pairs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_TASKS", 2)
    told = "er wacht meer op je dan deze 2 dingen"
    for number in range(2):
        assert told not in visitors["amina"].get("/mijn-werk").text
        pairs.world.need(title=f"Nog niet af, nummer {number}")
        pairs.session.commit()
    assert told in visitors["amina"].get("/mijn-werk").text
