"""The list of target groups with their numbers."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from app.core.errors import Invalid
from app.dossier.group_list_queries import GroupChoices, GroupFilters, find_rows
from app.identity.deps import ActorDep
from app.target_groups.policy import may_keep
from app.web.database import SessionDep
from app.web.forms import Form, from_address
from app.web.view import ViewDep

router = APIRouter(prefix="/doelgroepen")


@router.get("", name="groups:index")
def index(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    form: Annotated[Form[GroupFilters], Depends(from_address(GroupFilters))],
) -> Response:
    shown: dict[str, Any] = {
        "choices": GroupChoices.for_reading(session, actor),
        "may_add": may_keep(actor),
    }
    try:
        filters = form.parse()
    except Invalid as problem:
        return view.page(
            "groups/index.html", status=422, form=form.refuse(problem), rows=None, **shown
        )
    rows = find_rows(session, actor, filters)
    return view.page(
        "groups/index.html", fragments=("group_results",), form=form, rows=rows, **shown
    )
