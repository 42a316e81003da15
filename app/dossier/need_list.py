"""The list of needs."""

from functools import partial
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
    find = partial(need_list_queries.find_needs, session, actor, size=view.page_size)
    try:
        filters, page, typed = view.find_meant(session, actor, form, find)
    except Invalid as problem:
        return view.page(
            "needs/index.html", status=422, form=form.refuse(problem), page=None, choices=choices
        )
    return view.page(
        "needs/index.html",
        fragments=("need_results",),
        form=form,
        page=page,
        typed=typed,
        choices=choices,
        saved=find_saved(session, actor, FilteredList.NEEDS),
        left_out=shown.left_out(need_list_queries.count_left_out(session, actor, filters)),
    )
