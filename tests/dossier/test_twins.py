"""What stands beside the form of a new need or offer, and that it asks once and blocks nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.core import clock
from app.dossier import entry, twin_commands, twin_queries
from app.needs import commands, models
from app.needs.fields import NeedInput
from app.needs.forms import NeedChoices
from app.needs.models import Need
from app.offers.fields import OfferInput
from app.offers.forms import OfferChoices
from app.offers.models import Offer
from app.web.forms import blank
from tests.html import Page
from tests.world import GROCERIES, SHOPPING, Visitors, World

AGAIN = {"title": "Ouderen boven de 80 komen de deur niet uit voor boodschappen"}


def beside(
    session: Session, world: World, who: str = "amina", *, is_need: bool = True, **typed_in: Any
) -> twin_queries.Beside | None:
    actor = world[who]
    model, choices = (NeedInput, NeedChoices) if is_need else (OfferInput, OfferChoices)
    form = blank(model, **typed_in)
    return twin_queries.find_beside(
        session, actor, form, choices.for_writing(session, actor), is_need=is_need
    )


def twins(session: Session, world: World, who: str = "amina", **changes: Any) -> list[Any]:
    found = beside(session, world, who, **{**GROCERIES, **AGAIN, **changes})
    return [twin.id for twin in found.twins] if found else []


@pytest.fixture
def need(world: World) -> Need:
    return world.need(publish=True)


def test_a_need_that_is_there_is_found_by_whoever_types_it(
    session: Session, world: World, need: Need
) -> None:
    assert twins(session, world)[0] == need.id
    found = beside(session, world, "chantal", **{**GROCERIES, **AGAIN, "municipality": "GM1979"})
    assert found is not None
    (twin,) = [twin for twin in found.twins if twin.id == need.id]
    assert (twin.is_own, twin.asks) == (False, True)
    assert (twin.same_kind, twin.same_group, twin.same_area) == (True, True, True)


def test_a_draft_is_found_by_its_own_organisation_alone(session: Session, world: World) -> None:
    draft = world.need()
    assert draft.id in twins(session, world, "bram")
    assert draft.id not in twins(session, world, "chantal", municipality="GM1979")


def test_a_small_group_is_found_by_who_may_know_where_it_is(session: Session, world: World) -> None:
    few = world.need(publish=True, quantity=3)
    assert few.id in twins(session, world)
    assert few.id not in twins(session, world, "chantal", municipality="GM1979")
    assert few.id not in twins(session, world, "daan", municipality="GM1979")
    few.known_to = [world["chantal"].seats[0].organisation_id]
    session.flush()
    assert few.id in twins(session, world, "chantal", municipality="GM1979")


def test_nothing_of_another_region_is_found(session: Session, world: World, need: Need) -> None:
    assert need.id not in twins(session, world, "hugo")


@pytest.mark.parametrize("end", ["closed", "withdrawn", "over"])
def test_what_asks_for_nothing_any_more_is_not_found(
    session: Session, world: World, need: Need, end: str
) -> None:
    if end == "closed":
        given = commands.NeedEnding(outcome=models.NeedOutcome.MET)
        commands.close_need(session, world["amina"], need, given)
    elif end == "withdrawn":
        taken = commands.NeedWithdrawing(reason=models.NeedWithdrawal.DUPLICATE)
        commands.withdraw_need(session, world["amina"], need, taken)
    else:
        need.needed_from = need.needed_until = clock.today() - timedelta(days=1)
    session.flush()
    assert need.id not in twins(session, world)


def test_at_another_time_it_is_another_one(session: Session, world: World) -> None:
    today = clock.today()
    need = world.need(publish=True, needed_until=(today + timedelta(days=10)).isoformat())
    later = (today + timedelta(days=11)).isoformat()
    assert need.id in twins(session, world)
    assert need.id not in twins(session, world, needed_from=later)


def test_little_is_enough_and_what_is_missing_is_read_from_the_title(
    session: Session, world: World, need: Need
) -> None:
    assert beside(session, world, title="Hulp") is None
    found = beside(session, world, title="40 ouderen kunnen geen boodschappen doen")
    assert found is not None
    assert found.twins[0].id == need.id
    assert found.twins[0].same_kind


def test_of_a_text_that_names_a_person_nothing_is_read(session: Session, world: World) -> None:
    title = "Bel 06-12345678 voor 40 ouderen zonder boodschappen"
    assert beside(session, world, title=title) is None


def test_nonsense_is_no_fault(session: Session, world: World) -> None:
    odd = dict.fromkeys(("quantity", "unit", "needed_until", "crisis", "support_type"), "olifanten")
    odd |= dict.fromkeys(("target_group", "municipality", "organisation"), "olifanten")
    assert beside(session, world, **{**GROCERIES, **odd}) is not None


def test_who_could_help_stands_beside_it_as_on_its_page(session: Session, world: World) -> None:
    offer = world.offer(publish=True)
    found = beside(session, world, **GROCERIES)
    assert found is not None
    assert offer.id in {row.offer_id for row in found.suggested}
    assert len(found.suggested) <= twin_queries.SHOWN
    assert session.exec(select(Need).where(col(Need.title) == GROCERIES["title"])).all() == []


def test_who_needs_it_stands_beside_an_offer(session: Session, world: World, need: Need) -> None:
    found = beside(session, world, "chantal", is_need=False, **SHOPPING)
    assert found is not None
    assert need.id in {row.need_id for row in found.suggested}


def posted(visitors: Visitors, who: str, address: str, **typed_in: Any) -> Any:
    return visitors[who].post(address, data=typed_in, follow_redirects=False)


ASKING = GROCERIES | AGAIN | {"publish": "1", "asks_alike": "1"}


def test_the_first_press_shows_it_and_the_second_publishes(
    visitors: Visitors, world: World, need: Need
) -> None:
    first = posted(visitors, "amina", "/behoeften", **ASKING)
    page = Page(first.text)
    assert first.status_code == 422
    assert page.error("seen_alike").startswith("Er staat al een behoefte op het bord")
    assert "Toch plaatsen" in first.text
    seen = page.typed("seen_alike")
    assert str(need.id) in seen
    assert world.session.exec(select(Need).where(Need.title == AGAIN["title"])).first() is None
    second = posted(visitors, "amina", "/behoeften", **ASKING, seen_alike=seen)
    assert second.status_code == 303
    stored = world.session.exec(select(Need).where(Need.title == AGAIN["title"])).one()
    assert stored.published_at is not None


def test_what_looked_a_little_like_it_is_asked_about_once_it_is_the_same(
    session: Session, world: World, visitors: Visitors, need: Need
) -> None:
    """It stood beside the form, and nobody asked about it then."""
    others = (
        {"title": title, "target_group": group, "support_type": kind}
        for title in ("Wie doet de boodschappen?", "Hulp bij boodschappen voor jongeren")
        for group in ("older_people", "youth", "homeless")
        for kind in (GROCERIES["support_type"], "transport", "odd_jobs")
    )
    little = next(
        other
        for other in others
        for found in [beside(session, world, **{**GROCERIES, **other})]
        if found and any(twin.id == need.id and not twin.asks for twin in found.twins)
    )
    first = posted(visitors, "amina", "/behoeften", **ASKING | little | {"quantity": ""})
    assert need.title in first.text and not Page(first.text).error("seen_alike")
    seen = Page(first.text).typed("seen_alike")
    second = posted(visitors, "amina", "/behoeften", **ASKING, seen_alike=seen)
    assert second.status_code == 422
    assert Page(second.text).error("seen_alike")


@pytest.mark.parametrize("changed", [{"publish": "0"}, {"asks_alike": "0"}])
def test_a_draft_and_who_sends_no_form_are_not_asked(
    visitors: Visitors, need: Need, changed: dict[str, str]
) -> None:
    assert posted(visitors, "amina", "/behoeften", **ASKING | changed).status_code == 303


def test_who_typed_something_wrong_hears_that_first_and_sees_it_too(
    visitors: Visitors, need: Need
) -> None:
    page = Page(posted(visitors, "amina", "/behoeften", **ASKING | {"quantity": ""}).text)
    assert page.error("quantity")
    assert not page.error("seen_alike")
    assert page.typed("seen_alike")


def test_of_an_offer_only_who_has_it_already_is_asked(visitors: Visitors, world: World) -> None:
    world.offer(publish=True)
    again = SHOPPING | {"publish": "1", "asks_alike": "1", "title": "Boodschappen thuis gebracht"}
    answer = posted(visitors, "chantal", "/aanbod", **again)
    assert answer.status_code == 422
    assert "Jullie hebben al een aanbod dat hierop lijkt" in answer.text
    assert posted(visitors, "farid", "/aanbod", **again).status_code == 303
    titles = world.session.exec(select(Offer).where(Offer.title == again["title"])).all()
    assert len(titles) == 1


@pytest.mark.parametrize("address", ["/behoeften/lijkt-op", "/aanbod/lijkt-op"])
def test_htmx_gets_the_part_alone_and_who_only_reads_nothing(
    visitors: Visitors, need: Need, address: str
) -> None:
    typed_in = GROCERIES | AGAIN | {"target_groups": ["older_people"], "municipalities": ["GM1979"]}
    headers = {"HX-Request": "true", "HX-Target": "div#beside"}
    answer = visitors["amina"].post(address, data=typed_in, headers=headers)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert answer.text.count('id="beside"') == 1
    assert visitors["greet"].post(address, data=typed_in).status_code == 403


def test_who_may_write_for_a_need_that_is_alike_can_raise_its_number(
    visitors: Visitors, need: Need
) -> None:
    address = f"/behoeften/{need.id}/wijzigen#f_quantity"
    for who, town, leads in (("amina", "GM1979", True), ("chantal", "GM1979", False)):
        typed_in = GROCERIES | AGAIN | {"municipality": town}
        shown = visitors[who].post("/behoeften/lijkt-op", data=typed_in).text
        assert need.title in shown
        assert (address in shown) == leads
        assert ("Open die behoefte en hoog het aantal op" in shown) == leads


def test_a_form_reads_the_same_as_what_is_sent(session: Session, world: World) -> None:
    """What the form asked about before it publishes is what stood beside it."""
    actor, given = world["amina"], NeedInput.model_validate(GROCERIES | {"publish": "1"})
    choices = NeedChoices.for_writing(session, actor)
    one = entry.read_need(actor, blank(NeedInput, **GROCERIES), choices)
    other = entry.read_need(actor, twin_commands._form_of(given), choices)
    assert one is not None
    assert other is not None
    left_out = ("id", "kinds", "meaning")
    told = [
        {n: getattr(t.facts, n) for n in t.facts.__slots__ if n not in left_out}
        for t in (one, other)
    ]
    assert told[0] == told[1]
