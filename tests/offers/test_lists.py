"""The list of offers: what it shows, in which order, at which cost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import InvalidRequestError
from sqlmodel import Session, select

from app.core import clock
from app.offers.commands import OfferWithdrawing, pause_offer, withdraw_offer
from app.offers.models import Offer, OfferWithdrawal
from app.offers.queries import OfferFilters, find_offers
from tests.html import Page
from tests.statements import counted
from tests.world import Visitors, World


def listed(session: Session, world: World, who: str = "chantal", **filters: Any) -> list[str]:
    page = find_offers(session, world[who], OfferFilters.model_validate(filters), size=50)
    assert page.total == len(page.rows)
    return [row.title for row in page.rows]


def test_each_state_has_its_list(session: Session, world: World) -> None:
    chantal = world["chantal"]
    world.offer(title="Een concept")
    world.offer(title="Gepubliceerd", publish=True)
    with clock.at(clock.now() - timedelta(weeks=9)):
        world.offer(title="Verlopen", publish=True)
    pause_offer(session, chantal, world.offer(title="Gepauzeerd", publish=True))
    gone = world.offer(title="Ingetrokken", publish=True)
    withdraw_offer(session, chantal, gone, OfferWithdrawing(reason=OfferWithdrawal.STOPPED))
    session.flush()
    assert set(listed(session, world)) == {"Een concept", "Gepubliceerd", "Gepauzeerd"}
    assert listed(session, world, state="draft") == ["Een concept"]
    assert listed(session, world, state="published") == ["Gepubliceerd"]
    assert listed(session, world, state="expired") == ["Verlopen"]
    assert listed(session, world, state="paused") == ["Gepauzeerd"]
    assert listed(session, world, state="withdrawn") == ["Ingetrokken"]
    assert listed(session, world, state="submitted") == []
    assert len(listed(session, world, state="all")) == 5
    assert set(listed(session, world, "farid", state="all")) == {
        "Gepubliceerd",
        "Verlopen",
        "Gepauzeerd",
    }
    assert listed(session, world, "hugo", state="all") == []


@pytest.mark.parametrize(
    "filters",
    [
        {"municipality": "GM1979"},
        {"target_group": "older_people"},
        {"support_type": "groceries_meals"},
        {"q": "boodschap"},
        {"mine": "1"},
    ],
    ids=str,
)
def test_each_filter_keeps_what_fits_and_drops_the_rest(
    session: Session, world: World, filters: dict[str, str]
) -> None:
    title = world.offer(publish=True).title
    other = {"title": "Iets anders", "support_type": "transport", "target_groups": ["homeless"]}
    world.offer("farid", publish=True, description="", municipalities=["GM1950"], **other)
    assert len(listed(session, world)) == 2
    assert listed(session, world, **filters) == [title]


def test_the_filter_of_a_theme_finds_every_kind_of_help_that_serves_it(
    session: Session, world: World
) -> None:
    for kind in ("groceries_meals", "transport", "homework_education"):
        world.offer(publish=True, title=f"Aanbod {kind}", support_type=kind)
    assert set(listed(session, world, theme="social_cohesion")) == {
        "Aanbod groceries_meals",
        "Aanbod transport",
    }
    assert listed(session, world, theme="education_upbringing") == ["Aanbod homework_education"]
    assert (
        listed(session, world, theme="economy_business")
        == listed(session, world, theme="nonsense")
        == []
    )


def test_an_offer_for_everybody_everywhere_is_found_under_each_group_and_municipality(
    session: Session, world: World
) -> None:
    title = world.offer(municipalities=[], target_groups=["all_residents"]).title
    assert listed(session, world, municipality="GM1950") == [title]
    assert listed(session, world, target_group="homeless") == [title]


def test_the_orders(session: Session, world: World) -> None:
    for number, days in enumerate([30, 3, None]):
        with clock.at(clock.now() - timedelta(days=2 * number)):
            until = clock.today() + timedelta(days=days) if days else None
            world.offer(title=f"Aanbod {number}", publish=True, available_until=until)
    world.offer(title="Aanbod 3", available_until=None)
    assert [title[-1] for title in listed(session, world, sort="newest")] == ["3", "0", "1", "2"]
    assert [title[-1] for title in listed(session, world, sort="ending")] == ["1", "0", "2", "3"]


def test_an_unknown_filter_value_is_said_beside_the_filter(visitors: Visitors) -> None:
    answer = visitors["amina"].get("/aanbod", params={"state": "<b>", "q": "kou"})
    assert answer.status_code == 422
    assert Page(answer.text).error("state")


# Statements a page costs: the actor, the choices, and what the page itself needs.
COSTS = {"/aanbod": 5, "/aanbod/{id}": 14, "/aanbod/nieuw": 4, "/aanbod/{id}/wijzigen": 5}


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("address", COSTS)
def test_a_page_costs_the_same_few_queries_however_many_rows_there_are(
    visitors: Visitors, connection: Connection, world: World, address: str, rows: int
) -> None:
    chantal = visitors["chantal"]
    for _ in range(rows):
        offer = world.offer(publish=True, target_groups=["older_people", "lonely_people"])
    world.session.commit()
    with counted(connection) as sent:
        answer = chantal.get(address.format(id=offer.id))
    assert answer.status_code == 200
    assert len(sent) == COSTS[address], "\n".join(sent)


def test_a_page_that_forgets_to_load_fails_loudly(session: Session, world: World) -> None:
    offer_id = world.offer().id
    session.expunge_all()
    offer = session.exec(select(Offer).where(Offer.id == offer_id)).one()
    with pytest.raises(InvalidRequestError, match="raise_on_sql"):
        _ = offer.organisation
    with pytest.raises(InvalidRequestError, match="raise_on_sql"):
        _ = offer.crisis


def test_free_is_what_somebody_may_be_asked_for_today(session: Session, world: World) -> None:
    chantal = world["chantal"]
    world.offer(title="Een concept")
    world.offer(title="Nu vrij", publish=True)
    with clock.at(clock.now() - timedelta(weeks=9)):
        world.offer(title="Verlopen", publish=True)
    pause_offer(session, chantal, world.offer(title="Gepauzeerd", publish=True))
    full = world.offer(title="Helemaal vol", publish=True)
    full.committed = full.quantity
    session.flush()
    assert listed(session, world, state="all", free="1") == ["Nu vrij"]
