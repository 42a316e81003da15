"""Pages on which actions are only read: what was learned, and what everybody may know of one."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.responses import Response

from app.actions.forms import ActionChoices
from app.actions.lesson_queries import LessonFilters, Lessons, find_lessons
from app.actions.public_queries import get_public
from app.core.errors import Invalid
from app.identity.deps import ActorDep, VisitorDep
from app.reference.queries import get_choices
from app.target_groups.queries import group_rows
from app.web.database import SessionDep
from app.web.forms import Form, from_address
from app.web.view import ViewDep

router = APIRouter()


@router.get("/acties/lessen", name="actions:lessons")
def lessons(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    form: Annotated[Form[LessonFilters], Depends(from_address(LessonFilters))],
) -> Response:
    choices = ActionChoices.for_reading(session, actor)
    choices.understand(form)
    try:
        found: Lessons | None = find_lessons(session, actor, form.parse())
    except Invalid as problem:
        return view.page(
            "actions/lessons.html",
            status=422,
            form=form.refuse(problem),
            found=None,
            choices=choices,
        )
    return view.page(
        "actions/lessons.html",
        fragments=("lesson_results",),
        form=form,
        found=found,
        choices=choices,
    )


@router.get("/openbaar/acties/{action_id}", name="actions:public")
def public(view: ViewDep, session: SessionDep, actor: VisitorDep, action_id: UUID) -> Response:
    action = get_public(session, action_id)
    reference = get_choices(session, [action.region_code], more=group_rows)
    choices = ActionChoices(reference, reference.more)
    return view.page("actions/public.html", action=action, choices=choices)
