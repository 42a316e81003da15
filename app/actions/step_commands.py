"""The steps of an action and how it goes."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AfterValidator, StringConstraints
from sqlmodel import Session

from app.actions import events
from app.actions.models import Action, ActionNote, ActionStep
from app.actions.moves import address
from app.actions.policy import ActionPolicy, StepPolicy
from app.audit import record
from app.core import clock
from app.core.errors import Invalid
from app.core.i18n import gettext as _, mark
from app.core.inputs import Count, Day, Input, without_persons
from app.core.personal_data import names_in
from app.core.policy import asks
from app.identity.actor import Actor

StepTitle = Annotated[
    str, StringConstraints(min_length=3, max_length=160), AfterValidator(without_persons)
]
Progress = Annotated[
    str, StringConstraints(min_length=3, max_length=1000), AfterValidator(without_persons)
]


class StepInput(Input):
    """A step: what, who, before when."""

    when_missing: ClassVar[dict[str, str]] = {"title": mark("Say what has to be done.")}

    title: StepTitle
    # Who does it; the writer's own organisation when it is left empty.
    organisation: UUID | None = None
    due_on: Day | None = None


class ProgressInput(Input):
    """How it goes, and how many people were reached in all, up to now."""

    when_missing: ClassVar[dict[str, str]] = {"text": mark("Say in one sentence how it goes.")}

    text: Progress
    people_reached: Count | None = None


@asks(lambda actor, action: ActionPolicy(actor, action).work)
def add_step(session: Session, actor: Actor, action: Action, given: StepInput) -> ActionStep:
    """Add a step for the lead or a partner that takes part."""
    may = ActionPolicy(actor, action)
    organisation_id = given.organisation or may.working_for[0]
    _check(may, given.title, organisation_id)
    step = ActionStep(
        action_id=action.id,
        organisation_id=organisation_id,
        title=given.title,
        due_on=given.due_on,
        created_at=clock.now(),
    )
    session.add(step)
    session.flush()
    record(session, actor, events.StepAdded(**address(action), step=step.id))
    return step


@asks(lambda actor, action, step: StepPolicy(actor, action, step).change)
def change_step(
    session: Session, actor: Actor, action: Action, step: ActionStep, given: StepInput
) -> None:
    """Change what has to be done, by whom or before when."""
    organisation_id = given.organisation or step.organisation_id
    _check(ActionPolicy(actor, action), given.title, organisation_id)
    after = (given.title, organisation_id, given.due_on)
    if after != (step.title, step.organisation_id, step.due_on):
        step.title, step.organisation_id, step.due_on = after
        record(session, actor, events.StepChanged(**address(action), step=step.id))


@asks(lambda actor, action, step: StepPolicy(actor, action, step).tick)
def tick_step(session: Session, actor: Actor, action: Action, step: ActionStep) -> None:
    """Tick a step off. Two who do it at once have done it once."""
    if step.done_at is None:
        step.done_at = clock.now()
        record(session, actor, events.StepDone(**address(action), step=step.id))


@asks(lambda actor, action, step: StepPolicy(actor, action, step).tick)
def reopen_step(session: Session, actor: Actor, action: Action, step: ActionStep) -> None:
    """Take the tick of a step away, once."""
    if step.done_at is not None:
        step.done_at = None
        record(session, actor, events.StepReopened(**address(action), step=step.id))


@asks(lambda actor, action, step: StepPolicy(actor, action, step).change)
def remove_step(session: Session, actor: Actor, action: Action, step: ActionStep) -> None:
    """Take a step out of the plan."""
    record(session, actor, events.StepRemoved(**address(action), step=step.id))
    session.delete(step)


@asks(lambda actor, action: ActionPolicy(actor, action).work)
def note_progress(
    session: Session, actor: Actor, action: Action, given: ProgressInput
) -> ActionNote:
    """Tell how it goes. The number of people is the new total of the action."""
    may = ActionPolicy(actor, action)
    if names_in(given.text):
        raise Invalid({"text": _("Your text seems to hold the name of a person. Take it out.")})
    note = ActionNote(
        action_id=action.id,
        organisation_id=may.working_for[0],
        text=given.text,
        people_reached=given.people_reached,
        created_at=clock.now(),
    )
    session.add(note)
    if given.people_reached is not None:
        action.people_reached = given.people_reached
    record(
        session, actor, events.ProgressNoted(**address(action), people_reached=given.people_reached)
    )
    return note


def _check(may: ActionPolicy, title: str, organisation_id: UUID) -> None:
    errors = {}
    if organisation_id not in may.joined:
        errors["organisation"] = _("Choose the lead or a partner that said yes.")
    if names_in(title):
        errors["title"] = _("Your text seems to hold the name of a person. Take it out.")
    if errors:
        raise Invalid(errors)
