"""Changing offers: moderation, freshness, the trail."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.core import clock
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.i18n import local_day
from app.identity.actor import SYSTEM, Actor
from app.identity.commands import NewPerson, add_person
from app.identity.models import Role
from app.identity.queries import get_actor
from app.offers.commands import (
    OfferReturning,
    OfferWithdrawing,
    admit_offer,
    confirm_offer,
    discard_offer,
    edit_offer,
    pause_offer,
    post_offer,
    publish_offer,
    resume_offer,
    return_offer,
    withdraw_offer,
)
from app.offers.fields import OfferInput
from app.offers.models import Offer, OfferStatus, OfferWithdrawal
from app.reference.models import RegionSettings
from tests.days import noon_after
from tests.html import Page
from tests.world import SHOPPING, Visitors, World, form

SECRET = "Zeldzaam woord"
NOTE = OfferReturning(team_note=f"Zet erbij hoeveel, {SECRET}")


def trail(session: Session, object_id: UUID) -> list[AuditEntry]:
    session.flush()
    found = (
        select(AuditEntry)
        .where(AuditEntry.object_id == object_id)
        .order_by(col(AuditEntry.at), col(AuditEntry.id))
    )
    return list(session.exec(found))


def events(session: Session, offer: Offer) -> list[str]:
    return [line.event.removeprefix("offer:") for line in trail(session, offer.id)]


def given(**changes: Any) -> OfferInput:
    return OfferInput.model_validate(SHOPPING | changes)


def fresh_days(offer: Offer) -> int:
    assert offer.fresh_until is not None
    return (offer.fresh_until - clock.today()).days


@pytest.fixture
def company(session: Session, world: World) -> Actor:
    """The coordinator of a company: a kind that Groningen moderates."""
    organisation = world.organisation("Keuken Noord")
    person = NewPerson(name="Kok", email="kok@keuken-noord.example", role=Role.COORDINATOR)
    actor = get_actor(session, add_person(session, SYSTEM, organisation, person).id)
    assert actor is not None
    return actor


def test_what_a_company_publishes_waits_for_the_team(
    session: Session, world: World, company: Actor
) -> None:
    offer = post_offer(session, company, given(publish="1"))
    assert (offer.status, offer.published_at, offer.fresh_until) == (
        OfferStatus.SUBMITTED,
        None,
        None,
    )
    for who in ("chantal", "farid"):
        with pytest.raises(Forbidden):
            admit_offer(session, world[who], offer)
    with pytest.raises(Forbidden):
        admit_offer(session, company, offer)
    admit_offer(session, world["daan"], offer)
    assert offer.status is OfferStatus.PUBLISHED
    assert offer.published_at is not None
    assert events(session, offer) == ["posted", "submitted", "published"]
    with pytest.raises(Conflict):
        admit_offer(session, world["daan"], offer)


def test_what_the_team_sends_back_is_a_draft_with_a_note_until_it_is_published(
    visitors: Visitors, session: Session, company: Actor
) -> None:
    offer = post_offer(session, company, given(publish="1"))
    visitors["daan"]
    session.commit()
    page = f"/aanbod/{offer.id}"
    assert visitors["daan"].post(f"{page}/terugsturen", data={"team_note": ""}).status_code == 422
    assert visitors["farid"].post(f"{page}/terugsturen", data={"team_note": "x"}).status_code == 404
    sent = visitors["daan"].post(f"{page}/terugsturen", data={"team_note": NOTE.team_note})
    assert sent.status_code == 303
    assert visitors["daan"].get(sent.headers["location"]).status_code == 200
    assert visitors["daan"].get(page).status_code == 404, "a draft is its organisation's own"
    session.refresh(offer)
    assert (offer.status, offer.team_note) == (OfferStatus.DRAFT, NOTE.team_note)
    publish_offer(session, company, offer)
    admit_offer(session, visitors.world["daan"], offer)
    assert offer.team_note == ""
    assert events(session, offer) == ["posted", "submitted", "returned", "submitted", "published"]
    assert not any(SECRET in str(line.model_dump()) for line in trail(session, offer.id))


def test_what_an_initiative_publishes_is_published_at_once(world: World) -> None:
    assert world.offer(publish=True).status is OfferStatus.PUBLISHED


def test_confirming_renews_an_offer_by_the_weeks_of_its_region(
    session: Session, world: World
) -> None:
    with clock.at(noon_after(days=-9 * 7)):
        offer = world.offer(publish=True)
        assert fresh_days(offer) == 8 * 7
    assert fresh_days(offer) == -7
    confirm_offer(session, world["chantal"], offer)
    assert fresh_days(offer) == 8 * 7
    settings = session.get_one(RegionSettings, "VR01")
    settings.freshness_weeks = 3
    session.flush()
    confirm_offer(session, world["chantal"], offer)
    assert fresh_days(offer) == 3 * 7
    assert offer.confirmed_at is not None and local_day(offer.confirmed_at) == clock.today()


def test_whoever_edits_an_offer_keeps_it_fresh(session: Session, world: World) -> None:
    with clock.at(clock.now() - timedelta(weeks=9)):
        offer = world.offer(publish=True)
    edit_offer(session, world["chantal"], offer, given(quantity=31))
    assert fresh_days(offer) == 8 * 7
    assert events(session, offer) == ["posted", "published", "edited"]


def test_an_offer_whose_window_is_over_cannot_be_confirmed_but_says_where_to_change_it(
    visitors: Visitors, session: Session
) -> None:
    with clock.at(clock.now() - timedelta(days=9)):
        offer = visitors.world.offer(
            publish=True, available_until=clock.today() + timedelta(days=2)
        )
    visitors["chantal"]
    session.commit()
    answer = visitors["chantal"].post(f"/aanbod/{offer.id}/bevestigen")
    assert answer.status_code == 409
    assert "De laatste dag van dit aanbod is voorbij" in answer.text
    page = visitors["chantal"].get(f"/aanbod/{offer.id}").text
    assert f'href="/aanbod/{offer.id}/wijzigen' in page


def test_pausing_and_resuming(session: Session, world: World) -> None:
    offer = world.offer(publish=True)
    offer.fresh_until = date(2020, 1, 1)
    pause_offer(session, world["chantal"], offer)
    assert offer.status is OfferStatus.PAUSED
    resume_offer(session, world["chantal"], offer)
    assert (offer.status, fresh_days(offer)) == (OfferStatus.PUBLISHED, 8 * 7)
    withdraw_offer(
        session, world["chantal"], offer, OfferWithdrawing(reason=OfferWithdrawal.STOPPED)
    )
    assert events(session, offer) == ["posted", "published", "paused", "resumed", "withdrawn"]
    assert trail(session, offer.id)[-1].facts == {"reason": "stopped"}


def test_every_line_of_the_trail_holds_codes_only(session: Session, world: World) -> None:
    offer = world.offer(title=f"{SECRET} een", description=SECRET)
    edit_offer(
        session,
        world["chantal"],
        offer,
        given(title=f"{SECRET} twee", description=SECRET, quantity=5),
    )
    publish_offer(session, world["chantal"], offer)
    withdrawing = OfferWithdrawing(reason=OfferWithdrawal.NO_CAPACITY, closing_note=SECRET)
    withdraw_offer(session, world["chantal"], offer, withdrawing)
    lines = trail(session, offer.id)
    assert lines[1].facts == {"changed": ["title", "quantity"]}
    assert not any(SECRET in str(line.model_dump()) for line in lines)
    assert {line.person_id for line in lines} == {world["chantal"].person_id}


def test_a_draft_that_is_thrown_away_is_gone_but_for_its_lines(
    session: Session, world: World
) -> None:
    offer = world.offer()
    offer_id = offer.id
    discard_offer(session, world["chantal"], offer)
    assert [line.event for line in trail(session, offer_id)] == ["offer:posted", "offer:discarded"]
    assert session.get(Offer, offer_id) is None


def test_the_second_of_two_editors_keeps_the_text_and_hears_of_the_first(
    visitors: Visitors, session: Session
) -> None:
    offer = visitors.world.offer(publish=True)
    visitors["chantal"]
    session.commit()
    chantal, address = visitors["chantal"], f"/aanbod/{offer.id}"
    assert (
        chantal.post(address, data=form(SHOPPING | {"quantity": 50, "version": 1})).status_code
        == 303
    )
    mine = form(SHOPPING | {"description": "Wat de ander typte.", "version": 1})
    refused = chantal.post(address, data=mine)
    assert refused.status_code == 422
    page = Page(refused.text)
    assert page["f_errors"].text.strip()
    assert page.typed("description") == ["Wat de ander typte."]
    session.refresh(offer)
    assert (offer.quantity, offer.version) == (50, 2)
    assert (
        chantal.post(address, data=mine | {"version": page.typed("version")[-1]}).status_code == 303
    )


def test_what_is_agreed_already_cannot_be_taken_back(session: Session, world: World) -> None:
    offer = world.offer(publish=True)
    offer.committed = 20
    session.flush()
    with pytest.raises(Invalid) as refused:
        edit_offer(session, world["chantal"], offer, given(quantity=19))
    assert refused.value.errors.keys() == {"quantity"}
    assert edit_offer(session, world["chantal"], offer, given(quantity=20)).quantity == 20


def test_an_offer_of_nobody_in_particular_holds_for_the_whole_region_from_today(
    world: World,
) -> None:
    offer = world.offer(municipalities=[], target_groups=["all_residents"])
    assert (offer.municipalities, offer.available_from, offer.available_until) == (
        [],
        clock.today(),
        None,
    )


def test_sending_back_needs_a_submitted_offer(session: Session, world: World) -> None:
    with pytest.raises(Conflict):
        return_offer(session, world["daan"], world.offer(publish=True), NOTE)
