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
from app.core.errors import Conflict, Forbidden, Invalid
from tests.actions.deeds import Deeds


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
    with pytest.raises(Conflict):
        undo_partner_answer(deeds.session, deeds["amina"], action, partner)


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
