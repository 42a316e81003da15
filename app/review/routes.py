"""The review of proposals: the first one, one of them, the three verbs of the team, and the end."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from sqlmodel import Session
from starlette.responses import Response

from app.core.errors import Invalid
from app.core.i18n import mark
from app.core.policy import require
from app.core.read_once import reading_once
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.matches.forms import MatchChoices
from app.matches.locks import lock_match
from app.matches.models import Match, MatchStatus
from app.matches.policy import MatchPolicy, may_review
from app.matches.queries import get_match
from app.review.pages import page_of, shown
from app.review.queries import get_case
from app.review.queue import Queue
from app.review.queue_queries import get_queue
from app.suggestions.review_commands import (
    Objection,
    approve_in_review,
    decline_in_review,
    undo_review,
)
from app.web.database import SessionDep
from app.web.forms import Form, blank, submitted
from app.web.view import View, ViewDep, notice

router = APIRouter(prefix="/bord/beoordelen")

UNDONE = notice("review_undone", mark("Undone. Nobody was told; it waits for a decision again."))


def reviewed_match(session: SessionDep, actor: ActorDep, match_id: UUID) -> Match:
    """The match of the path, locked until the request is done."""
    return lock_match(session, actor, match_id)


ReviewedMatchDep = Annotated[Match, Depends(reviewed_match)]
ObjectionForm = Annotated[Form[Objection], Depends(submitted(Objection))]


@router.get("", name="review:start")
def start(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    require(may_review(actor))
    queue = get_queue(session, actor)
    if queue.first is not None:
        return view.redirect(page_of(view, queue.first))
    return _end(view, session, actor, queue)


@router.get("/klaar", name="review:end")
def end(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    require(may_review(actor))
    return _end(view, session, actor, get_queue(session, actor))


@router.get("/{match_id}", name="review:show")
def show(view: ViewDep, session: SessionDep, actor: ActorDep, match_id: UUID) -> Response:
    match = get_match(session, actor, match_id)
    require(may_review(actor, match.region_code))
    if not MatchPolicy(actor, match).approve:  # decided meanwhile: its own page says how
        return view.redirect(view.url("matches:show", match_id=match.id))
    return _page(view, session, actor, match, blank(Objection))


@router.post("/{match_id}/goedkeuren", name="review:approve")
def approve(
    view: ViewDep, session: SessionDep, actor: ActorDep, match: ReviewedMatchDep
) -> Response:
    following = get_queue(session, actor).after(match.id)
    approve_in_review(session, actor, match)
    return view.redirect(page_of(view, following))


@router.post("/{match_id}/afwijzen", name="review:decline")
def decline(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    match: ReviewedMatchDep,
    form: ObjectionForm,
) -> Response:
    following = get_queue(session, actor).after(match.id)
    require(MatchPolicy(actor, match).approve)  # before its form: who may not decide hears why
    try:
        decline_in_review(session, actor, match, form.parse())
    except Invalid as problem:
        return _page(view, session, actor, get_match(session, actor, match.id), form, problem)
    return view.redirect(page_of(view, following))


@router.post("/{match_id}/terugdraaien", name="review:undo")
def undo(view: ViewDep, session: SessionDep, actor: ActorDep, match: ReviewedMatchDep) -> Response:
    undo_review(session, actor, match)
    if match.status is MatchStatus.WITHDRAWN:  # the team's own proposal is a suggestion again
        return view.redirect(view.url("review:suggestion", need_id=match.need_id), said=UNDONE)
    return view.redirect(view.url("review:show", match_id=match.id), said=UNDONE)


def _page(
    view: View,
    session: Session,
    actor: Actor,
    match: Match,
    form: Form[Objection],
    problem: Invalid | None = None,
) -> Response:
    choices = MatchChoices.for_reading(session, actor)
    with reading_once(session):  # the region's settings are asked in several places
        case = get_case(session, actor, match, choices.label)
        context = shown(view, get_queue(session, actor), case, choices)
    if problem is not None:
        return view.invalid("review/show.html", form, problem, **context)
    return view.page("review/show.html", form=form, **context)


def _end(view: View, session: Session, actor: Actor, queue: Queue) -> Response:
    """Nothing is left in this round: what was decided, and what was skipped."""
    return view.page(
        "review/end.html", queue=queue, choices=MatchChoices.for_reading(session, actor)
    )
