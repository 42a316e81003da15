"""Pages of the crises of a region."""

from dataclasses import replace
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.core.i18n import mark
from app.core.policy import require
from app.crises import commands, forms, labels, locks, policy, queries
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.identity.timeline import find_timeline
from app.reference.models import Crisis
from app.web import Form, FormPage, SessionDep, ViewDep, blank, nothing, notice, opened, submitted

router = APIRouter(prefix="/beheer/crises")

ADDED = notice(
    "crisis_added",
    mark("The crisis is added. Everybody in the region sees it at the top of the page."),
)
SAVED = notice("crisis_saved", mark("The change is saved."))
FIRST = notice("crisis_first", mark("This is the first crisis now. What is new is for this one."))
ENDED = notice("crisis_ended", mark("Today is the last day of this crisis."))
REMOVED = notice("crisis_removed", mark("The crisis is thrown away."))

CrisisForm = Annotated[Form[commands.CrisisInput], Depends(submitted(commands.CrisisInput))]


def new_form(view: ViewDep, session: SessionDep, actor: ActorDep) -> FormPage[None]:
    """The form of a new crisis."""
    shown = partial(_shown, session, actor)
    return FormPage(view, session, actor, nothing, nothing, "crises/form.html", shown, keeps=True)


def form_of(
    view: ViewDep, session: SessionDep, actor: ActorDep, crisis_id: UUID
) -> FormPage[Crisis]:
    """The form of the crisis of the path, which a verb locks."""
    read = partial(queries.get_crisis, session, actor, crisis_id)
    shown = partial(_shown, session, actor)
    lock = partial(locks.lock_crisis, session, actor, crisis_id)
    return FormPage(view, session, actor, read, lock, "crises/form.html", shown, keeps=True)


NewCrisisDep = Annotated[FormPage[None], Depends(new_form)]
CrisisFormDep = Annotated[FormPage[Crisis], Depends(form_of)]


@router.get("", name="crises:index")
def index(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    require(policy.ListsPolicy(actor).keep)
    crises = queries.find_crises(session, actor, policy.ListsPolicy(actor).seat.region_code)
    return view.page(
        "crises/index.html", crises=crises, choices=forms.ListChoices.for_reading(session, actor)
    )


@router.get("/nieuw", name="crises:new")
def new(page: NewCrisisDep) -> Response:
    return page.open(commands.add_crisis)


@router.post("", name="crises:create")
def create(page: NewCrisisDep, form: CrisisForm) -> Response:
    return page.do(commands.add_crisis, form=form, then=page.view.url("crises:index"), said=ADDED)


@router.get("/{crisis_id}/wijzigen", name="crises:edit")
def edit(page: CrisisFormDep) -> Response:
    return page.open(commands.edit_crisis)


@router.post("/{crisis_id}", name="crises:save")
def save(page: CrisisFormDep, crisis_id: UUID, form: CrisisForm) -> Response:
    then = page.view.url("crises:edit", crisis_id=crisis_id)
    return page.do(commands.edit_crisis, form=form, then=then, said=SAVED)


@router.post("/{crisis_id}/eerste", name="crises:make_default")
def make_default(page: CrisisFormDep) -> Response:
    page = replace(page, lock=page.read)  # the verb locks all crises, in their order
    return page.do(commands.make_default, then=page.view.url("crises:index"), said=FIRST)


@router.post("/{crisis_id}/afsluiten", name="crises:end")
def end(page: CrisisFormDep, crisis_id: UUID) -> Response:
    then = page.view.url("crises:edit", crisis_id=crisis_id)
    return page.do(commands.end_crisis, then=then, said=ENDED)


@router.post("/{crisis_id}/weggooien", name="crises:remove")
def remove(page: CrisisFormDep) -> Response:
    return page.do(commands.remove_crisis, then=page.view.url("crises:index"), said=REMOVED)


def _shown(
    session: Session, actor: Actor, crisis: Crisis | None, form: Form[Any] | None
) -> dict[str, Any]:
    if form is None and crisis is not None:
        form = opened(commands.CrisisInput, crisis, form)
    return {
        "form": form or blank(commands.CrisisInput, **forms.crisis_defaults()),
        "crisis": crisis,
        "may": policy.CrisisPolicy(actor, crisis) if crisis is not None else None,
        "choices": forms.ListChoices.for_reading(session, actor),
        "entries": find_timeline(session, crisis.id, labels.CRISIS_WORDS, with_names=True)
        if crisis is not None
        else [],
    }
