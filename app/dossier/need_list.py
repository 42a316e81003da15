"""The list of needs."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.core import pages, shown
from app.core.errors import Invalid
from app.dossier import need_list_queries
from app.filters.models import FilteredList
from app.filters.queries import find_saved
from app.identity.actor import Actor
from app.identity.deps import ActorDep, VisitorDep
from app.live import rows, stream
from app.live.deps import ShownForm
from app.needs.forms import NeedChoices
from app.web import Form, SessionDep, View, ViewDep, from_address

router = APIRouter(prefix="/behoeften")

FiltersForm = Annotated[
    Form[need_list_queries.NeedListFilters],
    Depends(from_address(need_list_queries.NeedListFilters)),
]


@router.get("", name="needs:index")
def index(view: ViewDep, session: SessionDep, actor: ActorDep, form: FiltersForm) -> Response:
    heard = stream.hall_of(view.request).heard
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
        live=_live(view, form).draw(actor, page, choices, heard),
        saved=find_saved(session, actor, FilteredList.NEEDS),
        left_out=shown.left_out(need_list_queries.count_left_out(session, actor, filters)),
    )


@router.get("/live", name="needs:live_list")
def watch(view: ViewDep, actor: VisitorDep, form: FiltersForm, seen: ShownForm) -> Response:
    """What changes in the list, for the page that shows it."""
    return _live(view, form).watch(actor, form, seen.value("shown"))


def _live(view: View, form: Form[need_list_queries.NeedListFilters]) -> rows.LiveRows:
    """The list with these filters, which one reads anew."""

    def find(session: Session, actor: Actor) -> tuple[pages.ResultPage[Any], Any]:
        choices = NeedChoices.for_reading(session, actor)
        filters = choices.understand(form).parse()
        size = view.page_size
        return need_list_queries.find_needs(session, actor, filters, size=size), choices

    return rows.LiveRows(view, "needs", form.chosen(), find)
