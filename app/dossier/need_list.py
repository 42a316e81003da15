"""The list of needs."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from app.core import shown
from app.core.errors import Invalid
from app.dossier import need_list_queries
from app.filters.models import FilteredList
from app.filters.queries import find_saved
from app.identity.deps import ActorDep
from app.needs.forms import NeedChoices
from app.web import Form, SessionDep, ViewDep, from_address

router = APIRouter(prefix="/behoeften")

FiltersForm = Annotated[
    Form[need_list_queries.NeedListFilters],
    Depends(from_address(need_list_queries.NeedListFilters)),
]


@router.get("", name="needs:index")
def index(view: ViewDep, session: SessionDep, actor: ActorDep, form: FiltersForm) -> Response:
    choices = NeedChoices.for_reading(session, actor)
    choices.understand(form)
    try:
        filters = form.parse()
    except Invalid as problem:
        return view.page(
            "needs/index.html", status=422, form=form.refuse(problem), page=None, choices=choices
        )
    return view.page(
        "needs/index.html",
        fragments=("need_results",),
        form=form,
        page=need_list_queries.find_needs(session, actor, filters, size=view.page_size),
        choices=choices,
        saved=find_saved(session, actor, FilteredList.NEEDS),
        left_out=shown.left_out(need_list_queries.count_left_out(session, actor, filters)),
    )
