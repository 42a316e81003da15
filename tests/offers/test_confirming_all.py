"""All own offers confirmed at once: those that can be, no others, and the page says how many."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlmodel import Session

from app.core import clock
from app.core.errors import Forbidden
from app.core.i18n import local_day
from app.offers.commands import pause_offer
from app.offers.confirmation_commands import confirm_offers
from app.offers.confirmation_queries import count_confirmable, find_confirmable
from app.offers.models import Offer
from tests.html import Page
from tests.matches.pairs import JAAP, Pairs
from tests.offers.test_changes import events
from tests.statements import counted
from tests.world import Visitors, World

LIST, ALL = "/aanbod?mine=1", "/aanbod/bevestigen"


def posted(world: World, days: int, who: str = "chantal", **changes: Any) -> Offer:
    """Published so many days ago."""
    with clock.at(clock.now() - timedelta(days=days)):
        return world.offer(who, publish=True, **changes)


@pytest.fixture
def some(world: World) -> dict[str, Offer]:
    """One in every situation of chantal's, and one of somebody else."""
    over = (clock.today() - timedelta(days=1)).isoformat()
    made = {
        "held": posted(world, 20),
        "expired": posted(world, 90),
        "today": posted(world, 0),
        "over": posted(world, 20, available_until=over),
        "paused": posted(world, 20),
        "draft": world.offer(),
        "theirs": posted(world, 20, "daan"),
    }
    pause_offer(world.session, world["chantal"], made["paused"])
    world.session.commit()
    return made


def buttons(page: Page) -> list[str]:
    """What stands on the button that confirms all."""
    return [f.text.strip() for f in page.every("form") if f.attributes.get("action") == ALL]


def test_the_list_of_own_offers_says_how_many_and_one_press_confirms_these(
    visitors: Visitors, session: Session, some: dict[str, Offer]
) -> None:
    before = {name: (o.confirmed_at, o.fresh_until, o.status) for name, o in some.items()}
    chantal = visitors["chantal"]
    page = Page(chantal.get(LIST).text)
    assert buttons(page) == ["Bevestig al het aanbod (2): het klopt nog"]
    assert "1 daarvan is verlopen" in page["content"].text
    answer = chantal.post(ALL)
    assert (answer.status_code, answer.headers["location"].split("&")[0]) == (303, LIST)
    after = Page(chantal.get(LIST).text)
    assert buttons(after) == [], "nothing is left to confirm"
    for name, offer in some.items():
        session.refresh(offer)
        if name in ("held", "expired"):
            assert offer.confirmed_at is not None
            assert local_day(offer.confirmed_at) == clock.today(), name
            assert offer.fresh_until is not None and offer.fresh_until > clock.today(), name
            assert events(session, offer)[-1] == "confirmed"
        else:
            assert (offer.confirmed_at, offer.fresh_until, offer.status) == before[name], name


def test_pressing_twice_is_one_act_that_succeeds(
    visitors: Visitors, session: Session, some: dict[str, Offer]
) -> None:
    chantal = visitors["chantal"]
    assert [chantal.post(ALL).status_code for _ in range(2)] == [303, 303]
    assert events(session, some["held"]).count("confirmed") == 1


@pytest.mark.parametrize("address", ["/aanbod", "/aanbod?mine=1&state=niets"])
def test_the_button_stands_on_the_list_of_own_offers_only(
    visitors: Visitors, some: dict[str, Offer], address: str
) -> None:
    assert buttons(Page(visitors["chantal"].get(address).text)) == []


def test_who_reads_confirms_nothing(world: World, some: dict[str, Offer]) -> None:
    session, greet = world.session, world["greet"]
    assert find_confirmable(session, greet) == []
    with pytest.raises(Forbidden):
        confirm_offers(session, greet, [some["held"]])


def test_the_count_is_that_of_what_is_confirmed(world: World, some: dict[str, Offer]) -> None:
    for who in ("amina", "chantal", "daan", "greet"):
        found = find_confirmable(world.session, world[who])
        assert count_confirmable(world.session, world[who]).total == len(found), who


@pytest.mark.parametrize("many", [1, 12])
def test_the_list_costs_the_same_few_queries_however_many_there_are(
    visitors: Visitors, connection: Connection, world: World, many: int
) -> None:
    for _ in range(many):
        posted(world, 20)
    world.session.commit()
    chantal = visitors["chantal"]
    with counted(connection) as sent:
        assert chantal.get(LIST).status_code == 200
    assert len(sent) == 6, "\n".join(sent)


@pytest.mark.parametrize(
    ("many", "words"),
    [(0, None), (1, "Bevestig je aanbod"), (2, "Bevestig al het aanbod in één keer")],
)
def test_my_work_leads_there_when_some_are_about_to_expire(
    visitors: Visitors, pairs: Pairs, many: int, words: str | None
) -> None:
    for _ in range(many):
        posted(pairs.world, 52)
    with clock.at(clock.now() - timedelta(days=52)):
        pairs.offer(JAAP)
    pairs.session.commit()
    page = Page(visitors["chantal"].get("/mijn-werk").text)
    found = [a.text.strip() for a in page.every("a") if a.attributes.get("href") == LIST]
    assert found == ([] if words is None else [words])
