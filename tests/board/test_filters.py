"""Filters, search and paging of the board, and what it costs."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, insert
from starlette.testclient import TestClient

from app.board.cards import BoardColumn
from app.board.forms import BoardFilters
from app.board.queries import get_board
from app.core import clock
from app.core.db import new_id
from app.core.pages import TOTAL_LIMIT
from app.needs.models import Need, NeedStatus
from tests.html import Page
from tests.matches.pairs import JAAP, Pairs, in_state
from tests.statements import counted
from tests.world import Visitors

OTHER = {
    "title": "Iets anders",
    "description": "",
    "support_type": "transport",
    "target_group": "homeless",
}
FIRST = BoardColumn.OPEN, BoardColumn.TALKING


def ids(pairs: Pairs, who: str = "greet", **filters: Any) -> dict[BoardColumn, set[object]]:
    pairs.session.flush()
    board = get_board(pairs.session, pairs[who], BoardFilters.model_validate(filters), size=50)
    assert board.total + board.besides == sum(len(page.rows) for page in board.columns.values())
    return {column: {card.id for card in page.rows} for column, page in board.columns.items()}


@pytest.mark.parametrize(
    ("filters", "change"),
    [
        ({"municipality": "GM1979"}, {}),
        ({"target_group": "older_people"}, {}),
        ({"target_group": "informal_carers"}, {"also_groups": ["informal_carers"]}),
        ({"support_type": "groceries_meals"}, {}),
        ({"theme": "education_upbringing"}, {"support_type": "homework_education"}),
        ({"urgency": "high"}, {}),
        ({"crisis": "hoogwater"}, {"crisis": "hoogwater"}),
        ({"q": "boodschap oudere"}, {}),
        ({"municipality": "GM1979", "urgency": "high", "q": "ouderen"}, {}),
    ],
    ids=str,
)
def test_each_filter_keeps_what_fits_in_every_column(
    pairs: Pairs, filters: dict[str, str], change: dict[str, Any]
) -> None:
    need = pairs.need(**change)
    match = pairs.approved(need=need, quantity=5)
    other = pairs.world.need("farid", publish=True, urgency="low", **OTHER)
    pairs.approved(who="farid", need=other, offer=pairs.offer(), quantity=5)
    assert [len(ids(pairs)[column]) for column in FIRST] == [2, 2]
    assert [ids(pairs, **filters)[column] for column in FIRST] == [{need.id}, {match.id}]


def test_mine_is_what_my_organisation_needs_or_offers(pairs: Pairs) -> None:
    match = in_state(pairs, "approved")
    in_between = pairs.approved(
        who=JAAP, need=pairs.world.need("farid", publish=True), offer=pairs.offer(JAAP)
    )
    assert ids(pairs)[BoardColumn.TALKING] == {match.id, in_between.id}
    for who, expected in {
        "amina": match,
        "bram": match,
        "chantal": match,
        "farid": in_between,
    }.items():
        assert ids(pairs, who, mine=True)[BoardColumn.TALKING] == {expected.id}, who
    assert ids(pairs, "amina", mine=True)[BoardColumn.OPEN] == {match.need_id}
    assert ids(pairs, "chantal", mine=True)[BoardColumn.OPEN] == set()
    assert not any(ids(pairs, "greet", mine=True).values())


@pytest.mark.parametrize("filters", [{"municipality": "GM1979"}, {"q": "Eemsdelta"}], ids=str)
def test_a_small_group_is_not_found_by_its_municipality_but_by_who_knows_it(
    pairs: Pairs, filters: dict[str, str]
) -> None:
    small: dict[str, Any] = {
        "title": "Hulp voor een paar mensen",
        "description": "",
        "quantity": 3,
        "people": 3,
    }
    match = pairs.approved(need=pairs.need(**small), quantity=2)
    for who in ("farid", "daan", "chantal"):
        assert not any(ids(pairs, who, **filters).values()), who
    if "q" not in filters:
        assert ids(pairs, "amina", **filters)[BoardColumn.TALKING] == {match.id}
        pairs.accept(match)
        assert ids(pairs, "chantal", **filters)[BoardColumn.TALKING] == {match.id}
        assert not any(ids(pairs, "farid", **filters).values())


def test_filters_stand_in_the_address_and_in_the_form_and_can_be_taken_off(
    visitors: Visitors, pairs: Pairs
) -> None:
    in_state(pairs, "approved")
    pairs.session.commit()
    page = Page(
        visitors["amina"].get("/bord", params={"q": "kou", "urgency": "high", "mine": "1"}).text
    )
    assert (page.typed("q"), page.typed("urgency"), page.typed("mine")) == (
        ["", "kou"],
        ["high"],
        ["1"],
    )
    chips = [
        str(a.attributes["href"]) for a in page.every("a") if a.attributes.get("class") == "sb-chip"
    ]
    assert len(chips) == 3
    assert all(chip.startswith("/bord") for chip in chips)
    assert sum("q=kou" in chip for chip in chips) == 2


def test_an_unknown_filter_value_is_said_beside_the_filter(visitors: Visitors) -> None:
    answer = visitors["amina"].get("/bord", params={"urgency": "<b>", "q": "kou"})
    assert answer.status_code == 422
    page = Page(answer.text)
    assert page.error("urgency")
    assert page.typed("q") == ["", "kou"]  # the box of the header is empty
    assert visitors["amina"].get("/bord", params={"utm": "x"}).status_code == 200
    assert (
        visitors["amina"].get("/bord", params={"column": "ended", "cursor": "onzin"}).status_code
        == 200
    )


def test_htmx_gets_the_columns_only(visitors: Visitors) -> None:
    answer = visitors["amina"].get(
        "/bord", headers={"hx-request": "true", "hx-target": "div#board_columns"}
    )
    page = Page(answer.text)
    assert "board_columns" in page and "content" not in page


def links_of(page: Page) -> list[str]:
    return [
        str(e.attributes["href"]) for a in page.every("article") for e in a.inside if e.tag == "a"
    ]


def walk(client: TestClient, column: str, rel: str, start: str) -> list[list[str]]:
    """The links on each page of a column, from `start` to where there is no link with this
    `rel`.
    """
    pages: list[list[str]] = []
    path: str | None = start
    while path is not None:
        page = Page(client.get(path).text)
        sections = [
            str(s.attributes["id"])
            for s in page.every("section")
            if "column_" in str(s.attributes.get("id"))
        ]
        assert sections == [f"column_{column}"] or not pages, sections
        pages.append(links_of(page))
        path = next(
            (str(a.attributes["href"]) for a in page.every("a") if a.attributes.get("rel") == rel),
            None,
        )
    return pages


@pytest.mark.parametrize(
    ("column", "state"),
    [
        ("proposed", "proposed"),
        ("talking", "approved"),
        ("running", "running"),
        ("ended", "lapsed"),
    ],
)
def test_each_column_pages_on_its_own_with_the_filters(
    visitors: Visitors, pairs: Pairs, column: str, state: str
) -> None:
    made = [in_state(pairs, state) for _ in range(23)]
    same_moment = clock.now()
    for match in made[:12]:  # many cards of one moment do not get lost between two pages
        match.moved_at = same_moment
    pairs.session.commit()
    farid = visitors["farid"]
    whole = Page(farid.get("/bord", params={"q": "ouderen"}).text)
    more = [str(e.attributes["href"]) for e in whole[f"column_{column}"].inside if e.tag == "a"][-1]
    assert f"column={column}" in more and "cursor=" in more and "q=ouderen" in more
    first = [str(e.attributes["href"]) for e in whole[f"column_{column}"].inside if e.tag == "a"][
        :-1
    ]
    rest = walk(farid, column, "next", more)
    assert len(first) == 20 and [len(page) for page in rest] == [3]
    assert set(first) | set(rest[0]) == {f"/koppelingen/{match.id}" for match in made}
    back = walk(farid, column, "prev", more)
    assert back[-1] == first


def test_five_thousand_open_needs_are_paged_through_once_each(
    visitors: Visitors, pairs: Pairs, connection: Connection
) -> None:
    first = pairs.need()
    pairs.session.flush()
    columns = (
        "organisation_id",
        "region_code",
        "municipality_code",
        "support_type",
        "target_group",
        "quantity",
    )
    same = {name: getattr(first, name) for name in columns}
    same |= {
        "unit": first.unit,
        "people": first.people,
        "needed_from": first.needed_from,
        "status": NeedStatus.OPEN,
        "also_groups": [],
    }
    levels = ("low", "normal", "high", "acute")
    moment = clock.now()
    rows = [
        {
            "id": new_id(),
            "title": f"Behoefte {n}",
            "urgency": levels[n % 4],
            "created_at": moment,
            "published_at": moment,
        }
        for n in range(4999)
    ]
    pairs.session.execute(insert(Need), [same | row for row in rows])
    pairs.session.commit()
    seen: list[object] = []
    farid, cursor, costs = pairs["farid"], None, set()
    while True:
        filters = BoardFilters(column=BoardColumn.OPEN, cursor=cursor)
        with counted(connection) as sent:
            board = get_board(pairs.session, farid, filters, size=250)
        costs.add(len(sent))
        page = board.columns[BoardColumn.OPEN]
        assert page.total == TOTAL_LIMIT + 1, "counted no further"
        seen += [card.id for card in page.rows]
        if page.next is None:
            break
        cursor = page.next
    assert len(seen) == len(set(seen)) == 5000
    assert costs == {1}, "one statement a page, however far"
    shown = Page(visitors["farid"].get("/bord").text)
    assert len(shown.every("article")) == 20, "the page stays small"


@pytest.mark.parametrize("many", [1, 8])
@pytest.mark.parametrize(
    ("address", "cost"), [("/bord", 8), ("/bord?q=ouderen&mine=1", 9), ("/bord?column=talking", 6)]
)
def test_the_board_costs_the_same_few_queries_however_many_cards_there_are(
    visitors: Visitors, pairs: Pairs, connection: Connection, address: str, cost: int, many: int
) -> None:
    amina = visitors["amina"]
    for _ in range(many):
        for state in ("proposed", "approved", "running", "declined"):
            in_state(pairs, state)
    pairs.session.commit()
    with counted(connection) as sent:
        answer = amina.get(address)
    assert answer.status_code == 200
    # The actor, the choices, open needs, matches, what of agreed help did not come, whether a
    # neighbour opened its board, and saved filters; BEGIN and COMMIT come on top.
    # With a filter of which a file leaves small groups out, how many.
    assert len(sent) == cost, "\n".join(sent)


@pytest.mark.parametrize("narrowed", ["mine=1", "municipality=GM1979"])
@pytest.mark.parametrize("column", ["", *BoardColumn])
def test_every_column_opens_with_the_filters_that_count_what_a_file_leaves_out(
    visitors: Visitors, pairs: Pairs, narrowed: str, column: str
) -> None:
    in_state(pairs, "approved")
    pairs.session.commit()
    asked = f"/bord?{narrowed}" + (f"&column={column}" if column else "")
    assert visitors["amina"].get(asked).status_code == 200
