"""What is done with the steps of an action, and telling how it goes."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from app.actions import deps, step_commands
from app.core.i18n import mark
from app.web import Form, notice, submitted

router = APIRouter(prefix="/acties/{action_id}")

ADDED = notice("action_step_added", mark("The step is added."))
CHANGED = notice("action_step_changed", mark("The step is changed."))
TICKED = notice("action_step_ticked", mark("The step is ticked off."))
REOPENED = notice("action_step_reopened", mark("The step is open again."))
REMOVED = notice("action_step_removed", mark("The step is removed."))
NOTED = notice("action_noted", mark("Thank you. Those who take part read how it goes."))

StepForm = Annotated[Form[step_commands.StepInput], Depends(submitted(step_commands.StepInput))]
ProgressForm = Annotated[
    Form[step_commands.ProgressInput], Depends(submitted(step_commands.ProgressInput))
]


@router.post("/stappen", name="actions:add_step")
def add_step(page: deps.PageDep, form: StepForm) -> Response:
    return page.do(step_commands.add_step, form=form, name="stepping", said=ADDED, focus="steps")


@router.post("/stappen/{step_id}", name="actions:change_step")
def change_step(page: deps.PageDep, step: deps.StepDep, step_id: UUID, form: StepForm) -> Response:
    return page.do(
        step_commands.change_step,
        step,
        form=form,
        name="changing",
        of=step_id,
        said=CHANGED,
        focus="steps",
    )


@router.post("/stappen/{step_id}/klaar", name="actions:tick_step")
def tick_step(page: deps.PageDep, step: deps.StepDep) -> Response:
    return page.do(step_commands.tick_step, step, said=TICKED, focus="steps")


@router.post("/stappen/{step_id}/open", name="actions:reopen_step")
def reopen_step(page: deps.PageDep, step: deps.StepDep) -> Response:
    return page.do(step_commands.reopen_step, step, said=REOPENED, focus="steps")


@router.post("/stappen/{step_id}/weg", name="actions:remove_step")
def remove_step(page: deps.PageDep, step: deps.StepDep) -> Response:
    return page.do(step_commands.remove_step, step, said=REMOVED, focus="steps")


@router.post("/voortgang", name="actions:note")
def note(page: deps.PageDep, form: ProgressForm) -> Response:
    return page.do(
        step_commands.note_progress, form=form, name="noting", said=NOTED, focus="progress"
    )
