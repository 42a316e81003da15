"""Every sentence with which actions refuse something is said, in its place, and nothing changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.actions.commands import edit_action
from app.actions.fields import ActionChange
from app.actions.match_commands import Serving, complete_one, release_match, serve_matches
from app.actions.models import (
    Action,
    ActionMatch,
    ActionNote,
    ActionPartner,
    ActionStep,
    ActionText,
)
from app.actions.partner_commands import Invitation, invite_partners
from app.actions.queries import get_action, get_partner, get_public_action, get_step
from app.actions.step_commands import ProgressInput, StepInput, change_step, note_progress
from app.core.errors import AppError, Conflict, Invalid, NotFound
from app.core.inputs import Input
from app.matches.commands import Completion
from app.matches.models import Match, MatchOutcome
from tests.actions.deeds import PLAN, Deeds
from tests.refusals import Refusal, inputs_of, sentences_of, what_is_missing

TABLES = (Action, ActionPartner, ActionStep, ActionNote, ActionMatch, ActionText, Match)
NAMED = "Mevrouw Jansen haalt ze op."
NAME = "Your text seems to hold the name of a person:"


def name_asked(field: str) -> str:
    """What is asked of a name in the text that is called so."""
    return f"{NAME} “Mevrouw Jansen” ({field}). Take it out, or tick this box."


PLACE_ASKED = (
    "Your text seems to hold an address: “Wilhelminaplein 3” (explanation). "
    "Take it out, or tick this box."
)
SERVED = (
    "One of these matches cannot be chosen any more: it has ended, or another action serves it."
)
NOBODYS = uuid4()


class Stage:
    """Actions of chantal's, each made when somebody asks for it."""

    def __init__(self, deeds: Deeds) -> None:
        self.deeds = deeds

    @cached_property
    def planned(self) -> Action:
        """For which amina's municipality is asked."""
        return self.deeds.action(partners=[self.deeds.organisation("amina")])

    @cached_property
    def running(self) -> Action:
        return self.deeds.start(self.deeds.action())

    @cached_property
    def done(self) -> Action:
        return self.deeds.finish(self.deeds.start(self.deeds.action()))


@dataclass(frozen=True)
class On:
    """What somebody tries on an action in this state."""

    state: str
    attempt: Callable[[Deeds, Action], object]

    def __call__(self, stage: Stage) -> object:
        return self.attempt(stage.deeds, getattr(stage, self.state))


planned, running, done = partial(On, "planned"), partial(On, "running"), partial(On, "done")


def edit(deeds: Deeds, action: Action, **changes: Any) -> None:
    change = ActionChange.model_validate(PLAN | changes)
    edit_action(deeds.session, deeds["chantal"], action, change)


def change(deeds: Deeds, action: Action, **given: Any) -> None:
    step = ActionStep(
        id=NOBODYS, action_id=action.id, organisation_id=action.organisation_id, title="Iets"
    )
    plan = StepInput.model_validate({"title": "Iets anders"} | given)
    change_step(deeds.session, deeds["chantal"], action, step, plan)


def note(deeds: Deeds, action: Action) -> None:
    given = ProgressInput(text=NAMED, people_reached=9)
    note_progress(deeds.session, deeds["chantal"], action, given)


def serve(deeds: Deeds, action: Action, matches: list[UUID]) -> None:
    serve_matches(deeds.session, deeds["chantal"], action, Serving(match=matches))


def complete(deeds: Deeds, action: Action) -> None:
    given = Completion(outcome=MatchOutcome.PARTLY)
    complete_one(deeds.session, deeds["chantal"], action, NOBODYS, given)


def invite(deeds: Deeds, action: Action, *organisations: UUID) -> None:
    invite_partners(
        deeds.session, deeds["chantal"], action, Invitation(partners=list(organisations))
    )


def wrong(sentence: str, field: str, attempt: On) -> Refusal[Stage]:
    return Refusal(sentence, Invalid, attempt, field)


def unsure(called: str, attempt: On) -> Refusal[Stage]:
    """Somebody types a name in the text that is called so."""
    return wrong(name_asked(called), "sure_no_names", attempt)


def not_there(sentence: str, attempt: On, kind: type[AppError] = NotFound) -> Refusal[Stage]:
    return Refusal(sentence, kind, attempt)


GONE = "This action does not exist, or it is not meant for your organisation."
REFUSALS: list[Refusal[Stage]] = [
    wrong(
        "This action was changed while you were typing. Your text is still here. "
        "Compare it with the action as it is now, then save again.",
        "version",
        planned(lambda d, a: edit(d, a, title="Iets heel anders", version=a.version + 1)),
    ),
    wrong(
        "You can start an action for your own organisation only.",
        "organisation",
        planned(lambda d, a: d.action(organisation=d.organisation("amina"))),
    ),
    wrong(
        "Choose municipalities in your own region.",
        "municipalities",
        planned(lambda d, a: edit(d, a, municipalities=["GM1979", "GM0106"])),
    ),
    wrong(
        "Choose target groups from the list.",
        "target_groups",
        planned(lambda d, a: edit(d, a, target_groups=["older_people", "nobody"])),
    ),
    wrong(
        "The end date is before the start date.",
        "ends_on",
        planned(lambda d, a: edit(d, a, starts_on="2-3-2030", ends_on="1-3-2030")),
    ),
    unsure("explanation", planned(lambda d, a: edit(d, a, description=NAMED))),
    wrong(
        PLACE_ASKED,
        "sure_no_names",
        planned(lambda d, a: edit(d, a, description="Inloop op het Wilhelminaplein 3")),
    ),
    wrong(
        name_asked("what was learned"),
        "sure_no_names",
        running(lambda d, a: d.finish(a, lessons=NAMED)),
    ),
    wrong(
        name_asked("what happened"),
        "sure_no_names",
        running(lambda d, a: d.finish(a, outcome_note=NAMED)),
    ),
    wrong(
        name_asked("what was learned"),
        "sure_no_names",
        running(lambda d, a: d.stop(a, lessons=NAMED)),
    ),
    wrong(
        name_asked("explanation"),
        "sure_no_names",
        planned(lambda d, a: d.stop(a, outcome_note=NAMED)),
    ),
    unsure("how it goes", running(note)),
    wrong(
        name_asked("what has to be done"),
        "sure_no_names",
        planned(lambda d, a: d.step(a, title=NAMED)),
    ),
    wrong(
        name_asked("what has to be done"),
        "sure_no_names",
        planned(lambda d, a: change(d, a, title=NAMED)),
    ),
    wrong(
        "Choose the lead or a partner that said yes.",
        "organisation",
        planned(lambda d, a: d.step(a, organisation=d.organisation("amina"))),
    ),
    wrong(
        "Choose the lead or a partner that said yes.",
        "organisation",
        planned(lambda d, a: change(d, a, organisation=d.organisation("farid"))),
    ),
    wrong(SERVED, "match", planned(lambda d, a: serve(d, a, [NOBODYS]))),
    wrong(
        "Choose organisations from the list.",
        "partners",
        planned(lambda d, a: invite(d, a, d.organisation("farid"), d.organisation("hugo"))),
    ),
    wrong(
        "Choose how the answer came.",
        "channel",
        planned(lambda d, a: d.answer(a, "chantal", of="amina", on_behalf="1", reply="Belde.")),
    ),
    not_there(
        "This action does not serve that match any more.",
        running(lambda d, a: release_match(d.session, d["chantal"], a, NOBODYS)),
        Conflict,
    ),
    not_there(
        "This match has ended meanwhile, or this action does not serve it.",
        done(complete),
        Conflict,
    ),
    not_there(GONE, planned(lambda d, a: get_action(d.session, d["chantal"], NOBODYS))),
    not_there(GONE, running(lambda d, a: get_action(d.session, d["hugo"], a.id))),
    not_there(GONE, running(lambda d, a: get_public_action(d.session, a.id))),
    not_there(
        "This organisation is not asked for this action.",
        planned(lambda d, a: get_partner(a, d.organisation("farid"))),
    ),
    not_there(
        "This step is not there any more.", planned(lambda d, a: get_step(d.session, a, NOBODYS))
    ),
]


@pytest.mark.parametrize("refusal", REFUSALS, ids=str)
def test_a_refusal_says_its_sentence_and_changes_nothing(
    refusal: Refusal[Stage], deeds: Deeds
) -> None:
    assert isinstance(refusal.attempt, On)
    stage = Stage(deeds)
    getattr(stage, refusal.attempt.state)  # is there before anybody tries anything
    refusal.is_heard(stage.deeds.session, TABLES, stage)


def test_every_sentence_is_heard_here() -> None:
    heard, said = Counter(refusal.sentence for refusal in REFUSALS), sentences_of("actions")
    everybodys = {sentence for sentence in heard if sentence.startswith(NAME)} | {PLACE_ASKED}
    assert heard.keys() - everybodys == said.keys()
    assert heard >= said, "as often as it stands in the code"


@pytest.mark.parametrize("model", inputs_of("actions"))
def test_a_form_says_of_each_field_that_it_cannot_do_without_it(model: type[Input]) -> None:
    required = {name for name, known in model.model_fields.items() if known.is_required()}
    assert model.when_missing.keys() == required
    assert what_is_missing(model) == model.when_missing
