"""Who is asked to take part, and what they say."""

from __future__ import annotations

import pytest

from app.actions.models import Action, ActionPartner, PartnerStatus
from app.actions.partner_commands import (
    Invitation,
    invite_partners,
    leave_action,
    take_back_invitation,
    undo_partner_answer,
)
from app.actions.queries import get_partner
from app.core import clock
from app.core.errors import Conflict, Forbidden, Invalid
from app.matches.models import GRACE
from app.work.queries import count_work, find_just_answered, get_work
from app.work.task_kinds import TaskKind
from tests.actions.deeds import Deeds
from tests.world import Visitors


def asked(deeds: Deeds) -> tuple[Action, ActionPartner]:
    """An action of chantal's for which amina's municipality is asked."""
    action = deeds.action(partners=[deeds.organisation("amina")])
    return action, get_partner(action, deeds.organisation("amina"))


@pytest.mark.parametrize(
    ("answer", "status"), [("yes", PartnerStatus.JOINED), ("no", PartnerStatus.DECLINED)]
)
def test_a_coordinator_answers_for_the_own_organisation(
    deeds: Deeds, answer: str, status: PartnerStatus
) -> None:
    action, partner = asked(deeds)
    for who in ("bram", "farid", "chantal", "daan"):
        with pytest.raises(Forbidden):
            deeds.answer(action, who, of="amina", answer=answer)
    deeds.answer(action, "amina", answer=answer, reply="Graag.")
    assert (partner.status, partner.reply) == (status, "Graag.")
    with pytest.raises(Conflict):
        deeds.answer(action, "amina")


@pytest.mark.parametrize("who", ["chantal", "daan"])
def test_an_answer_by_telephone_is_written_down_and_can_be_undone(deeds: Deeds, who: str) -> None:
    action, partner = asked(deeds)
    with pytest.raises(Invalid):
        deeds.answer(action, who, of="amina", on_behalf="1")
    deeds.answer(action, who, of="amina", on_behalf="1", channel="phone", reply="Belde net.")
    assert (partner.status, partner.answer_note) == (PartnerStatus.JOINED, "Belde net.")
    with pytest.raises(Forbidden):
        undo_partner_answer(deeds.session, deeds[who], action, partner)
    undo_partner_answer(deeds.session, deeds["amina"], action, partner)
    assert (partner.status, partner.answer_note, partner.answer_channel) == (
        PartnerStatus.INVITED,
        "",
        None,
    )
    deeds.answer(action, "amina", answer="no")
    with clock.at(clock.now() + GRACE), pytest.raises(Conflict):
        undo_partner_answer(deeds.session, deeds["amina"], action, partner)


def waits_for(deeds: Deeds, who: str, action: Action) -> set[TaskKind]:
    """What *Mijn werk* says of the action."""
    work = get_work(deeds.session, deeds[who])
    assert work.count == count_work(deeds.session, deeds[who])
    tasks = (*work.late, *work.today, *work.week, *work.later, *work.waiting)
    return {task.kind for task in tasks if task.id == action.id}


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_a_partner_can_undo_its_own_answer_for_a_minute_in_which_nobody_is_told(
    deeds: Deeds, answer: str
) -> None:
    """As with a match (ADR 45)."""
    action, partner = asked(deeds)
    before = partner.model_dump()
    deeds.answer(action, "amina", answer=answer, reply="Graag.")
    assert waits_for(deeds, "chantal", action) == {TaskKind.WAIT_PARTNER}
    assert waits_for(deeds, "amina", action) == set()
    for who in ("bram", "farid", "chantal", "daan", "greet"):
        assert find_just_answered(deeds.session, deeds[who]) == []
        with pytest.raises(Forbidden):
            undo_partner_answer(deeds.session, deeds[who], action, partner)
    (just,) = find_just_answered(deeds.session, deeds["amina"])
    assert (just.title, just.is_yes) == (action.title, answer == "yes")
    with clock.at(clock.now() + GRACE):
        assert waits_for(deeds, "chantal", action) == set()
        assert find_just_answered(deeds.session, deeds["amina"]) == []
        with pytest.raises(Conflict):
            undo_partner_answer(deeds.session, deeds["amina"], action, partner)
    undo_partner_answer(deeds.session, deeds["amina"], action, partner)
    deeds.session.flush()
    assert partner.model_dump() == before
    assert waits_for(deeds, "amina", action) == {TaskKind.JOIN}
    assert deeds.events(action)[-1] == "action:partner_took_back"
    deeds.answer(action, "amina")
    assert partner.status is PartnerStatus.JOINED, "and the question can be answered anew"


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_mijn_werk_and_the_page_of_the_action_offer_the_way_back(
    visitors: Visitors, deeds: Deeds, answer: str
) -> None:
    action, partner = asked(deeds)
    deeds.session.commit()
    address, amina = f"/acties/{action.id}", visitors["amina"]
    own = f"{address}/partners/{partner.organisation_id}"
    said = amina.post(f"{own}/antwoord", data={"answer": answer, "page": "work"})
    assert said.headers["location"] == (address if answer == "yes" else "/mijn-werk")
    undo = f"{own}/terugdraaien"
    for page in ("/mijn-werk", address):
        assert undo in amina.get(page).text, page
        assert undo not in visitors["chantal"].get(page).text, page
    done = amina.post(undo, data={"page": "work"})
    assert (done.status_code, done.headers["location"]) == (303, "/mijn-werk")
    page = amina.get("/mijn-werk").text
    assert f"{own}/antwoord" in page and undo not in page


def test_who_left_or_said_no_can_be_asked_again(deeds: Deeds) -> None:
    action, partner = asked(deeds)
    deeds.answer(action, "amina")
    with pytest.raises(Forbidden):
        leave_action(deeds.session, deeds["chantal"], action, partner)
    leave_action(deeds.session, deeds["amina"], action, partner)
    assert partner.status is PartnerStatus.LEFT
    invite_partners(
        deeds.session,
        deeds["chantal"],
        action,
        Invitation(partners=[partner.organisation_id], asked_for="Toch nog?"),
    )
    assert (partner.status, partner.asked_for) == (PartnerStatus.INVITED, "Toch nog?")
    take_back_invitation(deeds.session, deeds["chantal"], action, partner)
    with pytest.raises(Conflict):
        deeds.answer(action, "amina")


def test_an_organisation_of_another_region_cannot_be_asked(deeds: Deeds) -> None:
    action = deeds.action()
    with pytest.raises(Invalid):
        invite_partners(
            deeds.session,
            deeds["chantal"],
            action,
            Invitation(partners=[deeds.organisation("hugo")]),
        )
    invite_partners(
        deeds.session,
        deeds["chantal"],
        action,
        Invitation(partners=[deeds.organisation("chantal")]),
    )
    assert action.partners == []


def test_nobody_answers_when_the_action_has_ended(deeds: Deeds) -> None:
    action, _partner = asked(deeds)
    deeds.stop(action)
    with pytest.raises(Conflict):
        deeds.answer(action, "amina")


def test_open_steps_of_who_leaves_go_to_the_lead(deeds: Deeds) -> None:
    action, partner = asked(deeds)
    deeds.answer(action, "amina")
    step = deeds.step(action, organisation=partner.organisation_id)
    leave_action(deeds.session, deeds["amina"], action, partner)
    assert step.organisation_id == action.organisation_id
