"""What stands in which column of the board, and what a card says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.board.cards import BoardColumn, Card
from app.board.forms import BoardFilters
from app.board.queries import Board, get_board
from app.core import clock
from app.matches.models import ENDED, MatchStatus, Side
from app.needs.commands import NeedEnding, close_need
from app.needs.models import NeedOutcome
from tests.actions.deeds import Deeds
from tests.html import Page, without_dates
from tests.matches.pairs import JAAP, KARIN, Pairs, in_state
from tests.world import Visitors

SMALL: dict[str, Any] = {
    "title": "Hulp voor een paar mensen",
    "description": "",
    "quantity": 3,
    "people": 3,
}
PLACES = {
    "proposed": BoardColumn.PROPOSED,
    "asked": BoardColumn.TALKING,
    "approved": BoardColumn.TALKING,
    "both": BoardColumn.TALKING,
    "accepted": BoardColumn.TALKING,
    "running": BoardColumn.RUNNING,
    "completed": BoardColumn.ENDED,
    "declined": BoardColumn.ENDED,
    "withdrawn": BoardColumn.ENDED,
    "lapsed": BoardColumn.ENDED,
}


def board(pairs: Pairs, who: str = "farid", **filters: Any) -> Board:
    pairs.session.flush()
    return get_board(pairs.session, pairs[who], BoardFilters.model_validate(filters), size=50)


def titles(board: Board) -> dict[str, list[str]]:
    return {
        column.value: [card.title for card in page.rows]
        for column, page in board.columns.items()
        if page.rows
    }


def card(board: Board, column: BoardColumn) -> Card:
    (found,) = board.columns[column].rows
    return found


@pytest.mark.parametrize("state", PLACES)
def test_each_state_of_a_match_has_its_column(pairs: Pairs, state: str) -> None:
    match = in_state(pairs, state)
    shown = board(pairs)
    for column, page in shown.columns.items():
        if column is not BoardColumn.OPEN:
            assert [c.id for c in page.rows] == ([match.id] if column is PLACES[state] else []), (
                column
            )


def test_every_status_has_its_column() -> None:
    assert {status.value for status in MatchStatus} <= PLACES.keys()
    assert {MatchStatus(s) for s, column in PLACES.items() if column is BoardColumn.ENDED} == set(
        ENDED
    )


def test_the_first_column_holds_needs_that_are_open_with_something_left(pairs: Pairs) -> None:
    draft, partly, full, closed = (pairs.world.need(), *(pairs.need() for _ in range(3)))
    pairs.accepted(need=partly, quantity=10)
    pairs.accepted(need=full, offer=pairs.offer(quantity=40), quantity=40)
    close_need(pairs.session, pairs["amina"], closed, NeedEnding(outcome=NeedOutcome.UNMET))
    assert draft.id not in {c.id for c in board(pairs, "amina").columns[BoardColumn.OPEN].rows}
    assert [c.id for c in board(pairs).columns[BoardColumn.OPEN].rows] == [partly.id]


def test_a_need_with_three_matches_stands_once_on_the_left_and_three_times_to_the_right(
    pairs: Pairs,
) -> None:
    need = pairs.need()
    pairs.propose("amina", need, pairs.offer(KARIN), 5)
    pairs.approved(need=need, offer=pairs.offer(JAAP), quantity=5)
    pairs.running(need=need, quantity=5)
    shown = titles(board(pairs))
    assert shown == {column: [need.title] for column in ("open", "proposed", "talking", "running")}


def test_what_ended_stays_fourteen_days(pairs: Pairs) -> None:
    recent, old = in_state(pairs, "declined"), in_state(pairs, "completed")
    recent.moved_at = clock.now() - timedelta(days=13, hours=23)
    old.moved_at = clock.now() - timedelta(days=14, minutes=1)
    assert [c.id for c in board(pairs).columns[BoardColumn.ENDED].rows] == [recent.id]


def test_what_had_no_answer_or_was_withdrawn_is_not_counted_as_finished(
    pairs: Pairs, visitors: Visitors
) -> None:
    for state in ("completed", "declined", "withdrawn", "lapsed", "lapsed"):
        in_state(pairs, state)
    pairs.session.commit()
    assert board(pairs).finished == 1
    for address in ("/bord", "/bord?column=ended"):
        (column,) = (
            e
            for e in Page(visitors["amina"].get(address).text).every("section")
            if e.attributes.get("id") == "column_ended"
        )
        words = " ".join(column.text.split())
        assert words.startswith("Afgerond 1 Laatste 14 dagen · 4 niet doorgegaan"), words
    shown = Page(visitors["amina"].get("/bord").text)
    heads = sum(int(e.text) for e in shown.elements if e.attributes.get("class") == "sb-count")
    total = " ".join(shown["board_total"].text.split())
    assert total == f"{heads} kaarten, 4 niet doorgegaan", "the heads add up to it"


def test_what_waits_longest_stands_on_top_and_what_ended_last(pairs: Pairs) -> None:
    matches = {
        state: [in_state(pairs, state) for _ in range(3)] for state in ("proposed", "declined")
    }
    for group in matches.values():
        for age, match in enumerate(group):
            match.moved_at = clock.now() - timedelta(hours=age)
    shown = board(pairs)
    assert [c.id for c in shown.columns[BoardColumn.PROPOSED].rows] == [
        m.id for m in reversed(matches["proposed"])
    ]
    assert [c.id for c in shown.columns[BoardColumn.ENDED].rows] == [
        m.id for m in matches["declined"]
    ]


def test_of_what_ended_what_was_done_stands_first_also_on_the_next_page(
    pairs: Pairs, visitors: Visitors
) -> None:
    """The column counts what was done: that is what stands below the number."""
    ages = {"completed": (3, 5), "declined": (1, 4), "withdrawn": (2,)}
    made = {}
    for state, hours in ages.items():
        for age in hours:
            made[age] = in_state(pairs, state)
            made[age].moved_at = clock.now() - timedelta(hours=age)
    pairs.session.commit()
    wanted = [made[age].id for age in (3, 5, 1, 2, 4)]
    for size in (5, 2, 1):
        page = get_board(pairs.session, pairs["farid"], BoardFilters(), size=size).columns[
            BoardColumn.ENDED
        ]
        seen = [card.id for card in page.rows]
        while page.next:
            filters = BoardFilters(column="ended", cursor=page.next)
            page = get_board(pairs.session, pairs["farid"], filters, size=size).columns[
                BoardColumn.ENDED
            ]
            seen += [card.id for card in page.rows]
        assert seen == wanted


def test_open_needs_are_ordered_by_urgency_and_then_by_age(pairs: Pairs) -> None:
    given = ["low", "acute", "normal", "high", "acute"]
    for number, urgency in enumerate(given):
        with clock.at(clock.now() - timedelta(hours=9 - number)):
            pairs.need(title=f"Behoefte {number}", urgency=urgency)
    assert [t[-1] for t in titles(board(pairs))["open"]] == ["1", "4", "3", "2", "0"]


def test_a_card_says_how_far_it_is_covered_and_what_is_asked(pairs: Pairs) -> None:
    need = pairs.need()
    pairs.accepted(need=need, offer=pairs.offer(JAAP), quantity=12)
    match = pairs.approved(need=need, quantity=25)
    shown = board(pairs)
    first = card(shown, BoardColumn.OPEN)
    assert (first.committed, first.asked, first.quantity, first.left) == (12, 25, 40, 28)
    asked = next(c for c in shown.columns[BoardColumn.TALKING].rows if c.id == match.id)
    assert (asked.match_quantity, asked.asked, asked.offer_organisation) == (
        25,
        25,
        "Boodschappenhulp Delfzijl",
    )
    assert (asked.municipality_code, asked.target_group, asked.urgency) == (
        "GM1979",
        "older_people",
        "high",
    )


@pytest.mark.parametrize(
    ("state", "turns"),
    [
        ("proposed", {"daan": Side.TEAM}),
        ("approved", {"chantal": Side.OFFER}),
        ("asked", {"chantal": Side.OFFER}),
        ("both", {"chantal": Side.OFFER, "amina": Side.NEED, "bram": Side.NEED}),
        ("accepted", {"chantal": Side.OFFER}),
        ("running", {"chantal": Side.OFFER}),
        ("completed", {}),
        ("declined", {}),
    ],
)
def test_a_card_knows_whose_turn_it_is(pairs: Pairs, state: str, turns: dict[str, Side]) -> None:
    match = in_state(pairs, state)
    for who in ("amina", "bram", "chantal", "daan", "eva", "farid", "greet"):
        found = next(
            c for p in board(pairs, who).columns.values() for c in p.rows if c.id == match.id
        )
        assert found.turns == ({turns[who]} if who in turns else set()), who


def test_another_region_sees_nothing_of_it(pairs: Pairs) -> None:
    for state in ("proposed", "running", "completed"):
        in_state(pairs, state)
    assert board(pairs, "hugo").total == 0


def test_a_small_group_has_neither_place_nor_number_until_it_is_accepted(
    visitors: Visitors, pairs: Pairs
) -> None:
    need = pairs.need(**SMALL)
    match = pairs.approved(need=need, quantity=3)
    for who, masked in {"amina": False, "chantal": True, "farid": True, "daan": True}.items():
        for column in (BoardColumn.OPEN, BoardColumn.TALKING):
            shown = card(board(pairs, who), column)
            assert (shown.is_masked, shown.municipality_code) == (
                masked,
                None if masked else "GM1979",
            ), who
    pairs.session.commit()
    page = Page(visitors["farid"].get("/bord").text)
    cards = [without_dates(article.text) for article in page.every("article")]
    assert len(cards) == 2 and not any("3" in text or "Eemsdelta ·" in text for text in cards)
    pairs.accept(match)
    assert card(board(pairs, "chantal"), BoardColumn.TALKING).municipality_code == "GM1979"
    assert card(board(pairs, "farid"), BoardColumn.TALKING).municipality_code is None


def test_the_page_has_five_named_columns_with_their_counts(
    visitors: Visitors, pairs: Pairs
) -> None:
    for state in PLACES:
        in_state(pairs, state)
    pairs.session.commit()
    page = Page(visitors["greet"].get("/bord").text)
    expected = {"open": 10, "proposed": 1, "talking": 4, "running": 1, "ended": 4}
    for column, count in expected.items():
        section = page[f"column_{column}"]
        assert section.attributes["aria-labelledby"] == f"heading_{column}"
        assert sum(e.tag == "article" for e in section.inside) == count, column
        (counted,) = [
            e.text
            for e in section.inside
            if "sb-count" in (e.attributes.get("class") or "").split()
        ]
        assert int(counted) == (1 if column == "ended" else count)  # only what is finished
    order = [
        str(s.attributes["id"])
        for s in page.every("section")
        if "column_" in str(s.attributes.get("id"))
    ]
    assert order == [f"column_{column.value}" for column in BoardColumn]


def test_a_card_names_the_action_that_serves_it_but_not_of_a_masked_or_stopped_one(
    pairs: Pairs,
) -> None:
    deeds = Deeds(pairs)
    (match,), small = deeds.accepted(1), deeds.small()
    action = deeds.action(match=[match.id])
    quiet = deeds.action(match=[small.id], municipalities=[])
    for who, seen in {
        "farid": [action.id],
        "daan": [action.id],
        "chantal": [action.id, quiet.id],
    }.items():
        for filters in ({}, {"column": "talking"}):
            cards = board(pairs, who, **filters).columns[BoardColumn.TALKING].rows
            assert {c.action.id for c in cards if c.action} == set(seen), who
    deeds.stop(action)
    assert [c.action for c in board(pairs).columns[BoardColumn.TALKING].rows] == [None, None]


def test_a_need_of_which_everything_is_asked_looks_for_nobody(visitors: Visitors) -> None:
    pairs = Pairs(visitors.world)
    need = pairs.need(quantity=8)
    pairs.approve(pairs.propose(need=need, quantity=5))
    pairs.session.commit()
    assert "zoekt een partner" in open_card(visitors)
    pairs.approve(pairs.propose(need=need, offer=pairs.offer(JAAP), quantity=3))
    pairs.session.commit()
    assert "wacht op een antwoord" in open_card(visitors)
    assert "zoekt een partner" not in open_card(visitors)


def open_card(visitors: Visitors) -> str:
    """What the first column of the board says, to who has nothing to do with it."""
    return Page(visitors["daan"].get("/bord").text)["column_open"].text
