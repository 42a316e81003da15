"""The page of an action that everybody may read, also without an account."""

from uuid import UUID

from fastapi import APIRouter, Response

from app.actions import forms, public_queries
from app.identity.deps import VisitorDep
from app.reference.choice_queries import get_choices
from app.target_groups.queries import group_rows
from app.web import SessionDep, ViewDep

router = APIRouter()


@router.get("/openbaar/acties/{action_id}", name="actions:public")
def public(view: ViewDep, session: SessionDep, actor: VisitorDep, action_id: UUID) -> Response:
    action = public_queries.get_public(session, action_id)
    reference = get_choices(session, [action.region_code], more=group_rows)
    choices = forms.ActionChoices(reference)
    return view.page("actions/public.html", action=action, choices=choices)
