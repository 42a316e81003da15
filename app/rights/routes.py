"""The page of rights, for who administers a region and its privacy officer: /beheer/rechten."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session

from app.core import inputs
from app.core.errors import Invalid
from app.core.policy import require
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.privacy import policy
from app.rights import labels, lines
from app.target_groups import choices as group_choices
from app.web import Form, SessionDep, ViewDep, from_address

router = APIRouter(prefix="/beheer/rechten")


class RightsFilters(inputs.Input):
    """What the address of the page asks for."""

    noun: labels.RightsNoun | None = None
    role: labels.RightsRole | None = None


RightsForm = Annotated[Form[RightsFilters], Depends(from_address(RightsFilters))]


@router.get("", name="rights:index")
def index(
    view: ViewDep, session: SessionDep, actor: ActorDep, request: Request, form: RightsForm
) -> Response:
    require(policy.TrailPolicy(actor).read)
    try:
        filters = form.parse()
    except Invalid as problem:
        shown = _shown(session, actor, {}, RightsFilters())
        return view.page("rights/index.html", status=422, form=form.refuse(problem), **shown)
    names = {
        (method, route.path): str(route.name)
        for route in request.app.routes
        for method in getattr(route, "methods", None) or ()
    }
    shown = _shown(session, actor, names, filters)
    return view.page("rights/index.html", fragments=("rights_results",), form=form, **shown)


def _shown(
    session: Session, actor: Actor, names: lines.Names, filters: RightsFilters
) -> dict[str, Any]:
    places = lines.columns_of(filters.role)
    return {
        "choices": group_choices.RegionChoices.for_reading(session, actor),
        "found": lines.find_lines(names, filters.noun),
        "columns": [(place, lines.COLUMNS[place]) for place in places],
        "answers": list(labels.Heard),
    }
