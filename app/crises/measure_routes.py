"""Pages of the measures of a region."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.core.errors import Invalid
from app.core.i18n import mark
from app.core.policy import require
from app.crises import forms, labels, measure_commands as measures, policy, queries
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.identity.timeline import find_timeline
from app.reference.models import Measure
from app.web import (
    Form,
    FormPage,
    SessionDep,
    ViewDep,
    blank,
    from_address,
    nothing,
    notice,
    opened,
    submitted,
)

router = APIRouter(prefix="/beheer/maatregelen")

ADDED = notice("measure_added", mark("The measure is added. Needs and offers can point at it now."))
SAVED = notice("measure_saved", mark("The change is saved."))
REMOVED = notice("measure_removed", mark("The measure is thrown away."))

MeasureForm = Annotated[Form[measures.MeasureInput], Depends(submitted(measures.MeasureInput))]


def new_form(view: ViewDep, session: SessionDep, actor: ActorDep) -> FormPage[None]:
    """The form of a new measure."""
    shown = partial(_shown, session, actor)
    return FormPage(view, session, actor, nothing, nothing, "measures/form.html", shown, keeps=True)


def form_of(
    view: ViewDep, session: SessionDep, actor: ActorDep, measure_id: UUID
) -> FormPage[Measure]:
    """The form of the measure of the path, which a verb locks."""
    read = partial(queries.get_measure, session, actor, measure_id)
    shown, lock = partial(_shown, session, actor), partial(read, lock=True)
    return FormPage(view, session, actor, read, lock, "measures/form.html", shown, keeps=True)


NewMeasureDep = Annotated[FormPage[None], Depends(new_form)]
MeasureFormDep = Annotated[FormPage[Measure], Depends(form_of)]


@router.get("", name="measures:index")
def index(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    form: Annotated[Form[queries.MeasureFilters], Depends(from_address(queries.MeasureFilters))],
) -> Response:
    require(policy.ListsPolicy(actor).keep)
    choices = forms.ListChoices.for_reading(session, actor)
    try:
        filters = form.parse()
    except Invalid as problem:
        return view.page(
            "measures/index.html", status=422, form=form.refuse(problem), page=None, choices=choices
        )
    region_code = policy.ListsPolicy(actor).seat.region_code
    page = queries.find_measures(session, actor, region_code, filters, size=view.page_size)
    return view.page(
        "measures/index.html", fragments=("measure_results",), form=form, page=page, choices=choices
    )


@router.get("/nieuw", name="measures:new")
def new(page: NewMeasureDep) -> Response:
    return page.open(measures.add_measure)


@router.post("", name="measures:create")
def create(page: NewMeasureDep, form: MeasureForm) -> Response:
    return page.do(
        measures.add_measure, form=form, then=page.view.url("measures:index"), said=ADDED
    )


@router.get("/{measure_id}/wijzigen", name="measures:edit")
def edit(page: MeasureFormDep) -> Response:
    return page.open(measures.edit_measure)


@router.post("/{measure_id}", name="measures:save")
def save(page: MeasureFormDep, measure_id: UUID, form: MeasureForm) -> Response:
    then = page.view.url("measures:edit", measure_id=measure_id)
    return page.do(measures.edit_measure, form=form, then=then, said=SAVED)


@router.post("/{measure_id}/weggooien", name="measures:remove")
def remove(page: MeasureFormDep) -> Response:
    return page.do(measures.remove_measure, then=page.view.url("measures:index"), said=REMOVED)


def _shown(
    session: Session, actor: Actor, measure: Measure | None, form: Form[Any] | None
) -> dict[str, Any]:
    choices = forms.ListChoices.for_reading(session, actor)
    if measure is not None:
        form = opened(measures.MeasureInput, measure, form, label=choices.label)
    return {
        "form": form or blank(measures.MeasureInput, **choices.measure_defaults),
        "measure": measure,
        "choices": choices,
        "entries": find_timeline(session, measure.id, labels.MEASURE_WORDS, with_names=True)
        if measure is not None
        else [],
    }
