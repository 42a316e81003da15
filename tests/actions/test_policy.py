"""Who may do what with an action, its invitations and its steps: the table is `permissions.txt`
beside this file. And every command asks its rule before it does anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from app.actions import commands, fields, match_commands, partner_commands, policy, step_commands
from app.actions.models import Action, ActionPartner, ActionStatus, ActionStep, PartnerStatus
from app.actions.policy import (
    SMALL_REACH,
    ActionPolicy,
    PartnerPolicy,
    StepPolicy,
    can_see,
    may_lead,
    shown_reach,
    visible_to,
)
from app.actions.queries import ActionFilters, ActionStatusFilter, find_actions, get_action
from app.core import clock
from app.core.db import new_id
from app.core.errors import AppError, Conflict, Forbidden, NotFound
from app.core.policy import Verdict
from app.identity.actor import SYSTEM, Actor
from app.identity.models import Role
from app.matches.commands import Completion
from app.matches.models import GRACE, Channel, MatchOutcome
from app.reference.models import OrganisationKind
from tests.actions.deeds import PLAN, Deeds
from tests.permissions import (
    YES,
    Answer,
    States,
    Untouched,
    answer_of,
    commands_of,
    read_permissions,
    rules_of,
    seat_in,
    somebody,
)
from tests.refusals import in_english, sentences_of

LEAD, PARTNER, THIRD, OTHER, REGION = (uuid4() for _number in range(5))
SAFETY_REGION = OrganisationKind.SAFETY_REGION
C, M, R, A = Role.COORDINATOR, Role.MEMBER, Role.READER, Role.ADMINISTRATOR
PEOPLE: dict[str, Actor] = {
    "lead_c": somebody(seat_in(LEAD, C)),
    "lead_m": somebody(seat_in(LEAD, M)),
    "lead_r": somebody(seat_in(LEAD, R)),
    "part_c": somebody(seat_in(PARTNER, C)),
    "part_m": somebody(seat_in(PARTNER, M)),
    "part_r": somebody(seat_in(PARTNER, R)),
    "both": somebody(seat_in(LEAD, C), seat_in(PARTNER, C)),
    "other": somebody(seat_in(OTHER, C)),
    "team": somebody(seat_in(REGION, C, SAFETY_REGION)),
    "admin": somebody(seat_in(REGION, A, SAFETY_REGION)),
    "watch": somebody(seat_in(REGION, R, SAFETY_REGION)),
    "away": somebody(seat_in(OTHER, C, SAFETY_REGION, "VR03")),
    "nobody": SYSTEM,
}
# What the asked organisation said, whether somebody else wrote that down, and whether just now.
PARTNERS: dict[str, tuple[PartnerStatus, Channel | None, bool] | None] = {
    "none": None,
    "invited": (PartnerStatus.INVITED, None, False),
    "joined": (PartnerStatus.JOINED, None, False),
    "just": (PartnerStatus.JOINED, None, True),
    "noted": (PartnerStatus.JOINED, Channel.PHONE, False),
    "declined": (PartnerStatus.DECLINED, None, False),
    "just_no": (PartnerStatus.DECLINED, None, True),
    "noted_no": (PartnerStatus.DECLINED, Channel.PHONE, False),
    "left": (PartnerStatus.LEFT, Channel.PHONE, False),
}
DOERS = {"lead": LEAD, "part": PARTNER, "third": THIRD}
DOMAINS: dict[str, list[str]] = {
    "action": [status.value for status in ActionStatus],
    "partner": list(PARTNERS),
    "step": list(DOERS),
}
TABLE = read_permissions(__file__, DOMAINS)


@dataclass
class Case:
    """An action with a partner that joined long ago, the one of the table, and a step."""

    action: Action
    partner: ActionPartner
    step: ActionStep

    def rows(self) -> list[dict[str, Any]]:
        return [row.model_dump() for row in (self.action, self.partner, self.step)]


def case_of(states: States) -> Case:
    status, said, doer = states
    action = Action(id=new_id(), organisation_id=LEAD, region_code="VR01", title="Samen eten")
    action.status = ActionStatus.PLANNED if status == "-" else ActionStatus(status)
    partner = ActionPartner(action_id=action.id, organisation_id=PARTNER)
    third = ActionPartner(action_id=action.id, organisation_id=THIRD, status=PartnerStatus.JOINED)
    answer = PARTNERS.get(said)
    if answer is not None:
        partner.status, partner.answer_channel, is_now = answer
        partner.undo_until = clock.now() + GRACE if is_now else None
    action.partners = [third] if answer is None else [third, partner]
    owner = DOERS.get(doer, LEAD)
    step = ActionStep(id=new_id(), action_id=action.id, organisation_id=owner, title="Bus regelen")
    return Case(action, partner, step)


def verdict(rule: str, actor: Actor, case: Case) -> Verdict:
    owner, _, name = rule.partition(".")
    policies: dict[str, Callable[[], object]] = {
        "ActionPolicy": lambda: ActionPolicy(actor, case.action),
        "PartnerPolicy": lambda: PartnerPolicy(actor, case.action, case.partner),
        "StepPolicy": lambda: StepPolicy(actor, case.action, case.step),
        "may_lead": lambda: may_lead(actor),
    }
    found = policies[owner]()
    answer = getattr(found, name) if name else found
    assert isinstance(answer, Verdict)
    return answer


@pytest.mark.parametrize("rule", TABLE.cells)
def test_each_person_hears_in_each_state_what_the_table_says(rule: str) -> None:
    assert PEOPLE.keys() == set(TABLE.people)
    wrong: dict[tuple[States, str], tuple[Answer, Answer]] = {}
    with in_english():
        for states, answers in TABLE.cells[rule].items():
            case = case_of(states)
            for person, expected in answers.items():
                actual = answer_of(verdict(rule, PEOPLE[person], case))
                if actual != expected:
                    wrong[states, person] = (actual, expected)
    assert wrong == {}


def _all_states(rule: str) -> set[States]:
    if rule == "may_lead":
        return {("-", "-", "-")}
    partner = [said for said in PARTNERS if said != "none" or "Partner" not in rule]
    doers = list(DOERS) if rule.startswith("StepPolicy") else ["-"]
    return set(product(DOMAINS["action"], partner, doers))


def test_the_table_knows_every_rule_every_state_and_every_reason() -> None:
    assert TABLE.cells.keys() == rules_of(policy)
    for rule, cells in TABLE.cells.items():
        assert cells.keys() == _all_states(rule), rule
    said = {
        answer for cells in TABLE.cells.values() for a in cells.values() for answer in a.values()
    }
    assert said == set(TABLE.reasons.values()), "each reason is heard by somebody"
    assert {sentence for _status, sentence in said} - {""} == set(
        sentences_of("actions", of_policy=True)
    )


def completion() -> Completion:
    return Completion(outcome=MatchOutcome.SUCCEEDED)


Command = Callable[[Any, Actor, Case], object]
CHANGE = fields.ActionChange.model_validate(PLAN)
CLOSING = commands.ActionClosing.model_validate({"outcome": "failed", "lessons": "Begin eerder."})
STOPPING = commands.ActionStopping.model_validate({"reason": "other"})
STEP = step_commands.StepInput.model_validate({"title": "Folder maken"})
YES_THEN = partner_commands.PartnerAnswer.model_validate({"answer": "yes"})
NOTED = partner_commands.PartnerAnswer.model_validate(
    {"answer": "no", "on_behalf": "1", "channel": "phone", "reply": "Belde net."}
)
COMMANDS: list[tuple[str, str, Command]] = [
    (
        "plan_action",
        "may_lead",
        lambda s, a, c: commands.plan_action(s, a, fields.NewAction.model_validate(PLAN)),
    ),
    (
        "edit_action",
        "ActionPolicy.edit",
        lambda s, a, c: commands.edit_action(s, a, c.action, CHANGE),
    ),
    ("start_action", "ActionPolicy.start", lambda s, a, c: commands.start_action(s, a, c.action)),
    (
        "finish_action",
        "ActionPolicy.finish",
        lambda s, a, c: commands.finish_action(s, a, c.action, CLOSING),
    ),
    (
        "stop_action",
        "ActionPolicy.stop",
        lambda s, a, c: commands.stop_action(s, a, c.action, STOPPING),
    ),
    (
        "open_action",
        "ActionPolicy.open_up",
        lambda s, a, c: commands.open_action(s, a, c.action, commands.Opening()),
    ),
    ("add_step", "ActionPolicy.work", lambda s, a, c: step_commands.add_step(s, a, c.action, STEP)),
    (
        "change_step",
        "StepPolicy.change",
        lambda s, a, c: step_commands.change_step(s, a, c.action, c.step, STEP),
    ),
    (
        "tick_step",
        "StepPolicy.tick",
        lambda s, a, c: step_commands.tick_step(s, a, c.action, c.step),
    ),
    (
        "reopen_step",
        "StepPolicy.tick",
        lambda s, a, c: step_commands.reopen_step(s, a, c.action, c.step),
    ),
    (
        "remove_step",
        "StepPolicy.change",
        lambda s, a, c: step_commands.remove_step(s, a, c.action, c.step),
    ),
    (
        "note_progress",
        "ActionPolicy.work",
        lambda s, a, c: step_commands.note_progress(
            s, a, c.action, step_commands.ProgressInput(text="Het gaat goed.", people_reached=9)
        ),
    ),
    (
        "invite_partners",
        "ActionPolicy.invite",
        lambda s, a, c: partner_commands.invite_partners(
            s, a, c.action, partner_commands.Invitation(partners=[OTHER], asked_for="Denk mee.")
        ),
    ),
    (
        "answer_invitation",
        "PartnerPolicy.answer_either",
        lambda s, a, c: partner_commands.answer_invitation(s, a, c.action, c.partner, YES_THEN),
    ),
    (
        "undo_partner_answer",
        "PartnerPolicy.undo",
        lambda s, a, c: partner_commands.undo_partner_answer(s, a, c.action, c.partner),
    ),
    (
        "leave_action",
        "PartnerPolicy.leave",
        lambda s, a, c: partner_commands.leave_action(s, a, c.action, c.partner),
    ),
    (
        "take_back_invitation",
        "PartnerPolicy.take_back",
        lambda s, a, c: partner_commands.take_back_invitation(s, a, c.action, c.partner),
    ),
    (
        "serve_matches",
        "ActionPolicy.edit",
        lambda s, a, c: match_commands.serve_matches(
            s, a, c.action, match_commands.Serving(match=[THIRD])
        ),
    ),
    (
        "release_match",
        "ActionPolicy.edit",
        lambda s, a, c: match_commands.release_match(s, a, c.action, THIRD),
    ),
    (
        "complete_served",
        "ActionPolicy.complete_matches",
        lambda s, a, c: match_commands.complete_served(s, a, c.action, [THIRD]),
    ),
    (
        "complete_one",
        "ActionPolicy.complete_matches",
        lambda s, a, c: match_commands.complete_one(s, a, c.action, THIRD, completion()),
    ),
    (
        "complete_own",
        "ActionPolicy.complete_matches",
        lambda s, a, c: match_commands.complete_own(s, a, c.action),
    ),
]


@pytest.mark.parametrize(
    ("name", "rule", "command"), COMMANDS, ids=lambda part: part if isinstance(part, str) else ""
)
def test_a_command_asks_its_rule_first_and_then_changes_nothing(
    name: str, rule: str, command: Command
) -> None:
    with in_english():
        for states in TABLE.cells[rule]:
            case = case_of(states)
            before = case.rows()
            for person, answer in TABLE.refusals(rule, states):
                with pytest.raises(AppError) as caught:
                    command(Untouched(), PEOPLE[person], case)
                assert (caught.value.status, caught.value.message) == answer, (states, person)
            assert case.rows() == before, states


def test_every_command_is_asked_here() -> None:
    # Begins what `start_action` and `serve_matches` have asked the right for.
    within = {"start_served"}
    known = commands_of(commands, step_commands, partner_commands, match_commands)
    assert {name for name, _rule, _command in COMMANDS} == known - within
    asked = {rule for _name, rule, _command in COMMANDS}
    # A page asks the first one, and the form says which of the others it is.
    others = {"ActionPolicy.details", "PartnerPolicy.answer", "PartnerPolicy.answer_for"}
    assert rules_of(policy) - asked == others


def test_who_may_not_write_an_answer_down_changes_nothing_by_trying() -> None:
    rule = "PartnerPolicy.answer_for"
    for states in TABLE.cells[rule]:
        case = case_of(states)
        before = case.rows()
        for person, _answer in TABLE.refusals(rule, states):
            with pytest.raises(AppError) as caught:
                partner_commands.answer_invitation(
                    Untouched(),  # type: ignore[arg-type]
                    PEOPLE[person],
                    case.action,
                    case.partner,
                    NOTED,
                )
            assert isinstance(caught.value, (Forbidden, Conflict)), (states, person)
        assert case.rows() == before, states


def test_who_takes_part_and_for_whom_somebody_works() -> None:
    for said in PARTNERS:
        case = case_of(("running", said, "-"))
        takes_part = {who for who, a in PEOPLE.items() if ActionPolicy(a, case.action).takes_part}
        workers = {w: ActionPolicy(a, case.action).working_for for w, a in PEOPLE.items()}
        has_joined = said in ("joined", "just", "noted")
        lead, part = {"lead_c", "lead_m", "lead_r", "both"}, {"part_c", "part_m", "part_r"}
        assert takes_part == (lead | part if has_joined else lead)
        assert workers["lead_c"] == workers["lead_m"] == (LEAD,)
        assert workers["part_c"] == workers["part_m"] == ((PARTNER,) if has_joined else ())
        assert workers["both"] == ((LEAD, PARTNER) if has_joined else (LEAD,))
        assert not any(workers[who] for who in PEOPLE.keys() - lead - part)
        assert workers["lead_r"] == workers["part_r"] == ()


@pytest.mark.parametrize("people", [None, 0, SMALL_REACH - 1, SMALL_REACH, 900])
def test_very_few_people_are_a_number_for_those_who_take_part_only(people: int | None) -> None:
    for said in PARTNERS:
        action = case_of(("done", said, "-")).action
        for who, actor in PEOPLE.items():
            shown = shown_reach(actor, action, people)
            if people is None or people >= SMALL_REACH or ActionPolicy(actor, action).takes_part:
                assert shown == people, (who, said)
            else:
                assert shown is None, (who, said)


CAST = ("amina", "bram", "chantal", "daan", "eva", "farid", "greet", "hugo")


def test_who_sees_an_action_is_the_same_in_sql_in_python_and_in_the_product(
    deeds: Deeds, session: Session
) -> None:
    plans = {
        "VR01": [deeds.action(), deeds.start(deeds.action()), deeds.stop(deeds.action())],
        "VR03": [deeds.action("hugo", municipalities=["GM0106"])],
    }
    deeds.finish(plans["VR01"][1])
    plans["VR01"].append(deeds.start(deeds.action()))
    assert {action.status for action in plans["VR01"]} == set(ActionStatus)
    for who in CAST:
        actor = deeds[who]
        seen = set(session.exec(select(Action.id).where(visible_to(actor))))
        listed = find_actions(session, actor, ActionFilters(status=ActionStatusFilter.ALL), size=50)
        for region, actions in plans.items():
            for action in actions:
                expected = (who == "hugo") == (region == "VR03")
                assert can_see(actor, action) is expected, (who, region)
                assert (action.id in seen) is expected, (who, region)
                assert (action.id in [row.id for row in listed.rows]) is expected, (who, region)
                assert _fetched(session, actor, action) is expected, (who, region)
    assert set(session.exec(select(Action.id).where(visible_to(SYSTEM)))) == set()


def _fetched(session: Session, actor: Actor, action: Action) -> bool:
    try:
        return get_action(session, actor, action.id).id == action.id
    except NotFound:
        return False


def test_the_table_has_a_yes_for_every_rule() -> None:
    for rule, cells in TABLE.cells.items():
        assert any(YES in answers.values() for answers in cells.values()), rule
