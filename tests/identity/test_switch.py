"""Who belongs to several organisations acts for one of them at a time, and says which."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection
from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.core import clock
from app.core.settings import Settings
from app.identity.models import Membership, OrganisationStatus, Role
from app.identity.queries import get_actor
from app.members.models import InvitationState
from app.members.queries import get_link
from app.needs.models import Need
from app.second_factors.policy import must_have_one
from app.web.cookies import SESSION
from tests.html import Page
from tests.members.invitations import address_of, invite
from tests.statements import counted
from tests.world import GROCERIES, SHOPPING, Visitors, World, form, id_in

SWITCH = "/mijn-account/organisatie"
OTHER, ELSEWHERE = "Gemeente Westerwolde", "Gemeente Assen"


def join(session: Session, world: World, who: str, name: str, role: Role) -> UUID:
    organisation = world.organisation(name)
    seat = Membership(
        person_id=world.person(who).id,
        organisation_id=organisation.id,
        role=role,
        created_at=clock.now(),
    )
    session.add(seat)
    session.commit()
    return organisation.id


def switch(visitors: Visitors, who: str, organisation: UUID, **more: str) -> Any:
    return visitors[who].post(SWITCH, data={"organisation": str(organisation), **more})


@pytest.fixture
def second(session: Session, world: World) -> UUID:
    """Chantal, of an initiative, also coordinates a municipality."""
    return join(session, world, "chantal", OTHER, Role.COORDINATOR)


@pytest.mark.parametrize("there", Role)
@pytest.mark.parametrize("here", Role)
def test_the_rights_of_a_person_are_those_of_one_seat_at_a_time(
    session: Session, world: World, here: Role, there: Role
) -> None:
    """Whichever roles somebody has: never those of both, nor of one in the place of the other."""
    person, first = world.person("daan"), world["daan"].seats[0].organisation_id
    session.get_one(Membership, (person.id, first)).role = here
    other = join(session, world, "daan", "Veiligheidsregio Drenthe", there)
    for now, role in ((first, here), (other, there)):
        session.get_one(Membership, (person.id, now)).chosen_at = clock.now()
        session.commit()
        actor = get_actor(session, person.id)
        assert actor is not None
        assert [(seat.organisation_id, seat.role) for seat in actor.seats] == [(now, role)]
        assert actor.organisation_ids == (now,)
        assert len(actor.regions) == 1
        assert len(actor.overseen_regions) <= 1
        assert [seat.organisation_id for seat in actor.memberships] == [first, other]
        assert {seat.role for seat in actor.everywhere.seats} == {here, there}


def test_the_choice_stays_over_sessions_and_holds_for_all_that_is_done(
    visitors: Visitors, session: Session, second: UUID
) -> None:
    chantal = visitors["chantal"]
    assert switch(visitors, "chantal", second).headers["location"] == "/mijn-werk"
    session.expire_all()
    page = chantal.get("/behoeften/nieuw")
    assert OTHER in page.text
    need = chantal.post(f"/behoeften?als={second}", data=form(GROCERIES)).headers["location"]
    row = session.get_one(Need, id_in(need))
    assert (row.organisation_id, row.municipality_code) == (second, "GM1950")
    line = session.exec(select(AuditEntry).where(col(AuditEntry.object_id) == row.id)).first()
    assert line is not None and line.organisation_id == second
    chantal.cookies.clear()
    chantal.cookies.set(SESSION, visitors.sign_in("chantal"))
    assert chantal.get(need).status_code == 200, "on another device too"


def test_the_switch_leads_back_to_a_page_of_ours_only(visitors: Visitors, second: UUID) -> None:
    answer = switch(visitors, "chantal", second, next="/behoeften?q=x")
    assert answer.headers["location"] == "/behoeften?q=x"
    assert switch(visitors, "chantal", second, next="//elders.example").headers["location"] == (
        "/mijn-werk"
    )


def switch_from(visitors: Visitors, who: str, organisation: UUID, page: str) -> str:
    """Where the button of the menu leads, pressed on this page."""
    said = {"referer": f"{visitors[who].base_url}{page}"}
    answer = visitors[who].post(SWITCH, data={"organisation": str(organisation)}, headers=said)
    assert answer.status_code == 303
    return str(answer.headers["location"])


@pytest.mark.parametrize(
    ("page", "then"),
    [
        ("/bord", "/bord"),
        ("/bord?gemeente=GM1950", "/bord?gemeente=GM1950"),
        ("/netwerk", "/netwerk"),
        ("/signalen", "/signalen"),
        ("/beheer", "/mijn-werk"),
        ("/behoeften/nieuw", "/mijn-werk"),
        ("/mijn-account/organisatie", "/mijn-werk"),
        ("/aanbod/geen-nummer", "/mijn-werk"),
        ("/bestaat-niet", "/mijn-werk"),
        ("//elders.example/bord", "/mijn-werk"),
    ],
)
def test_who_switches_stays_on_a_page_that_the_other_has_too(
    visitors: Visitors, second: UUID, page: str, then: str
) -> None:
    assert switch_from(visitors, "chantal", second, page) == then


def test_who_switches_stays_at_what_the_other_sees_too_and_only_there(
    visitors: Visitors, session: Session, world: World, second: UUID
) -> None:
    draft, first = world.offer("chantal"), world["chantal"].seats[0].organisation_id
    session.commit()
    assert switch_from(visitors, "chantal", second, f"/aanbod/{draft.id}") == "/mijn-werk"
    seen, form_of = f"/netwerk/{first}", f"/aanbod/{draft.id}/wijzigen"
    assert switch_from(visitors, "chantal", first, seen) == seen
    assert switch_from(visitors, "chantal", second, seen) == seen
    assert switch_from(visitors, "chantal", first, f"/aanbod/{draft.id}") == f"/aanbod/{draft.id}"
    assert switch_from(visitors, "chantal", second, form_of) == "/mijn-werk"


def test_an_organisation_of_others_cannot_be_chosen(
    visitors: Visitors, world: World, second: UUID
) -> None:
    answer = switch(visitors, "chantal", world.organisation("Gemeente Eemsdelta").id)
    assert answer.status_code == 422
    assert "Je hoort niet bij deze organisatie" in answer.text
    assert visitors["chantal"].post(SWITCH, data={}).status_code == 422


def test_one_sees_as_the_chosen_organisation_alone(
    visitors: Visitors, session: Session, world: World, second: UUID
) -> None:
    draft = world.offer("chantal")
    session.commit()
    chantal = visitors["chantal"]
    assert chantal.get(f"/aanbod/{draft.id}").status_code == 200
    switch(visitors, "chantal", second)
    answer = chantal.get(f"/aanbod/{draft.id}")
    assert answer.status_code == 404, "a draft of another organisation"
    assert "Werk voor Boodschappenhulp Delfzijl" in answer.text, "says where to look"


@pytest.mark.parametrize("is_htmx", [False, True])
def test_what_was_filled_in_for_one_is_never_sent_for_the_other(
    visitors: Visitors, session: Session, world: World, second: UUID, is_htmx: bool
) -> None:
    chantal = visitors["chantal"]
    first = world["chantal"].seats[0].organisation_id
    page = Page(chantal.get("/aanbod/nieuw").text)
    [address] = {
        e.attributes["action"]
        for e in page.elements
        if e.tag == "form" and str(e.attributes.get("action")).startswith("/aanbod")
    }
    assert address == f"/aanbod?als={first}"
    owner = next(e for e in page.elements if e.attributes.get("name") == "form_draft")
    switch(visitors, "chantal", second)
    typed = form(SHOPPING | {"form_draft": owner.attributes["value"]})
    headers = {"hx-request": "true"} if is_htmx else {}
    answer = chantal.post(address, data=typed, headers=headers)
    assert answer.status_code == 409
    assert "ingevuld voor Boodschappenhulp Delfzijl" in answer.text
    if is_htmx:
        assert answer.headers["hx-retarget"] == "#messages", "the form stays as it is"
    else:
        assert SHOPPING["description"] in answer.text, "nothing that was typed is lost"
    switch(visitors, "chantal", first)
    assert chantal.post(address, data=typed).status_code == 303


def test_a_page_of_before_the_second_organisation_is_of_the_first(
    visitors: Visitors, session: Session, second: UUID
) -> None:
    chantal = visitors["chantal"]
    assert chantal.post("/aanbod", data=form(SHOPPING)).status_code == 303
    switch(visitors, "chantal", second)
    assert chantal.post("/aanbod", data=form(SHOPPING)).status_code == 409
    assert chantal.post("/uitloggen").status_code == 303, "what is one's own, whoever one works for"


def test_nobody_with_one_organisation_has_a_stamp_or_a_switch(visitors: Visitors) -> None:
    text = visitors["amina"].get("/behoeften/nieuw").text
    assert "als=" not in text
    assert SWITCH not in text


def test_who_loses_the_chosen_one_goes_on_for_another(
    visitors: Visitors, session: Session, world: World, second: UUID
) -> None:
    switch(visitors, "chantal", second)
    session.delete(session.get_one(Membership, (world.person("chantal").id, second)))
    session.commit()
    page = visitors["chantal"].get("/mijn-werk")
    assert page.status_code == 200
    assert "Boodschappenhulp Delfzijl" in page.text
    answer = visitors["chantal"].post(f"/aanbod?als={second}", data=form(SHOPPING))
    assert answer.status_code == 409
    assert visitors["chantal"].post("/aanbod", data=form(SHOPPING)).status_code == 303


def test_of_a_suspended_organisation_its_people_read_why_and_can_go_on_for_another(
    visitors: Visitors, session: Session, world: World, second: UUID
) -> None:
    switch(visitors, "chantal", second)
    eva = visitors["eva"]
    reason = "De contactpersoon is al twee maanden niet te bereiken."
    eva.post(f"/netwerk/{second}/schorsen", data={"reason": reason})
    session.expire_all()
    assert world.organisation(OTHER).status is OrganisationStatus.SUSPENDED
    chantal, farid = visitors["chantal"], visitors["farid"]
    for visitor in (chantal, farid):
        answer = visitor.get(f"/netwerk/{second}")
        assert answer.status_code == 200
        assert reason in answer.text
        assert "beheerder van Veiligheidsregio Groningen" in answer.text
    assert f"/netwerk/{second}" in farid.get("/mijn-werk").text
    assert farid.get("/behoeften/nieuw").status_code == 403
    assert "Boodschappenhulp Delfzijl" in chantal.get("/mijn-werk").text, "the other one"
    assert switch(visitors, "chantal", second).status_code == 422, "nobody acts for it now"
    assert reason not in visitors["amina"].get(f"/netwerk/{second}").text


def test_a_second_step_is_asked_for_whichever_organisation_one_signs_in_to(
    session: Session, world: World
) -> None:
    join(session, world, "chantal", "Veiligheidsregio Drenthe", Role.ADMINISTRATOR)
    actor = get_actor(session, world.person("chantal").id)
    assert actor is not None and actor.overseen_regions == ()
    assert must_have_one(actor, ())


def test_an_invitation_holds_while_who_sent_it_works_for_another(
    session: Session, world: World, settings: Settings, second: UUID
) -> None:
    invitation = invite(world)
    session.get_one(Membership, (world.person("chantal").id, second)).chosen_at = clock.now()
    session.commit()
    token = address_of(settings, invitation).removeprefix("/uitnodiging/")
    assert get_link(session, settings, token).state is InvitationState.OPEN


def test_what_waits_elsewhere_is_told_in_one_statement_for_all(
    visitors: Visitors, session: Session, connection: Connection, world: World, second: UUID
) -> None:
    world.need("farid")
    session.commit()
    chantal = visitors["chantal"]
    with counted(connection) as one:
        page = chantal.get("/mijn-werk")
    assert "Werk voor Gemeente Westerwolde (1 wacht)" in page.text, "the draft"
    join(session, world, "chantal", "Gemeente Eemsdelta", Role.MEMBER)
    join(session, world, "chantal", ELSEWHERE, Role.COORDINATOR)
    with counted(connection) as three:
        chantal.get("/mijn-werk")
    assert len(one) == len(three)
    switch(visitors, "chantal", second)
    number = Page(chantal.get("/mijn-werk").text)["waiting_count"]
    assert "1" in number.text
