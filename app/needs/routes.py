"""Pages of needs."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from sqlmodel import Session
from starlette.responses import Response

from app.core.errors import Invalid
from app.core.i18n import mark
from app.core.policy import require
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.identity.timeline import find_timeline
from app.needs import commands, queries
from app.needs.commands import NeedEnding, NeedInput, NeedWithdrawing
from app.needs.forms import NeedChoices, typed_of
from app.needs.labels import EVENT_WORDS
from app.needs.models import Need
from app.needs.policy import NeedPolicy, is_masked, may_log
from app.needs.queries import NeedFilters
from app.web.database import SessionDep
from app.web.forms import Form, asked, blank, submitted
from app.web.view import View, ViewDep, notice

router = APIRouter(prefix="/behoeften")

SAVED = notice("need_saved", mark("The draft is saved. Only your own organisation sees it."))
CHANGED = notice("need_changed", mark("The change is saved."))
PUBLISHED = notice("need_published", mark("The need is published. Everybody in the region sees it now."))
CLOSED = notice("need_closed", mark("The need is closed."))
WITHDRAWN = notice("need_withdrawn", mark("The need is withdrawn."))
DISCARDED = notice("need_discarded", mark("The draft is thrown away."))


def readable_need(session: SessionDep, actor: ActorDep, need_id: UUID) -> Need:
    """The need of the path, to read."""
    return queries.get_need(session, actor, need_id)


def locked_need(session: SessionDep, actor: ActorDep, need_id: UUID) -> Need:
    """The need of the path, held until the request is done: two people never change it at once."""
    return queries.get_need(session, actor, need_id, lock=True)


NeedDep = Annotated[Need, Depends(readable_need)]
LockedNeedDep = Annotated[Need, Depends(locked_need)]
NeedForm = Annotated[Form[NeedInput], Depends(submitted(NeedInput))]


@router.get("", name="needs:index")
def index(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    form: Annotated[Form[NeedFilters], Depends(asked(NeedFilters))],
) -> Response:
    choices = NeedChoices.for_reading(session, actor)
    try:
        filters = form.parse()
    except Invalid as problem:
        return view.page(
            "needs/index.html", status=422, form=form.refuse(problem), filters=None, page=None, choices=choices
        )
    page = queries.find_needs(session, actor, filters, size=view.page_size)
    return view.page(
        "needs/index.html", fragments=("need_results",), form=form, filters=filters, page=page, choices=choices
    )


@router.get("/nieuw", name="needs:new")
def new(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    require(may_log(actor))
    choices = NeedChoices.for_writing(session, actor)
    return view.page("needs/form.html", form=blank(NeedInput, **choices.defaults), need=None, choices=choices)


@router.post("", name="needs:create")
def create(view: ViewDep, session: SessionDep, actor: ActorDep, form: NeedForm) -> Response:
    choices = NeedChoices.for_writing(session, actor)
    try:
        given = form.parse()
        need = commands.log_need(session, actor, given)
    except Invalid as problem:
        return view.invalid("needs/form.html", form, problem, need=None, choices=choices)
    return view.redirect(_page_of(view, need), said=PUBLISHED if given.publish == "1" else SAVED)


@router.get("/{need_id}", name="needs:show")
def show(view: ViewDep, session: SessionDep, actor: ActorDep, need: NeedDep) -> Response:
    return view.page("needs/show.html", **_shown(session, actor, need))


@router.get("/{need_id}/wijzigen", name="needs:edit")
def edit(view: ViewDep, session: SessionDep, actor: ActorDep, need: NeedDep) -> Response:
    require(NeedPolicy(actor, need).edit)
    choices = NeedChoices.for_writing(session, actor, need.organisation)
    return view.page("needs/form.html", form=blank(NeedInput, **typed_of(need)), need=need, choices=choices)


@router.post("/{need_id}", name="needs:save")
def save(view: ViewDep, session: SessionDep, actor: ActorDep, need: LockedNeedDep, form: NeedForm) -> Response:
    choices = NeedChoices.for_writing(session, actor, need.organisation)
    before = need.status
    try:
        commands.edit_need(session, actor, need, form.parse())
    except Invalid as problem:
        return view.invalid("needs/form.html", form, problem, need=need, choices=choices)
    return view.redirect(_page_of(view, need), said=CHANGED if need.status is before else PUBLISHED)


@router.post("/{need_id}/plaatsen", name="needs:publish")
def publish(view: ViewDep, session: SessionDep, actor: ActorDep, need: LockedNeedDep) -> Response:
    try:
        commands.publish_need(session, actor, need)
    except Invalid as problem:  # its period is over: the form says where
        choices = NeedChoices.for_writing(session, actor, need.organisation)
        form = blank(NeedInput, **typed_of(need))
        return view.invalid("needs/form.html", form, problem, need=need, choices=choices)
    return _changed(view, session, actor, need, PUBLISHED)


@router.post("/{need_id}/sluiten", name="needs:close")
def close(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    need: LockedNeedDep,
    form: Annotated[Form[NeedEnding], Depends(submitted(NeedEnding))],
) -> Response:
    try:
        commands.close_need(session, actor, need, form.parse())
    except Invalid as problem:
        shown = _shown(session, actor, need) | {"closing": form, "opened": "close"}
        return view.invalid("needs/show.html", form, problem, fragments=("need_page",), **shown)
    return _changed(view, session, actor, need, CLOSED)


@router.post("/{need_id}/intrekken", name="needs:withdraw")
def withdraw(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    need: LockedNeedDep,
    form: Annotated[Form[NeedWithdrawing], Depends(submitted(NeedWithdrawing))],
) -> Response:
    try:
        commands.withdraw_need(session, actor, need, form.parse())
    except Invalid as problem:
        shown = _shown(session, actor, need) | {"withdrawing": form, "opened": "withdraw"}
        return view.invalid("needs/show.html", form, problem, fragments=("need_page",), **shown)
    return _changed(view, session, actor, need, WITHDRAWN)


@router.post("/{need_id}/weggooien", name="needs:discard")
def discard(view: ViewDep, session: SessionDep, actor: ActorDep, need: LockedNeedDep) -> Response:
    commands.discard_need(session, actor, need)
    return view.redirect(view.url("needs:index"), said=DISCARDED)


def _page_of(view: View, need: Need) -> str:
    return view.url("needs:show", need_id=need.id)


def _changed(view: View, session: Session, actor: Actor, need: Need, said: str) -> Response:
    session.flush()
    shown = _shown(session, actor, need)
    return view.changed("needs/show.html", "need_page", then=_page_of(view, need), said=said, **shown)


def _shown(session: Session, actor: Actor, need: Need) -> dict[str, Any]:
    """What the page of a need shows."""
    is_own = need.organisation_id in actor.organisation_ids
    return {
        "need": need,
        "may": NeedPolicy(actor, need),
        "is_masked": is_masked(actor, need),
        "is_own": is_own,
        "choices": NeedChoices.for_reading(session, actor),
        "entries": find_timeline(session, need.id, EVENT_WORDS, with_names=is_own),
        "closing": blank(NeedEnding),
        "withdrawing": blank(NeedWithdrawing),
        "opened": None,
    }
