"""The list of target groups with their numbers."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from app.core import pages
from app.core.errors import Invalid
from app.dossier import group_list_queries
from app.identity.deps import ActorDep
from app.target_groups.policy import may_keep
from app.web import Form, SessionDep, ViewDep, from_address

router = APIRouter(prefix="/doelgroepen")


@router.get("", name="groups:index")
def index(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    form: Annotated[
        Form[group_list_queries.GroupFilters],
        Depends(from_address(group_list_queries.GroupFilters)),
    ],
) -> Response:
    shown: dict[str, Any] = {
        "choices": group_list_queries.GroupChoices.for_reading(session, actor),
        "may_add": may_keep(actor),
    }

    def find(filters: group_list_queries.GroupFilters) -> pages.ResultPage[Any]:
        rows = group_list_queries.find_rows(session, actor, filters)
        return pages.ResultPage(rows, len(rows))

    try:
        _filters, found, typed = view.find_meant(session, actor, form, find)
    except Invalid as problem:
        return view.page(
            "groups/index.html", status=422, form=form.refuse(problem), rows=None, **shown
        )
    return view.page(
        "groups/index.html",
        fragments=("group_results",),
        form=form,
        rows=found.rows,
        typed=typed,
        **shown,
    )
