"""Pages of the crises of a region."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from sqlmodel import Session
from starlette.responses import Response

from app.core.errors import Invalid
from app.core.i18n import mark
from app.core.policy import require
from app.crises import commands, queries
from app.crises.commands import CrisisInput
from app.crises.forms import ListChoices, crisis_defaults, typed_of_crisis
from app.crises.labels import CRISIS_WORDS
from app.crises.policy import CrisisPolicy, ListsPolicy
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.identity.timeline import find_timeline
from app.reference.models import Crisis
from app.web.database import SessionDep
from app.web.forms import Form, blank, submitted
from app.web.view import ViewDep, notice

router = APIRouter(prefix="/beheer/crises")

ADDED = notice(
    "crisis_added",
    mark("The crisis is added. Everybody in the region sees it at the top of the page."),
)
SAVED = notice("crisis_saved", mark("The change is saved."))
FIRST = notice("crisis_first", mark("This is the first crisis now. What is new is for this one."))
ENDED = notice("crisis_ended", mark("Today is the last day of this crisis."))
REMOVED = notice("crisis_removed", mark("The crisis is thrown away."))

CrisisForm = Annotated[Form[CrisisInput], Depends(submitted(CrisisInput))]


def readable_crisis(session: SessionDep, actor: ActorDep, crisis_id: UUID) -> Crisis:
    """The crisis of the path, to read."""
    return queries.get_crisis(session, actor, crisis_id)


def locked_crisis(session: SessionDep, actor: ActorDep, crisis_id: UUID) -> Crisis:
    """The crisis of the path, locked until the request is done."""
    return queries.get_crisis(session, actor, crisis_id, lock=True)


CrisisDep = Annotated[Crisis, Depends(readable_crisis)]
LockedCrisisDep = Annotated[Crisis, Depends(locked_crisis)]


@router.get("", name="crises:index")
def index(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    require(ListsPolicy(actor).keep)
    crises = queries.find_crises(session, actor, ListsPolicy(actor).seat.region_code)
    return view.page(
        "crises/index.html", crises=crises, choices=ListChoices.for_reading(session, actor)
    )


@router.get("/nieuw", name="crises:new")
def new(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    require(ListsPolicy(actor).keep)
    form = blank(CrisisInput, **crisis_defaults())
    return view.page("crises/form.html", form=form, **_shown(session, actor))


@router.post("", name="crises:create")
def create(view: ViewDep, session: SessionDep, actor: ActorDep, form: CrisisForm) -> Response:
    require(ListsPolicy(actor).keep)
    try:
        commands.add_crisis(session, actor, form.parse())
    except Invalid as problem:
        return view.invalid("crises/form.html", form, problem, **_shown(session, actor))
    return view.redirect(view.url("crises:index"), said=ADDED)


@router.get("/{crisis_id}/wijzigen", name="crises:edit")
def edit(view: ViewDep, session: SessionDep, actor: ActorDep, crisis: CrisisDep) -> Response:
    require(CrisisPolicy(actor, crisis).keep)
    form = blank(CrisisInput, **typed_of_crisis(crisis))
    return view.page("crises/form.html", form=form, **_shown(session, actor, crisis))


@router.post("/{crisis_id}", name="crises:save")
def save(
    view: ViewDep, session: SessionDep, actor: ActorDep, crisis: LockedCrisisDep, form: CrisisForm
) -> Response:
    require(CrisisPolicy(actor, crisis).keep)
    try:
        commands.edit_crisis(session, actor, crisis, form.parse())
    except Invalid as problem:
        return view.invalid("crises/form.html", form, problem, **_shown(session, actor, crisis))
    return view.redirect(view.url("crises:edit", crisis_id=crisis.id), said=SAVED)


@router.post("/{crisis_id}/eerste", name="crises:make_default")
def make_default(
    view: ViewDep, session: SessionDep, actor: ActorDep, crisis: CrisisDep
) -> Response:
    commands.make_default(session, actor, crisis)
    return view.redirect(view.url("crises:index"), said=FIRST)


@router.post("/{crisis_id}/afsluiten", name="crises:end")
def end(view: ViewDep, session: SessionDep, actor: ActorDep, crisis: LockedCrisisDep) -> Response:
    commands.end_crisis(session, actor, crisis)
    return view.redirect(view.url("crises:edit", crisis_id=crisis.id), said=ENDED)


@router.post("/{crisis_id}/weggooien", name="crises:remove")
def remove(
    view: ViewDep, session: SessionDep, actor: ActorDep, crisis: LockedCrisisDep
) -> Response:
    form = blank(CrisisInput, **typed_of_crisis(crisis))
    try:
        commands.remove_crisis(session, actor, crisis)
    except Invalid as problem:
        return view.invalid("crises/form.html", form, problem, **_shown(session, actor, crisis))
    return view.redirect(view.url("crises:index"), said=REMOVED)


def _shown(session: Session, actor: Actor, crisis: Crisis | None = None) -> dict[str, Any]:
    return {
        "crisis": crisis,
        "may": CrisisPolicy(actor, crisis) if crisis is not None else None,
        "choices": ListChoices.for_reading(session, actor),
        "entries": find_timeline(session, crisis.id, CRISIS_WORDS, with_names=True)
        if crisis is not None
        else [],
    }
