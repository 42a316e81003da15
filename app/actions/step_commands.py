"""The steps of an action and how it goes."""

from collections.abc import Collection
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AfterValidator, StringConstraints
from sqlmodel import Session

from app.actions import events, models, policy
from app.actions.models import Action
from app.audit import record
from app.core import clock, edits, errors as core_errors, inputs
from app.core.events import address
from app.core.fields import NOT_STORED, Stored, typed
from app.core.i18n import gettext as _, mark
from app.core.policy import asks
from app.identity.actor import Actor

StepTitle = Annotated[
    str,
    StringConstraints(min_length=3, max_length=160),
    AfterValidator(inputs.without_persons),
    inputs.Readable,
    inputs.OneLine,
]
Progress = Annotated[
    str, StringConstraints(min_length=3, max_length=1000), AfterValidator(inputs.without_persons)
]


class StepInput(inputs.Noted):
    """A step: what, who, before when."""

    when_missing: ClassVar[dict[str, str]] = {"title": mark("Say what has to be done.")}
    asks_names: ClassVar[dict[str, str]] = {"title": mark("what has to be done")}

    title: StepTitle
    # Who does it; the writer's own organisation when it is left empty.
    organisation: Annotated[UUID | None, Stored("organisation_id")] = None
    due_on: inputs.Day | None = None
    # Of the step as it is stored nothing says it.
    sure_no_names: Annotated[bool, NOT_STORED] = False


class ProgressInput(inputs.Noted):
    """How it goes, and how many people were reached in all, up to now."""

    when_missing: ClassVar[dict[str, str]] = {"text": mark("Say in one sentence how it goes.")}
    asks_names: ClassVar[dict[str, str]] = {"text": mark("how it goes")}

    text: Progress
    people_reached: inputs.Count | None = None


@asks(lambda actor, action: policy.ActionPolicy(actor, action).work)
def add_step(session: Session, actor: Actor, action: Action, given: StepInput) -> models.ActionStep:
    """Add a step for the lead or a partner that takes part."""
    may = policy.ActionPolicy(actor, action)
    organisation_id = given.organisation or may.working_for[0]
    _check_doer(organisation_id, may.joined)
    step = models.ActionStep(
        action_id=action.id,
        created_at=clock.now(),
        **typed(given) | {"organisation_id": organisation_id},
    )
    session.add(step)
    session.flush()
    record(session, actor, events.StepAdded(**address(action), step=step.id))
    return step


@asks(lambda actor, action, step: policy.StepPolicy(actor, action, step).change)
def change_step(
    session: Session, actor: Actor, action: Action, step: models.ActionStep, given: StepInput
) -> None:
    """Change what has to be done, by whom or before when."""
    organisation_id = given.organisation or step.organisation_id
    # Who does it already may do it still, also when it has left the action.
    doers = (*policy.ActionPolicy(actor, action).joined, step.organisation_id)
    _check_doer(organisation_id, doers)
    after = typed(given) | {"organisation_id": organisation_id}
    if any(not edits.is_same(getattr(step, name), value) for name, value in after.items()):
        for name, value in after.items():
            setattr(step, name, value)
        record(session, actor, events.StepChanged(**address(action), step=step.id))


@asks(lambda actor, action, step: policy.StepPolicy(actor, action, step).tick)
def tick_step(session: Session, actor: Actor, action: Action, step: models.ActionStep) -> None:
    """Tick a step off. Two who do it at once have done it once."""
    if step.done_at is None:
        step.done_at = clock.now()
        record(session, actor, events.StepDone(**address(action), step=step.id))


@asks(lambda actor, action, step: policy.StepPolicy(actor, action, step).tick)
def reopen_step(session: Session, actor: Actor, action: Action, step: models.ActionStep) -> None:
    """Take the tick of a step away, once."""
    if step.done_at is not None:
        step.done_at = None
        record(session, actor, events.StepReopened(**address(action), step=step.id))


@asks(lambda actor, action, step: policy.StepPolicy(actor, action, step).change)
def remove_step(session: Session, actor: Actor, action: Action, step: models.ActionStep) -> None:
    """Take a step out of the plan."""
    record(session, actor, events.StepRemoved(**address(action), step=step.id))
    session.delete(step)


@asks(lambda actor, action: policy.ActionPolicy(actor, action).work)
def note_progress(
    session: Session, actor: Actor, action: Action, given: ProgressInput
) -> models.ActionNote:
    """Tell how it goes. The number of people is the new total of the action."""
    may = policy.ActionPolicy(actor, action)
    note = models.ActionNote(
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


def _check_doer(organisation_id: UUID, doers: Collection[UUID]) -> None:
    if organisation_id not in doers:
        sentence = _("Choose the lead or a partner that said yes.")
        raise core_errors.Invalid({"organisation": sentence})
