"""Whatever happens to an action is written down once, with who did it and its facts; and what
changes nothing is not.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any
from uuid import UUID

from app.actions import events
from app.actions.commands import Opening, edit_action, open_action
from app.actions.fields import ActionChange
from app.actions.labels import words_for
from app.actions.match_commands import Serving, release_match, serve_matches
from app.actions.models import Action, ActionNote, ActionPartner, ActionStep
from app.actions.partner_commands import (
    Invitation,
    invite_partners,
    leave_action,
    take_back_invitation,
    undo_partner_answer,
)
from app.actions.queries import get_partner
from app.actions.step_commands import (
    ProgressInput,
    StepInput,
    change_step,
    note_progress,
    remove_step,
    reopen_step,
    tick_step,
)
from app.core.events import Event
from tests.actions.deeds import PLAN, Deeds
from tests.refusals import everything, in_english, trail

# Who, what is written down, and its facts.
Line = tuple[str, str, dict[str, Any]]


class Walk:
    """Deeds on one action, and the lines that each should leave."""

    def __init__(self, deeds: Deeds) -> None:
        self.deeds, self.session = deeds, deeds.session
        self.expected: list[Line] = []

    def __call__(self, who: str, act: Callable[[], object], *lines: tuple[str, Any]) -> None:
        act()
        self.session.flush()
        self.expected += [(who, name, facts) for name, facts in lines]


def change(deeds: Deeds, action: Action, **changes: Any) -> None:
    given = ActionChange.model_validate(PLAN | changes)
    edit_action(deeds.session, deeds["chantal"], action, given)


def test_everything_that_happens_is_written_down_with_its_facts(deeds: Deeds) -> None:
    session, chantal, amina = deeds.session, deeds["chantal"], deeds["amina"]
    town, other = deeds.organisation("amina"), deeds.organisation("farid")
    first, second = deeds.accepted(2)
    walk = Walk(deeds)
    action = deeds.action(partners=[town], match=[first.id])
    walk.expected += [
        ("chantal", "planned", {}),
        ("chantal", "match_served", {"match": str(first.id)}),
        ("chantal", "partner_invited", {"partner": str(town)}),
    ]

    def partner(organisation: UUID = town) -> ActionPartner:
        return get_partner(action, organisation)

    def ask(organisation: UUID) -> Callable[[], object]:
        return lambda: invite_partners(
            session, chantal, action, Invitation(partners=[organisation])
        )

    of_town = {"partner": str(town)}
    other_plan = {"title": "Iets anders doen", "themes": ["mental_health"]}
    walk(
        "chantal",
        lambda: change(deeds, action, **other_plan),
        ("edited", {"changed": ["title", "themes"]}),
    )
    walk(
        "chantal",
        lambda: open_action(session, chantal, action, Opening(value="1")),
        ("published", {}),
    )
    walk(
        "chantal",
        lambda: open_action(session, chantal, action, Opening(value="0")),
        ("unpublished", {}),
    )
    walk(
        "chantal",
        lambda: deeds.answer(action, "chantal", of="amina", on_behalf="1", channel="phone"),
        ("partner_joined", of_town | {"on_behalf": "phone"}),
    )
    walk(
        "amina",
        lambda: undo_partner_answer(session, amina, action, partner()),
        ("partner_invited", of_town),
    )
    walk(
        "daan",
        lambda: deeds.answer(
            action, "daan", of="amina", answer="no", on_behalf="1", channel="email"
        ),
        ("partner_declined", of_town | {"on_behalf": "email"}),
    )
    walk("chantal", ask(town), ("partner_invited", of_town))
    walk(
        "chantal",
        lambda: take_back_invitation(session, chantal, action, partner()),
        ("partner_left", of_town),
    )
    walk("chantal", ask(town), ("partner_invited", of_town))
    walk("amina", lambda: deeds.answer(action, "amina"), ("partner_joined", of_town))
    walk(
        "amina",
        lambda: undo_partner_answer(session, amina, action, partner()),
        ("partner_took_back", of_town),
    )
    walk("amina", lambda: deeds.answer(action, "amina"), ("partner_joined", of_town))
    walk("chantal", ask(other), ("partner_invited", {"partner": str(other)}))
    walk(
        "farid",
        lambda: deeds.answer(action, "farid", answer="no"),
        ("partner_declined", {"partner": str(other)}),
    )

    step = deeds.step(action, "amina")
    of_step = {"step": str(step.id)}
    walk.expected.append(("amina", "step_added", of_step))
    plan = StepInput(title="Folder maken", organisation=town)
    walk(
        "amina", lambda: change_step(session, amina, action, step, plan), ("step_changed", of_step)
    )
    walk("chantal", lambda: tick_step(session, chantal, action, step), ("step_done", of_step))
    walk("amina", lambda: reopen_step(session, amina, action, step), ("step_reopened", of_step))
    walk("chantal", lambda: remove_step(session, chantal, action, step), ("step_removed", of_step))
    for people in (9, None):
        note = ProgressInput(text="De eerste rit is gereden.", people_reached=people)
        walk(
            "amina",
            lambda note=note: note_progress(session, amina, action, note),  # type: ignore[misc]
            ("progress_noted", {} if people is None else {"people_reached": people}),
        )
    walk("chantal", lambda: deeds.start(action), ("started", {}))
    walk(
        "chantal",
        lambda: serve_matches(session, chantal, action, Serving(match=[second.id])),
        ("match_served", {"match": str(second.id)}),
    )
    walk(
        "chantal",
        lambda: release_match(session, chantal, action, second.id),
        ("match_released", {"match": str(second.id)}),
    )
    walk(
        "amina", lambda: leave_action(session, amina, action, partner()), ("partner_left", of_town)
    )
    walk(
        "chantal",
        lambda: deeds.finish(action, outcome="partly"),
        ("done", {"outcome": "partly", "people_reached": 9}),
    )
    stopped = deeds.action()
    deeds.stop(stopped)

    lines = [line for line in trail(session, "action:") if line.object_id == action.id]
    assert [(line.person_id, line.event, line.facts) for line in lines] == [
        (deeds[who].person_id, f"action:{name}", facts) for who, name, facts in walk.expected
    ]
    ends = [line for line in trail(session, "action:") if line.object_id == stopped.id]
    assert [(line.event, line.facts) for line in ends] == [
        ("action:planned", {}),
        ("action:stopped", {"reason": "no_partners"}),
    ]
    lead = deeds.organisation("chantal")
    assert {(line.organisation_id, line.region_code) for line in lines} == {(lead, "VR01")}
    assert {line.event for line in [*lines, *ends]} == {
        kind.name
        for _name, kind in inspect.getmembers(events, inspect.isclass)
        if issubclass(kind, Event) and kind is not Event
    }
    _are_told(action, [*lines, *ends])


def _are_told(action: Action, lines: list[Any]) -> None:
    """Everybody in the region reads some of it, whoever takes part reads more, the lead reads
    all.
    """
    every = {line.event for line in lines}
    partners = {name for name in every if name.startswith("action:partner")}
    matches = {"action:match_served", "action:match_released"}
    with in_english():
        for details, is_own, hidden in (
            (False, False, partners | matches),
            (True, False, matches),
            (True, True, set()),
        ):
            words = words_for(action, details=details, is_own=is_own)
            # Who looks after it is chosen within the lead: tests/members/test_charge.py.
            assert words.keys() - {"charge:given"} == every - hidden
            assert ("charge:given" in words) is is_own
            assert all(words[line.event](line.facts) for line in lines if line.event in words)
        said = [words_for(action, details=True, is_own=True)[x.event](x.facts) for x in lines]
    assert "Gemeente Eemsdelta takes part (written down: by telephone)" in said
    assert "Changed: title and themes" in said


def test_what_changes_nothing_is_not_written_down(deeds: Deeds) -> None:
    session, chantal = deeds.session, deeds["chantal"]
    town = deeds.organisation("amina")
    action = deeds.action(partners=[town])
    step = deeds.step(action, due_on="1-12-2030")
    tables = (Action, ActionPartner, ActionStep, ActionNote)
    session.flush()
    before = everything(session, tables)
    for act in (
        lambda: change(deeds, action, version=99),  # no change, no quarrel
        lambda: open_action(session, chantal, action, Opening(value="0")),
        lambda: reopen_step(session, chantal, action, step),
        lambda: change_step(
            session, chantal, action, step, StepInput(title=step.title, due_on=step.due_on)
        ),
        lambda: invite_partners(
            session, chantal, action, Invitation(partners=[town], asked_for="Nog eens.")
        ),
        lambda: invite_partners(
            session, chantal, action, Invitation(partners=[deeds.organisation("chantal")])
        ),
    ):
        act()
        session.flush()
        assert everything(session, tables) == before
