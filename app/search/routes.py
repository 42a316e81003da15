"""The page of the search box."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from app.core.errors import Invalid
from app.identity.deps import ActorDep
from app.language import lookup
from app.needs import forms as need_forms, policy as need_policy
from app.search import queries
from app.web import Form, SessionDep, ViewDep, from_address

router = APIRouter(prefix="/zoeken")

FiltersForm = Annotated[Form[queries.SearchFilters], Depends(from_address(queries.SearchFilters))]


@router.get("", name="search:index")
def index(view: ViewDep, session: SessionDep, actor: ActorDep, form: FiltersForm) -> Response:
    shown: dict[str, Any] = {
        "choices": need_forms.NeedChoices.for_reading(session, actor),
        "may_log": bool(need_policy.may_log(actor)),
        "kinds": list(queries.FoundKind),
        "pieces": lookup.pieces,
        "said_of": queries.said_of,
    }
    try:
        filters = form.parse()
    except Invalid as problem:
        return view.page(
            "search/index.html", status=422, form=form.refuse(problem), found=None, **shown
        )
    found = queries.find_all(session, actor, filters)
    return view.page(
        "search/index.html", form=form, found=found, filters=filters, searched=filters.q, **shown
    )
