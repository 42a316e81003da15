"""Needs that ask for help, and those for which nobody has done anything yet: one rule in Python and
in SQL, on the list, on the board and in a file.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from app.board import forms as board_forms, queries as board_queries
from app.board.cards import BoardColumn
from app.core import clock
from app.dossier import need_list_queries
from app.matches.turns import is_without_help
from app.needs import models
from app.needs.models import Need, NeedStatus
from tests.html import Page
from tests.matches.pairs import KARIN, Pairs, in_state
from tests.world import Visitors, World

STATES = (
    "proposed", "asked", "approved", "both", "accepted", "running", "completed", "declined",
    "withdrawn", "lapsed",
)  # fmt: skip
HELPED = {"proposed", "asked", "approved", "both", "accepted", "running", "completed"}


def keeps(session: Session, need: Need, rule: Any) -> bool:
    session.flush()
    query = select(col(Need.id)).where(col(Need.id) == need.id, rule)
    return session.execute(query).first() is not None


@pytest.mark.parametrize("status", NeedStatus)
@pytest.mark.parametrize("until", [None, -1, 0, 1])
@pytest.mark.parametrize("committed", [0, 39, 40])
def test_asking_for_help_is_the_same_in_sql_and_in_python(
    session: Session, world: World, status: NeedStatus, until: int | None, committed: int
) -> None:
    need = world.need(publish=True)
    need.status, need.committed = status, committed
    need.needed_from = clock.today() - timedelta(days=9)
    need.needed_until = None if until is None else clock.today() + timedelta(days=until)
    need.outcome = models.NeedOutcome.MET if status is NeedStatus.CLOSED else None
    need.withdrawal = models.NeedWithdrawal.OTHER if status is NeedStatus.WITHDRAWN else None
    assert keeps(session, need, models.needs_help(clock.today())) is need.needs_help
    asks = status is NeedStatus.OPEN and until != -1 and committed < 40
    assert need.needs_help is asks


@pytest.mark.parametrize("state", STATES)
def test_a_need_is_without_help_while_nobody_is_asked_or_has_said_yes(
    pairs: Pairs, state: str
) -> None:
    match = in_state(pairs, state)
    need = pairs.session.get_one(Need, match.need_id)
    alone = keeps(pairs.session, need, is_without_help(clock.today()))
    assert alone is (state not in HELPED)
    other = pairs.need(title="Nog een behoefte")
    for who in ("amina", "farid"):
        found = need_list_queries.find_needs(
            pairs.session, pairs[who], need_list_queries.NeedListFilters(without_help=True), size=50
        )
        assert {row.id for row in found.rows} == {other.id} | ({need.id} if alone else set())
        assert found.total == len(found.rows)


def test_the_board_means_the_same_by_it(pairs: Pairs) -> None:
    for state in STATES:
        in_state(pairs, state)
    partly = pairs.need(title="Deels geholpen")
    pairs.accepted(need=partly, offer=pairs.offer(KARIN), quantity=1)
    pairs.session.flush()

    def board(**filters: Any) -> board_queries.Board:
        asked = board_forms.BoardFilters.model_validate(filters)
        return board_queries.get_board(pairs.session, pairs["farid"], asked, size=50)

    everything, alone = board(), board(without_help=True)
    assert {card.id for card in alone.columns[BoardColumn.OPEN].rows} == {
        card.id
        for card in everything.columns[BoardColumn.OPEN].rows
        if card.committed == 0 and card.asked == 0
    }
    shown = {card.need_id for page in alone.columns.values() for card in page.rows}
    assert shown == {card.id for card in alone.columns[BoardColumn.OPEN].rows}
    assert partly.id not in shown


def test_a_covered_need_can_be_left_out(visitors: Visitors, pairs: Pairs) -> None:
    covered = pairs.need(title="Al helemaal gedekt")
    pairs.accepted(need=covered, offer=pairs.offer(quantity=40), quantity=40)
    pairs.need(title="Half open nog")
    pairs.session.commit()
    greet = visitors["greet"]
    assert set(Page(greet.get("/behoeften?status=open").text).titles) == {
        "Al helemaal gedekt",
        "Half open nog",
    }
    assert Page(greet.get("/behoeften?status=needed").text).titles == ["Half open nog"]


def test_chips_add_a_filter_keep_the_others_and_are_named(visitors: Visitors, pairs: Pairs) -> None:
    pairs.need(title="Nog niemand gevraagd")
    in_state(pairs, "approved")
    pairs.session.commit()
    amina = visitors["amina"]
    for path in ("/behoeften", "/bord"):
        page = Page(amina.get(path, params={"q": "niemand", "sort": "newest"}).text)
        offered = {a.text.split(":")[-1].strip(): str(a.attributes["href"]) for a in chips(page)}
        mine = ["Van mijn organisatie", *(["Ik regel dit"] if path == "/behoeften" else [])]
        assert list(offered) == [*mine, "Spoed", "Zonder hulp"]
        assert all("q=niemand" in address for address in offered.values())
        found = Page(amina.get(offered["Zonder hulp"]).text)
        (sentence,) = [e.text for e in found.every("p") if "data-spoken" in e.attributes]
        assert "Zonder hulp" in sentence and "niemand" in sentence
        assert "Nog niemand gevraagd" in found["content"].text
        assert [a.text.split(":")[-1].strip() for a in chips(found)] == [*mine, "Spoed"]
        assert found.typed("without_help") == ["1"], "goes along with what is chosen in the form"


def chips(page: Page) -> list[Any]:
    return [a for a in page.every("a") if "sb-chip--off" in (a.attributes.get("class") or "")]


def test_the_file_and_the_pager_keep_it(visitors: Visitors, pairs: Pairs) -> None:
    for number in range(52):
        pairs.need(title=f"Alleen nummer {number}")
    in_state(pairs, "approved")
    pairs.session.commit()
    farid = visitors["farid"]
    page = Page(farid.get("/behoeften?without_help=1").text)
    (onward,) = [a for a in page.every("a") if a.attributes.get("rel") == "next"]
    assert "without_help=1" in str(onward.attributes["href"])
    (address,) = [
        str(a.attributes["href"])
        for a in page.every("a")
        if "lijst.csv" in str(a.attributes.get("href"))
    ]
    rows = farid.get(address).text.strip().splitlines()[1:]
    assert len(rows) == 52 and all(row.startswith("Alleen nummer") for row in rows)
