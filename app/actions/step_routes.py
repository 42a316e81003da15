"""What is done with the steps of an action, and telling how it goes."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.responses import Response

from app.actions import step_commands
from app.actions.deps import PageDep, StepDep
from app.actions.step_commands import ProgressInput, StepInput
from app.core.i18n import mark
from app.web.forms import Form, submitted
from app.web.view import notice

router = APIRouter(prefix="/acties/{action_id}")

STEPS = notice("action_steps", mark("The steps are changed."))
NOTED = notice("action_noted", mark("Thank you. Those who take part read how it goes."))

StepForm = Annotated[Form[StepInput], Depends(submitted(StepInput))]
ProgressForm = Annotated[Form[ProgressInput], Depends(submitted(ProgressInput))]


@router.post("/stappen", name="actions:add_step")
def add_step(page: PageDep, form: StepForm) -> Response:
    return page.do(step_commands.add_step, form=form, name="stepping", said=STEPS, focus="steps")


@router.post("/stappen/{step_id}", name="actions:change_step")
def change_step(page: PageDep, step: StepDep, step_id: UUID, form: StepForm) -> Response:
    return page.do(
        step_commands.change_step,
        step,
        form=form,
        name="changing",
        of=step_id,
        said=STEPS,
        focus="steps",
    )


@router.post("/stappen/{step_id}/klaar", name="actions:tick_step")
def tick_step(page: PageDep, step: StepDep) -> Response:
    return page.do(step_commands.tick_step, step, said=STEPS, focus="steps")


@router.post("/stappen/{step_id}/open", name="actions:reopen_step")
def reopen_step(page: PageDep, step: StepDep) -> Response:
    return page.do(step_commands.reopen_step, step, said=STEPS, focus="steps")


@router.post("/stappen/{step_id}/weg", name="actions:remove_step")
def remove_step(page: PageDep, step: StepDep) -> Response:
    return page.do(step_commands.remove_step, step, said=STEPS, focus="steps")


@router.post("/voortgang", name="actions:note")
def note(page: PageDep, form: ProgressForm) -> Response:
    return page.do(
        step_commands.note_progress, form=form, name="noting", said=NOTED, focus="progress"
    )
