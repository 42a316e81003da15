"""The page with what was learned of actions."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from app.actions import forms, lesson_queries
from app.core.errors import Invalid
from app.identity.deps import ActorDep
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
