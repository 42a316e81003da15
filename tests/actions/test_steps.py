"""What the verbs on an action, its steps and its notes leave behind, column by column."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from sqlmodel import Session

from app.actions.commands import edit_action
from app.actions.fields import ActionChange
from app.actions.models import Action, ActionStatus, ActionStep, PartnerStatus, StopReason
from app.actions.partner_commands import Invitation, invite_partners, leave_action
from app.actions.queries import find_notes, find_steps, get_partner
from app.actions.step_commands import (
    ProgressInput,
    StepInput,
    change_step,
    note_progress,
    tick_step,
)
from app.core import clock
from app.matches.models import MatchOutcome
from tests.actions.deeds import PLAN, Deeds

NOON = datetime(2027, 3, 14, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=3)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.at(NOON):
        yield


def test_a_plan_is_stored_as_it_was_given(deeds: Deeds) -> None:
    action = deeds.action(
        "bram",
        themes=["social_cohesion", "mental_health", "social_cohesion"],
        target_groups=["older_people", "older_people"],
        municipalities=["GM1979", "GM0014", "GM1979"],
        starts_on="1-4-2027",
        ends_on="1-4-2027",
    )
    assert (action.organisation_id, action.region_code) == (deeds.organisation("amina"), "VR01")
    assert (action.status, action.version, action.is_public) == (ActionStatus.PLANNED, 1, False)
    assert action.created_at == action.moved_at == NOON
    ends = (action.ended_at, action.outcome, action.stop_reason, action.people_reached)
    assert ends == (None, None, None, None)
    assert action.target_groups == ["older_people"]
    assert action.municipalities == ["GM1979", "GM0014"]
    assert sorted(action.themes) == ["mental_health", "social_cohesion"]
    assert action.starts_on == action.ends_on == date(2027, 4, 1)
    for word in ("senioren", "Eemsdelta"):
        assert word in action.search_words


def test_each_move_notes_when_and_how(deeds: Deeds) -> None:
    action = deeds.action()
    with clock.at(LATER):
        deeds.start(action)
    assert (action.status, action.moved_at, action.ended_at) == (ActionStatus.RUNNING, LATER, None)
    with clock.at(LATER + timedelta(days=1)):
        deeds.finish(action, outcome="partly", outcome_note="Het was druk.", people_reached=0)
    assert action.status is ActionStatus.DONE
    assert action.moved_at == action.ended_at == LATER + timedelta(days=1)
    assert (action.outcome, action.outcome_note, action.lessons, action.people_reached) == (
        MatchOutcome.PARTLY,
        "Het was druk.",
        "Vaste dagen werken het best.",
        0,
    )
    assert action.version == 1, "a form that is open is not out of date by a move"


@pytest.mark.parametrize("runs", [False, True])
def test_a_stopped_action_says_why_and_lets_its_matches_be(deeds: Deeds, runs: bool) -> None:
    match = deeds.accepted(1)[0]
    action = deeds.action(match=[match.id])
    if runs:
        deeds.start(action)
    before = match.status
    with clock.at(LATER):
        deeds.stop(action, reason="merged", lessons="Begin samen.", outcome_note="Ging op.")
    assert (action.status, action.stop_reason) == (ActionStatus.STOPPED, StopReason.MERGED)
    assert (action.lessons, action.outcome_note, action.outcome) == (
        "Begin samen.",
        "Ging op.",
        None,
    )
    assert action.moved_at == action.ended_at == LATER
    assert match.status is before


def test_closing_without_a_number_keeps_the_number_that_was_told(deeds: Deeds) -> None:
    action = deeds.start(deeds.action())
    note_progress(
        deeds.session,
        deeds["chantal"],
        action,
        ProgressInput(text="Tussenstand.", people_reached=7),
    )
    deeds.finish(action)
    assert action.people_reached == 7


def test_an_edit_raises_the_version_and_changes_nothing_else(deeds: Deeds) -> None:
    action = deeds.start(deeds.action())
    stood = action.model_dump(exclude={"search"})
    changed = {"title": "Elke woensdag samen eten", "municipalities": ["GM0014"]}
    for given in (PLAN | changed | {"version": 1}, PLAN | changed):  # twice is once
        edit_action(deeds.session, deeds["chantal"], action, ActionChange.model_validate(given))
    after = action.model_dump(exclude={"search"})
    moved = {name for name in stood if stood[name] != after[name]}
    assert moved - {"found_by"} == {"title", "municipalities", "version", "search_words"}
    assert (action.version, action.title) == (2, "Elke woensdag samen eten")
    assert "Groningen" in action.search_words


def test_a_step_is_of_whoever_adds_it_unless_it_says_of_whom(deeds: Deeds) -> None:
    town, lead = deeds.organisation("amina"), deeds.organisation("chantal")
    action = deeds.action(partners=[town])
    deeds.answer(action, "amina")
    own, theirs = deeds.step(action, "bram"), deeds.step(action, "chantal", organisation=town)
    given = deeds.step(action, "amina", organisation=lead, due_on="1-4-2027")
    assert (own.organisation_id, theirs.organisation_id, given.organisation_id) == (
        town,
        town,
        lead,
    )
    assert (given.due_on, given.done_at, given.created_at) == (date(2027, 4, 1), None, NOON)
    change_step(deeds.session, deeds["chantal"], action, given, StepInput(title="Anders"))
    assert (given.title, given.organisation_id, given.due_on) == ("Anders", lead, None)
    with clock.at(LATER):
        tick_step(deeds.session, deeds["bram"], action, given)
    with clock.at(LATER + timedelta(hours=1)):
        tick_step(deeds.session, deeds["chantal"], action, given)
    assert given.done_at == LATER, "who was first has done it"


def test_open_steps_come_by_date_and_then_what_is_done_last_first(
    deeds: Deeds, session: Session
) -> None:
    action = deeds.action()
    plans = [("geen dag", None, None), ("later", "3-4-2027", None), ("eerder", "1-4-2027", None),
             ("eerst klaar", "1-1-2027", 1), ("laatst klaar", None, 2)]  # fmt: skip
    for n, (title, due, hours) in enumerate(plans):
        with clock.at(NOON + timedelta(minutes=n)):
            step = deeds.step(action, title=title, due_on=due)
        if hours is not None:
            with clock.at(NOON + timedelta(hours=hours)):
                tick_step(session, deeds["chantal"], action, step)
    session.flush()
    assert [(step.title, who) for step, who in find_steps(session, action)] == [
        (title, "Boodschappenhulp Delfzijl")
        for title in ("eerder", "later", "geen dag", "laatst klaar", "eerst klaar")
    ]


def test_the_last_number_told_is_the_number_of_the_action(deeds: Deeds, session: Session) -> None:
    action = deeds.action()
    for n, people in enumerate((12, None, 9)):
        with clock.at(NOON + timedelta(hours=n)):
            note_progress(
                session,
                deeds["chantal"],
                action,
                ProgressInput(text=f"Stand {n}", people_reached=people),
            )
            session.flush()
        assert action.people_reached == (9 if n == 2 else 12)
    notes = [(note.text, note.people_reached) for note, _who in find_notes(session, action)]
    assert notes == [("Stand 2", 9), ("Stand 1", None), ("Stand 0", 12)]
    assert len(find_notes(session, action, limit=2)) == 2
    moments = [note.created_at for note, _who in find_notes(session, action)]
    assert all(newer > older for newer, older in pairwise(moments))


def test_who_is_asked_again_is_asked_as_if_for_the_first_time(deeds: Deeds) -> None:
    session, town = deeds.session, deeds.organisation("amina")
    action = deeds.action(partners=[town])
    partner = get_partner(action, town)
    deeds.answer(action, "chantal", of="amina", on_behalf="1", channel="phone", reply="Belde.")
    assert (partner.answer_note, partner.reply, partner.answered_at) == ("Belde.", "", NOON)
    open_step = deeds.step(action, organisation=town)
    done_step = deeds.step(action, organisation=town)
    tick_step(session, deeds["chantal"], action, done_step)
    with clock.at(LATER):
        leave_action(session, deeds["amina"], action, partner)
    session.flush()
    assert (partner.status, partner.answered_at) == (PartnerStatus.LEFT, LATER)
    lead = action.organisation_id
    assert [session.get_one(ActionStep, s.id).organisation_id for s in (open_step, done_step)] == [
        lead,
        town,
    ], "what is done stays done by who did it"
    with clock.at(LATER):
        invite_partners(
            session, deeds["chantal"], action, Invitation(partners=[town], asked_for="Toch nog?")
        )
    assert partner.model_dump(exclude={"action_id", "organisation_id"}) == {
        "status": PartnerStatus.INVITED, "asked_for": "Toch nog?", "reply": "", "answer_note": "",
        "answer_channel": None, "answered_at": None, "invited_at": LATER,
        "undo_until": None,
    }  # fmt: skip


def test_a_chain_of_states_is_only_as_long_as_the_table(deeds: Deeds) -> None:
    """No way back, and no way around."""
    action: Action = deeds.finish(deeds.start(deeds.action()))
    assert not action.is_live
    assert deeds.action().is_live
    assert deeds.start(deeds.action()).is_live
