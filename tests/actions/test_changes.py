"""An action from plan to what was learned."""

from __future__ import annotations

from typing import Any

import pytest

from app.actions.commands import Opening, edit_action, open_action
from app.actions.fields import ActionChange
from app.actions.models import ENDED, NEXT, Action, ActionStatus
from app.actions.policy import ActionPolicy
from app.actions.queries import ActionFilters, find_actions, get_action, get_public_action
from app.actions.step_commands import (
    ProgressInput,
    StepInput,
    change_step,
    note_progress,
    remove_step,
    reopen_step,
    tick_step,
)
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from tests.actions.deeds import PLAN, Deeds


def change(deeds: Deeds, action: Action, who: str = "chantal", **changes: Any) -> None:
    edit_action(
        deeds.session,
        deeds[who],
        deeds.hold(action, who),
        ActionChange.model_validate(PLAN | changes),
    )


def found(deeds: Deeds, who: str, **filters: Any) -> list[str]:
    page = find_actions(deeds.session, deeds[who], ActionFilters.model_validate(filters), size=20)
    return [row.title for row in page.rows]


def test_from_plan_to_lessons(deeds: Deeds) -> None:
    action = deeds.action()
    deeds.start(action)
    deeds.finish(action, people_reached=25, outcome="partly", outcome_note="Niet iedereen kon mee.")
    assert action.status is ActionStatus.DONE
    assert action.people_reached == 25
    assert deeds.events(action) == ["action:planned", "action:started", "action:done"]


def test_the_whole_region_sees_it_and_no_other(deeds: Deeds) -> None:
    action = deeds.action()
    for who in ("amina", "bram", "daan", "eva", "farid", "greet"):
        assert get_action(deeds.session, deeds[who], action.id).title == action.title
        assert found(deeds, who) == [action.title]
    with pytest.raises(NotFound):
        get_action(deeds.session, deeds["hugo"], action.id)
    assert found(deeds, "hugo") == []


def test_an_action_can_be_apart_from_every_crisis(deeds: Deeds) -> None:
    """The form starts with the first crisis of the region, so whoever chooses none means it."""
    action = deeds.action(crisis="energiearmoede")
    before = action.crisis_id
    change(deeds, action, crisis=None)
    assert (before is not None, action.crisis_id) == (True, None)
    assert deeds.action(title="Nog een actie in de wijk").crisis_id is None


@pytest.mark.parametrize("who", ["greet", "eva"])
def test_who_only_reads_or_administers_leads_nothing(deeds: Deeds, who: str) -> None:
    with pytest.raises(Forbidden):
        deeds.action(who)


def test_a_member_plans_and_starts_and_a_coordinator_ends(deeds: Deeds) -> None:
    action = deeds.start(deeds.action("bram"), "bram")
    with pytest.raises(Forbidden):
        deeds.finish(action, "bram")
    with pytest.raises(Forbidden):
        deeds.stop(action, "bram")
    deeds.finish(action, "amina")
    assert action.status is ActionStatus.DONE


@pytest.mark.parametrize("who", ["amina", "daan", "eva", "farid", "greet"])
def test_others_change_nothing(deeds: Deeds, who: str) -> None:
    action = deeds.action()
    may = ActionPolicy(deeds[who], action)
    for verb in (
        "edit",
        "invite",
        "start",
        "finish",
        "stop",
        "open_up",
        "work",
        "complete_matches",
    ):
        verdict = getattr(may, verb)
        assert isinstance(verdict.objection, Forbidden), verb


def test_only_the_changes_of_the_table_are_possible(deeds: Deeds) -> None:
    states = {
        ActionStatus.PLANNED: deeds.action(),
        ActionStatus.RUNNING: deeds.start(deeds.action()),
    }
    states[ActionStatus.DONE] = deeds.finish(deeds.start(deeds.action()))
    states[ActionStatus.STOPPED] = deeds.stop(deeds.action())
    verbs = {
        ActionStatus.RUNNING: "start",
        ActionStatus.DONE: "finish",
        ActionStatus.STOPPED: "stop",
    }
    for status, action in states.items():
        assert action.status is status
        may = ActionPolicy(deeds["chantal"], action)
        possible = {goal for goal, verb in verbs.items() if getattr(may, verb)}
        assert possible == NEXT[status]
        assert all(
            isinstance(getattr(may, v).objection, Conflict)
            for g, v in verbs.items()
            if g not in possible
        )
        assert bool(may.edit) is bool(may.work) is bool(may.invite) is (status not in ENDED)


def test_a_change_that_came_in_between_is_not_overwritten(deeds: Deeds) -> None:
    action = deeds.action()
    change(deeds, action, title="Elke woensdag samen boodschappen doen", version=1)
    with pytest.raises(Invalid) as caught:
        change(deeds, action, title="Elke vrijdag samen boodschappen doen", version=1)
    assert set(caught.value.errors) == {"version"}
    assert action.title == "Elke woensdag samen boodschappen doen"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"municipalities": ["GM0106"]}, "municipalities"),
        ({"municipalities": ["GM9999"]}, "municipalities"),
        ({"target_groups": ["nobody"]}, "target_groups"),
        ({"themes": ["weather"]}, "themes"),
        ({"crisis": "the-end"}, "crisis"),
        ({"measure": "nothing"}, "measure"),
        ({"starts_on": "2-3-2030", "ends_on": "1-3-2030"}, "ends_on"),
        ({"description": "We halen mevrouw Jansen op."}, "sure_no_names"),
        ({"partners": ["00000000-0000-0000-0000-000000000001"]}, "partners"),
        ({"match": ["00000000-0000-0000-0000-000000000001"]}, "match"),
        ({"organisation": "00000000-0000-0000-0000-000000000001"}, "organisation"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    deeds: Deeds, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        deeds.action(**changes)
    assert set(caught.value.errors) == {field}


def test_it_is_found_by_its_words_its_groups_and_what_was_learned(deeds: Deeds) -> None:
    action = deeds.action(themes=["social_cohesion"])
    titles = [action.title]
    assert found(deeds, "greet", q="senioren") == titles
    assert found(deeds, "greet", q="Eemsdelta boodschap") == titles
    assert found(deeds, "greet", q="onzin") == []
    deeds.finish(deeds.start(action), lessons="Bellen vooraf scheelt teleurstelling.")
    assert found(deeds, "greet", q="teleurstelling", status="done") == titles
    assert (
        found(deeds, "greet", status="all", theme="social_cohesion", target_group="older_people")
        == titles
    )
    for other in (
        {"theme": "mental_health"},
        {"target_group": "lonely_people"},
        {"municipality": "GM0014"},
    ):
        assert found(deeds, "greet", status="all", **other) == []
    assert found(deeds, "chantal", status="all", mine=True) == titles
    assert found(deeds, "amina", status="all", mine=True) == []


def test_a_page_is_public_when_the_lead_says_so(deeds: Deeds) -> None:
    action = deeds.action()
    with pytest.raises(NotFound):
        get_public_action(deeds.session, action.id)
    with pytest.raises(Forbidden):
        open_action(deeds.session, deeds["amina"], action, Opening())
    for _twice in range(2):
        open_action(deeds.session, deeds["chantal"], action, Opening())
    assert get_public_action(deeds.session, action.id) is action
    open_action(deeds.session, deeds["chantal"], action, Opening(value="0"))
    assert deeds.events(action) == ["action:planned", "action:published", "action:unpublished"]


def test_steps_and_progress_are_of_those_who_take_part(deeds: Deeds) -> None:
    eemsdelta = deeds.organisation("amina")
    action = deeds.action(partners=[eemsdelta])
    with pytest.raises(Invalid):
        deeds.step(action, organisation=eemsdelta)  # has not said yes
    with pytest.raises(Forbidden):
        deeds.step(action, "amina")
    deeds.answer(action, "amina")
    own, theirs = deeds.step(action), deeds.step(action, organisation=eemsdelta, due_on="1-12-2030")
    tick_step(deeds.session, deeds["bram"], action, own)
    assert own.done_at is not None
    with pytest.raises(Forbidden):
        remove_step(deeds.session, deeds["bram"], action, own)
    change_step(
        deeds.session,
        deeds["bram"],
        action,
        theirs,
        StepInput(title="Folder maken", organisation=eemsdelta),
    )
    assert (theirs.title, theirs.due_on) == ("Folder maken", None)
    remove_step(deeds.session, deeds["chantal"], action, theirs)
    note_progress(
        deeds.session,
        deeds["amina"],
        action,
        ProgressInput(text="De eerste rit is gereden.", people_reached=7),
    )
    assert action.people_reached == 7
    with pytest.raises(Forbidden):
        note_progress(
            deeds.session, deeds["farid"], action, ProgressInput(text="Gezien vanaf de weg.")
        )
    reopen_step(deeds.session, deeds["chantal"], action, own)
    assert own.done_at is None
