"""Pages on which actions are only read: what was learned, and what everybody may know of one."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from app.actions import forms, lesson_queries, public_queries
from app.core.errors import Invalid
from app.identity.deps import ActorDep, VisitorDep
from app.reference.choice_queries import get_choices
from app.target_groups.queries import group_rows
from app.web import Form, SessionDep, ViewDep, from_address

router = APIRouter()


@router.get("/acties/lessen", name="actions:lessons")
def lessons(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    form: Annotated[
        Form[lesson_queries.LessonFilters], Depends(from_address(lesson_queries.LessonFilters))
    ],
) -> Response:
    choices = forms.ActionChoices.for_reading(session, actor)
    choices.understand(form)
    try:
        found: lesson_queries.Lessons | None = lesson_queries.find_lessons(
            session, actor, form.parse()
        )
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
    action = public_queries.get_public(session, action_id)
    reference = get_choices(session, [action.region_code], more=group_rows)
    choices = forms.ActionChoices(reference)
    return view.page("actions/public.html", action=action, choices=choices)
