"""Keeping what somebody types in a long form, and beginning it anew."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from app.drafts import commands
from app.identity.deps import ActorDep
from app.web import SessionDep, ViewDep, drafts
from app.web.forms import read_typed

router = APIRouter(prefix="/formulieren")

TypedDep = Annotated[drafts.Typed, Depends(read_typed)]


@router.post("/bewaren", name="drafts:keep", status_code=204)
def keep(session: SessionDep, actor: ActorDep, typed: TypedDep) -> Response:
    """What cannot be kept is answered alike: whoever is typing is not disturbed."""
    drafts.keep(session, actor.person_id, typed)
    return Response(status_code=204)


@router.post("/opnieuw", name="drafts:drop")
def drop(view: ViewDep, session: SessionDep, actor: ActorDep, typed: TypedDep) -> Response:
    """The form as it starts."""
    place = typed.place
    if place is None or place.person_id != actor.person_id:
        return view.redirect(view.url("site:home"))
    commands.drop_draft(session, place.person_id, place.page)
    return view.redirect(place.page)
