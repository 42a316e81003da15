"""Saving a filter and taking it away. Where they are shown is the list itself."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from app.core.i18n import mark
from app.filters import commands, queries
from app.filters.models import SavedFilter
from app.identity.deps import ActorDep
from app.web import Form, FormPage, SessionDep, View, ViewDep, nothing, notice, submitted

router = APIRouter(prefix="/filters")

SAVED = notice("filter_saved", mark("The filter is saved. Only you see it."))
DROPPED = notice("filter_dropped", mark("The saved filter is gone."))
TEMPLATE = "filters/form.html"

FilterForm = Annotated[Form[commands.FilterInput], Depends(submitted(commands.FilterInput))]


@router.post("", name="filters:save")
def save(view: ViewDep, session: SessionDep, actor: ActorDep, form: FilterForm) -> Response:
    page = FormPage(view, session, actor, nothing, nothing, TEMPLATE, _shown)
    return page.do(commands.save_filter, form=form, then=partial(_list_of, view), said=SAVED)


@router.post("/{filter_id}/weggooien", name="filters:drop")
def drop(view: ViewDep, session: SessionDep, actor: ActorDep, filter_id: UUID) -> Response:
    read = partial(queries.get_saved, session, actor, filter_id)
    page: FormPage[SavedFilter] = FormPage(
        view, session, actor, read, partial(read, lock=True), TEMPLATE, _shown
    )
    return page.do(commands.drop_filter, then=lambda where: view.url(where.route), said=DROPPED)


def _list_of(view: View, saved: SavedFilter) -> str:
    return view.url(saved.list.route, **saved.query)


def _shown(thing: SavedFilter | None, form: Form[Any] | None) -> dict[str, Any]:
    return {"form": form}
