"""The list of needs: what it shows, in which order, at which cost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import InvalidRequestError
from sqlmodel import Session, select

from app.core import clock
from app.needs.commands import NeedEnding, NeedWithdrawing, close_need, withdraw_need
from app.needs.filters import NeedFilters
from app.needs.models import Need, NeedOutcome, NeedWithdrawal
from app.needs.queries import find_needs
from tests.html import Page
from tests.statements import counted
from tests.world import Visitors, World


def listed(session: Session, world: World, who: str = "amina", **filters: Any) -> list[str]:
    page = find_needs(session, world[who], NeedFilters.model_validate(filters), size=50)
    assert page.total == len(page.rows)
    return [row.title for row in page.rows]


def test_the_list_shows_drafts_and_open_needs_unless_asked_otherwise(
    session: Session, world: World
) -> None:
    amina = world["amina"]
    world.need(title="Een concept")
    world.need(title="Open behoefte", publish=True)
    closed = world.need(title="Gesloten behoefte", publish=True)
    close_need(session, amina, closed, NeedEnding(outcome=NeedOutcome.MET))
    gone = world.need(title="Ingetrokken behoefte", publish=True)
    withdraw_need(session, amina, gone, NeedWithdrawing(reason=NeedWithdrawal.WRONG))
    session.flush()
    assert set(listed(session, world)) == {"Een concept", "Open behoefte"}
    assert listed(session, world, status="draft") == ["Een concept"]
    assert listed(session, world, status="open") == ["Open behoefte"]
    assert listed(session, world, status="closed") == ["Gesloten behoefte"]
    assert listed(session, world, status="withdrawn") == ["Ingetrokken behoefte"]
    assert len(listed(session, world, status="all")) == 4
    assert listed(session, world, "farid", status="all") == ["Open behoefte", "Gesloten behoefte"]


@pytest.mark.parametrize(
    ("filters", "change"),
    [
        ({"municipality": "GM1979"}, {}),
        ({"target_group": "older_people"}, {}),
        ({"support_type": "groceries_meals"}, {}),
        ({"theme": "education_upbringing"}, {"support_type": "homework_education"}),
        ({"urgency": "high"}, {}),
        ({"crisis": "hoogwater"}, {"crisis": "hoogwater"}),
        ({"q": "boodschap"}, {}),
        ({"municipality": "GM1979", "urgency": "high", "q": "oudere"}, {}),
    ],
    ids=str,
)
def test_each_filter_keeps_what_fits_and_drops_the_rest(
    session: Session, world: World, filters: dict[str, str], change: dict[str, str]
) -> None:
    title = world.need(publish=True, **change).title
    other = {
        "title": "Iets anders",
        "support_type": "transport",
        "target_group": "homeless",
        "urgency": "low",
    }
    world.need("farid", publish=True, description="", **other)
    assert len(listed(session, world)) == 2
    assert listed(session, world, **filters) == [title]


def test_the_group_filter_also_finds_needs_that_hit_the_group_beside_another(
    session: Session, world: World
) -> None:
    world.need(also_groups=["lonely_people", "informal_carers"])
    assert len(listed(session, world, target_group="informal_carers")) == 1
    assert listed(session, world, target_group="homeless") == []


def test_mine_is_what_my_organisations_logged(session: Session, world: World) -> None:
    world.need(title="Van ons allemaal")
    world.need("farid", publish=True)
    assert listed(session, world, "bram", mine=True) == ["Van ons allemaal"]


def test_a_need_for_the_whole_region_is_shown_as_such_and_under_each_municipality(
    visitors: Visitors, world: World
) -> None:
    need = world.need("chantal", publish=True, municipality=None, people=3)
    amina = visitors["amina"]
    assert "hele regio" in amina.get(f"/behoeften/{need.id}").text
    page = Page(amina.get("/behoeften").text)
    assert need.title in page.titles
    for municipality in ("GM1979", "GM1950"):
        found = Page(amina.get("/behoeften", params={"municipality": municipality}).text)
        assert need.title in found.titles


def test_the_orders(session: Session, world: World) -> None:
    today = clock.today()
    given = [("low", 3), ("acute", 9), ("normal", None), ("high", 1), ("acute", 5)]
    for number, (urgency, days) in enumerate(given):
        with clock.at(clock.now() - timedelta(hours=len(given) - number)):
            until = today + timedelta(days=days) if days else None
            world.need(title=f"Behoefte {number}", urgency=urgency, needed_until=until)

    def order(sort: str) -> list[int]:
        return [int(title[-1]) for title in listed(session, world, sort=sort)]

    assert order("urgent") == [1, 4, 3, 2, 0], "the oldest first among equals"
    assert order("newest") == [4, 3, 2, 1, 0]
    assert order("ending") == [3, 0, 4, 1, 2], "without an end last"


def test_the_pager_keeps_the_filters_and_comes_back(visitors: Visitors, world: World) -> None:
    for number in range(52):
        world.need(title=f"Boodschap nummer {number}", publish=True)
    farid = visitors["farid"]
    first = Page(farid.get("/behoeften", params={"q": "boodschap", "sort": "newest"}).text)
    onward = next(
        a.attributes["href"] for a in first.every("a") if a.attributes.get("rel") == "next"
    )
    assert onward is not None and "q=boodschap" in onward and "sort=newest" in onward
    second = Page(farid.get(onward).text)
    assert len(set(first.titles) | set(second.titles)) == 52
    back = next(
        a.attributes["href"] for a in second.every("a") if a.attributes.get("rel") == "prev"
    )
    assert back is not None
    assert Page(farid.get(back).text).titles == first.titles


def test_an_unknown_filter_value_is_said_beside_the_filter(visitors: Visitors) -> None:
    answer = visitors["amina"].get("/behoeften", params={"status": "<b>", "q": "kou"})
    assert answer.status_code == 422
    page = Page(answer.text)
    assert page.error("status")
    assert page.typed("q") == ["", "kou"]  # the box of the header is empty
    assert visitors["amina"].get("/behoeften", params={"utm": "x"}).status_code == 200


# Statements a page costs: the actor, the choices, and what the page itself needs.
COSTS = {
    "/behoeften": 5,
    "/behoeften/{id}": 18,  # good examples, and the signals and interpretations that led to it
    "/behoeften/nieuw": 4,
    "/behoeften/{id}/wijzigen": 5,
}


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("address", COSTS)
def test_a_page_costs_the_same_few_queries_however_many_rows_there_are(
    visitors: Visitors, connection: Connection, world: World, address: str, rows: int
) -> None:
    amina = visitors["amina"]
    for _ in range(rows):
        need = world.need(publish=True, also_groups=["lonely_people"])
    world.session.commit()
    with counted(connection) as sent:
        answer = amina.get(address.format(id=need.id))
    assert answer.status_code == 200
    assert len(sent) == COSTS[address], "\n".join(sent)


def test_a_page_that_forgets_to_load_fails_loudly(session: Session, world: World) -> None:
    need_id = world.need().id
    session.expunge_all()
    need = session.exec(select(Need).where(Need.id == need_id)).one()
    with pytest.raises(InvalidRequestError, match="raise_on_sql"):
        _ = need.organisation
    with pytest.raises(InvalidRequestError, match="raise_on_sql"):
        _ = need.crisis
