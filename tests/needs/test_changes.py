"""Changing needs: two people at once, the trail, and what each verb leaves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.core import clock
from app.core.errors import Conflict, Forbidden
from app.needs.commands import (
    NeedEnding,
    NeedWithdrawing,
    close_need,
    discard_need,
    edit_need,
    publish_need,
    withdraw_need,
)
from app.needs.fields import NeedInput
from app.needs.models import Need, NeedOutcome, NeedStatus, NeedWithdrawal
from app.reference.crisis_queries import default_crisis
from tests.html import Page
from tests.world import GROCERIES, Visitors, World, form

SECRETS = (
    "Zeldzaam woord in de titel",
    "Zeldzaam woord in de uitleg",
    "Zeldzaam woord in de afronding",
)


def trail(session: Session, object_id: UUID) -> list[AuditEntry]:
    session.flush()
    found = (
        select(AuditEntry)
        .where(AuditEntry.object_id == object_id)
        .order_by(col(AuditEntry.at), col(AuditEntry.id))
    )
    return list(session.exec(found))


def given(**changes: Any) -> NeedInput:
    return NeedInput.model_validate(GROCERIES | changes)


def test_every_verb_leaves_one_line_with_codes_only(session: Session, world: World) -> None:
    amina, bram = world["amina"], world["bram"]
    texts: dict[str, Any] = {"title": SECRETS[0], "description": SECRETS[1]}
    need = world.need("bram", **texts)
    edit_need(session, bram, need, given(**texts, quantity=41, urgency="acute"))
    publish_need(session, amina, need)
    close_need(
        session, amina, need, NeedEnding(outcome=NeedOutcome.PARTLY_MET, closing_note=SECRETS[2])
    )
    lines = trail(session, need.id)
    assert [(line.event, line.facts) for line in lines] == [
        ("need:logged", {}),
        ("need:edited", {"changed": ["people", "quantity", "urgency"]}),
        ("need:published", {}),
        ("need:closed", {"outcome": "partly_met"}),
    ]
    assert [line.person_id for line in lines] == [
        bram.person_id,
        bram.person_id,
        amina.person_id,
        amina.person_id,
    ]
    assert {(line.organisation_id, line.region_code) for line in lines} == {
        (need.organisation_id, "VR01")
    }
    assert not any(secret in str(line.model_dump()) for line in lines for secret in SECRETS)


def test_withdrawing_leaves_a_line_with_the_reason(session: Session, world: World) -> None:
    need = world.need(publish=True)
    reason = NeedWithdrawal.ALREADY_SOLVED
    withdraw_need(
        session, world["amina"], need, NeedWithdrawing(reason=reason, closing_note=SECRETS[2])
    )
    last = trail(session, need.id)[-1]
    assert (last.event, last.facts) == ("need:withdrawn", {"reason": "already_solved"})
    assert (need.status, need.withdrawal, need.closing_note) == (
        NeedStatus.WITHDRAWN,
        reason,
        SECRETS[2],
    )
    assert need.ended_at is not None


def test_a_draft_that_is_thrown_away_is_gone_but_for_its_lines(
    session: Session, world: World
) -> None:
    need = world.need("bram")
    need_id = need.id
    discard_need(session, world["bram"], need)
    assert [line.event for line in trail(session, need_id)] == ["need:logged", "need:discarded"]
    assert session.get(Need, need_id) is None


def test_an_edit_that_changes_nothing_leaves_nothing(session: Session, world: World) -> None:
    need = world.need()
    edit_need(session, world["amina"], need, given())
    assert need.version == 1
    assert [line.event for line in trail(session, need.id)] == ["need:logged"]


def test_a_refused_verb_changes_nothing_and_leaves_no_line(session: Session, world: World) -> None:
    need = world.need()
    with pytest.raises(Forbidden):
        publish_need(session, world["bram"], need)
    with pytest.raises(Conflict):
        close_need(session, world["amina"], need, NeedEnding(outcome=NeedOutcome.MET))
    assert need.status is NeedStatus.DRAFT
    assert [line.event for line in trail(session, need.id)] == ["need:logged"]


def test_the_second_of_two_editors_keeps_the_text_and_hears_of_the_first(
    visitors: Visitors, session: Session
) -> None:
    need = visitors.world.need()
    visitors["amina"], visitors["bram"]
    session.commit()
    address = f"/behoeften/{need.id}"
    opened = Page(visitors["bram"].get(f"{address}/wijzigen").text).typed("version")
    first = visitors["amina"].post(
        address, data=form(GROCERIES | {"quantity": 50, "version": opened[0]})
    )
    assert first.status_code == 303

    mine = form(GROCERIES | {"description": "Wat de tweede typte.", "version": opened[0]})
    refused = visitors["bram"].post(address, data=mine)
    assert refused.status_code == 422
    page = Page(refused.text)
    assert page["f_errors"].text.strip()
    assert page.typed("description") == ["Wat de tweede typte."]
    session.refresh(need)
    assert (need.quantity, need.description) == (50, GROCERIES["description"])

    again = visitors["bram"].post(address, data=mine | {"version": page.typed("version")[-1]})
    assert again.status_code == 303, "having seen it, the second editor may save"
    session.refresh(need)
    assert (need.quantity, need.description, need.version) == (40, "Wat de tweede typte.", 3)


def test_a_member_drafts_and_a_coordinator_publishes(visitors: Visitors) -> None:
    page = visitors["bram"].post("/behoeften", data=form(GROCERIES)).headers["location"]
    assert visitors["bram"].post(f"{page}/plaatsen").status_code == 403
    assert visitors["amina"].post(f"{page}/plaatsen").status_code == 303
    with clock.at(clock.now() + timedelta(minutes=2)):  # no second press of the same
        assert visitors["amina"].post(f"{page}/plaatsen").status_code == 409


def test_logging_and_publishing_in_one_go(visitors: Visitors, session: Session) -> None:
    page = (
        visitors["amina"]
        .post("/behoeften", data=form(GROCERIES | {"publish": "1"}))
        .headers["location"]
    )
    need = session.get_one(Need, UUID(page.rsplit("/", 1)[-1]))
    assert (need.status, [line.event for line in trail(session, need.id)]) == (
        NeedStatus.OPEN,
        ["need:logged", "need:published"],
    )


def test_a_municipality_needs_not_say_which_municipality_it_is(
    visitors: Visitors, world: World
) -> None:
    assert world.need().municipality_code == "GM1979"
    form_page = Page(visitors["amina"].get("/behoeften/nieuw").text)
    assert "f_municipality" not in form_page
    assert "f_municipality" in Page(visitors["chantal"].get("/behoeften/nieuw").text)


def test_few_fields_are_enough(session: Session, world: World) -> None:
    need = world.need(description="", urgency="normal", people=12, quantity=None)
    assert (need.quantity, need.people, need.needed_from, need.needed_until) == (
        12,
        12,
        clock.today(),
        None,
    )
    first = default_crisis(session, "VR01")
    assert first is not None and first.slug == "energiearmoede"
    assert need.crisis_id == first.id


def test_a_draft_whose_period_is_over_says_so_when_it_is_published(
    visitors: Visitors, session: Session
) -> None:
    need = visitors.world.need(needed_until=clock.today())
    need.needed_from = need.needed_until = clock.today() - timedelta(days=365)
    session.commit()
    answer = visitors["amina"].post(f"/behoeften/{need.id}/plaatsen")
    assert answer.status_code == 422
    assert Page(answer.text).error("needed_until")
    session.refresh(need)
    assert need.status is NeedStatus.DRAFT


def test_a_change_is_not_kept_when_publishing_with_it_is_refused(
    visitors: Visitors, session: Session
) -> None:
    need = visitors.world.need(needed_until=clock.today())
    last_year = clock.today() - timedelta(days=365)
    need.needed_from = need.needed_until = last_year
    amina = visitors["amina"]
    session.commit()
    window = {"needed_from": last_year, "needed_until": last_year}
    sent = form(GROCERIES | window | {"title": "Een nieuwe titel", "version": 1, "publish": "1"})
    answer = amina.post(f"/behoeften/{need.id}", data=sent)
    assert answer.status_code == 422
    assert Page(answer.text).typed("title") == ["Een nieuwe titel"]
    session.refresh(need)
    assert (need.title, need.version, need.status) == (GROCERIES["title"], 1, NeedStatus.DRAFT)


def test_who_counts_people_changes_one_number(visitors: Visitors, world: World) -> None:
    """It said "45 people" and, below it, "People: 40"."""
    need = world.need(publish=True, quantity=40, people=40)
    world.session.commit()
    for address in ("wijzigen", "nog-eens"):
        page = Page(visitors["amina"].get(f"/behoeften/{need.id}/{address}").text)
        assert (page.typed("quantity"), page.typed("people")) == (["40"], [""]), address
    sent = GROCERIES | {"quantity": 45, "people": "", "unit": "people", "version": need.version}
    answer = visitors["amina"].post(f"/behoeften/{need.id}", data=form(sent))
    assert answer.status_code == 303
    world.session.refresh(need)
    assert (need.quantity, need.people) == (45, 45)


def test_another_number_of_people_stays_beside_the_quantity(
    visitors: Visitors, world: World
) -> None:
    need = world.need(publish=True, quantity=12, people=25)
    world.session.commit()
    page = Page(visitors["amina"].get(f"/behoeften/{need.id}/wijzigen").text)
    assert (page.typed("quantity"), page.typed("people")) == (["12"], ["25"])
