"""Pages of the measures of a region."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from sqlmodel import Session
from starlette.responses import Response

from app.core.errors import Invalid
from app.core.i18n import mark
from app.core.policy import require
from app.crises import measure_commands as measures, queries
from app.crises.forms import ListChoices, typed_of_measure
from app.crises.labels import MEASURE_WORDS
from app.crises.measure_commands import MeasureInput
from app.crises.policy import ListsPolicy, MeasurePolicy
from app.crises.queries import MeasureFilters
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.identity.timeline import find_timeline
from app.reference.models import Measure
from app.web.database import SessionDep
from app.web.forms import Form, asked, blank, submitted
from app.web.view import ViewDep, notice

router = APIRouter(prefix="/beheer/maatregelen")

ADDED = notice("measure_added", mark("The measure is added. Needs and offers can point at it now."))
SAVED = notice("measure_saved", mark("The change is saved."))
REMOVED = notice("measure_removed", mark("The measure is thrown away."))

MeasureForm = Annotated[Form[MeasureInput], Depends(submitted(MeasureInput))]


def readable_measure(session: SessionDep, actor: ActorDep, measure_id: UUID) -> Measure:
    """The measure of the path, to read."""
    return queries.get_measure(session, actor, measure_id)


def locked_measure(session: SessionDep, actor: ActorDep, measure_id: UUID) -> Measure:
    """The measure of the path, locked until the request is done."""
    return queries.get_measure(session, actor, measure_id, lock=True)


MeasureDep = Annotated[Measure, Depends(readable_measure)]
LockedMeasureDep = Annotated[Measure, Depends(locked_measure)]


@router.get("", name="measures:index")
def index(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    form: Annotated[Form[MeasureFilters], Depends(asked(MeasureFilters))],
) -> Response:
    require(ListsPolicy(actor).keep)
    choices = ListChoices.for_reading(session, actor)
    try:
        filters = form.parse()
    except Invalid as problem:
        return view.page(
            "measures/index.html", status=422, form=form.refuse(problem), page=None, choices=choices
        )
    region_code = ListsPolicy(actor).seat.region_code
    page = queries.find_measures(session, actor, region_code, filters, size=view.page_size)
    return view.page(
        "measures/index.html", fragments=("measure_results",), form=form, page=page, choices=choices
    )


@router.get("/nieuw", name="measures:new")
def new(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    require(ListsPolicy(actor).keep)
    shown = _shown(session, actor)
    form = blank(MeasureInput, **shown["choices"].measure_defaults)
    return view.page("measures/form.html", form=form, **shown)


@router.post("", name="measures:create")
def create(view: ViewDep, session: SessionDep, actor: ActorDep, form: MeasureForm) -> Response:
    require(ListsPolicy(actor).keep)
    try:
        measures.add_measure(session, actor, form.parse())
    except Invalid as problem:
        return view.invalid("measures/form.html", form, problem, **_shown(session, actor))
    return view.redirect(view.url("measures:index"), said=ADDED)


@router.get("/{measure_id}/wijzigen", name="measures:edit")
def edit(view: ViewDep, session: SessionDep, actor: ActorDep, measure: MeasureDep) -> Response:
    require(MeasurePolicy(actor, measure).keep)
    form = blank(MeasureInput, **typed_of_measure(measure))
    return view.page("measures/form.html", form=form, **_shown(session, actor, measure))


@router.post("/{measure_id}", name="measures:save")
def save(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    measure: LockedMeasureDep,
    form: MeasureForm,
) -> Response:
    require(MeasurePolicy(actor, measure).keep)
    try:
        measures.edit_measure(session, actor, measure, form.parse())
    except Invalid as problem:
        return view.invalid("measures/form.html", form, problem, **_shown(session, actor, measure))
    return view.redirect(view.url("measures:edit", measure_id=measure.id), said=SAVED)


@router.post("/{measure_id}/weggooien", name="measures:remove")
def remove(
    view: ViewDep, session: SessionDep, actor: ActorDep, measure: LockedMeasureDep
) -> Response:
    form = blank(MeasureInput, **typed_of_measure(measure))
    try:
        measures.remove_measure(session, actor, measure)
    except Invalid as problem:
        return view.invalid("measures/form.html", form, problem, **_shown(session, actor, measure))
    return view.redirect(view.url("measures:index"), said=REMOVED)


def _shown(session: Session, actor: Actor, measure: Measure | None = None) -> dict[str, Any]:
    return {
        "measure": measure,
        "choices": ListChoices.for_reading(session, actor),
        "entries": find_timeline(session, measure.id, MEASURE_WORDS, with_names=True)
        if measure is not None
        else [],
    }
