"""Keyset paging over rows that sort alike."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

import pytest
from sqlmodel import Session

from app.core import clock
from app.core.pages import ResultPage
from app.needs.filters import NeedFilters, NeedSort
from app.needs.queries import find_needs
from app.offers.queries import OfferFilters, OfferSort, find_offers
from tests.world import Visitors, World

ROWS = 11
SIZE = 3
Sort = NeedSort | OfferSort
SORTS: list[Sort] = [*NeedSort, *OfferSort]
Turn = Callable[[str | None], ResultPage[Any]]


@pytest.fixture
def turn(request: pytest.FixtureRequest, session: Session, world: World) -> Turn:
    """Turns to the page of a cursor in a list in which many rows are alike in all keys but the
    id.
    """
    sort = cast(Sort, request.param)
    soon = clock.today() + timedelta(days=7)
    with clock.at(clock.now() - timedelta(days=2)):
        for number in range(ROWS):
            end = {1: soon, 2: soon + timedelta(days=1)}.get(number % 3)
            if isinstance(sort, NeedSort):
                world.need(publish=True, needed_until=end, urgency=("acute", "low")[number % 2])
            else:
                world.offer(publish=True, available_until=end)
    if isinstance(sort, NeedSort):
        return lambda cursor: find_needs(
            session, world["amina"], NeedFilters(sort=NeedSort(sort), cursor=cursor), size=SIZE
        )
    return lambda cursor: find_offers(
        session, world["chantal"], OfferFilters(sort=OfferSort(sort), cursor=cursor), size=SIZE
    )


def forwards(turn: Turn) -> Iterator[ResultPage[Any]]:
    page = turn(None)
    yield page
    while page.next is not None:
        page = turn(page.next)
        yield page


def ids(page: ResultPage[Any]) -> list[UUID]:
    return [row.id for row in page.rows]


@pytest.mark.parametrize(
    "turn", SORTS, ids=lambda sort: f"{type(sort).__name__}-{sort}", indirect=True
)
class TestEverySort:
    def test_going_forwards_visits_every_row_exactly_once(self, turn: Turn) -> None:
        pages = list(forwards(turn))
        assert [len(page.rows) for page in pages] == [3, 3, 3, 2]
        visited = [row for page in pages for row in ids(page)]
        assert len(set(visited)) == len(visited) == ROWS
        assert {page.total for page in pages} == {ROWS}
        assert pages[0].previous is None

    def test_going_back_shows_the_same_pages_in_reverse(self, turn: Turn) -> None:
        there = list(forwards(turn))
        page, back = there[-1], [ids(there[-1])]
        while page.previous is not None:
            page = turn(page.previous)
            back.append(ids(page))
        assert back == [ids(page) for page in reversed(there)]
        assert page.next is not None

    def test_one_page_that_holds_all_has_no_links(
        self, turn: Turn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(f"{__name__}.SIZE", ROWS)
        page = turn(None)
        assert (len(page.rows), page.next, page.previous) == (ROWS, None, None)


def cursor(*values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


NOW = "2026-11-22T08:00:00+00:00"
ID = "01939999-0000-7000-8000-000000000000"
BROKEN = {
    "no base64": "%%%",
    "no json": base64.urlsafe_b64encode(b"hello").decode(),
    "no utf-8": base64.urlsafe_b64encode(b"\xff\xfe").decode(),
    "a number": base64.urlsafe_b64encode(b"5").decode(),
    "an object": base64.urlsafe_b64encode(b'{"n": 1}').decode(),
    "empty list": cursor(),
    "too few keys": cursor("n", 1),
    "too many keys": cursor("n", 1, NOW, ID, 4),
    "of another sort": cursor("n", NOW, ID),
    "no id": cursor("n", 1, NOW, "x"),
    "id is a number": cursor("n", 1, NOW, 5),
    "id is a list": cursor("n", 1, NOW, []),
    "number is text": cursor("n", "high", NOW, ID),
    "number is null": cursor("n", None, NOW, ID),
    "number is infinite": cursor("n", float("inf"), NOW, ID),
    "number is too large for its column": cursor("n", 70_000, NOW, ID),
    "number is too large for any column": cursor("n", 10**30, NOW, ID),
    "no date": cursor("n", 1, "yesterday", ID),
    "far too long": cursor("n", 1, NOW, "x" * 1000),
    "nul": cursor("n", 1, "\x00", ID),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_cursor_gives_the_first_page(visitors: Visitors, broken: str) -> None:
    need = visitors.world.need(publish=True)
    answer = visitors["amina"].get("/behoeften", params={"cursor": broken})
    assert answer.status_code == 200
    assert f"/behoeften/{need.id}" in answer.text


def test_a_cursor_behind_the_last_row_still_counts_the_rows(session: Session, world: World) -> None:
    needs = [world.need(publish=True) for _ in range(2)]
    filters = NeedFilters(sort=NeedSort.NEWEST)
    first = find_needs(session, world["amina"], filters, size=1)
    session.delete(min(needs, key=lambda need: (need.created_at, need.id)))
    session.flush()
    page = find_needs(
        session, world["amina"], NeedFilters(sort=NeedSort.NEWEST, cursor=first.next), size=1
    )
    assert [row.id for row in page.rows] == [row.id for row in first.rows], (
        "the page is gone, so the first one is shown"
    )
    assert page.total == 1
