"""The review of proposals: the first one, one of them, the three verbs of the team, and the end."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from sqlmodel import Session
from starlette.responses import Response

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
from app.web.acting import FormPage
from app.web.database import SessionDep
from app.web.forms import Form, blank, submitted
from app.web.view import View, ViewDep, notice

router = APIRouter(prefix="/bord/beoordelen")

UNDONE = notice("review_undone", mark("Undone. Nobody was told; it waits for a decision again."))


def page_of_match(
    view: ViewDep, session: SessionDep, actor: ActorDep, match_id: UUID
) -> FormPage[Match]:
    """The review of the match of the path. Every verb locks it with its need and offer."""
    return FormPage(
        view,
        session,
        actor,
        read=partial(get_match, session, actor, match_id),
        lock=partial(lock_match, session, actor, match_id),
        template="review/show.html",
        shown=partial(_shown, view, session, actor),
    )


PageDep = Annotated[FormPage[Match], Depends(page_of_match)]
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
def show(page: PageDep) -> Response:
    match = page.thing
    require(may_review(page.actor, match.region_code))
    if not MatchPolicy(page.actor, match).approve:  # decided meanwhile: its own page says how
        return page.view.redirect(page.view.url("matches:show", match_id=match.id))
    return page.open(approve_in_review)


@router.post("/{match_id}/goedkeuren", name="review:approve")
def approve(page: PageDep, match_id: UUID) -> Response:
    return page.do(approve_in_review, then=_following(page, match_id))


@router.post("/{match_id}/afwijzen", name="review:decline")
def decline(page: PageDep, match_id: UUID, form: ObjectionForm) -> Response:
    return page.do(decline_in_review, form=form, then=_following(page, match_id))


@router.post("/{match_id}/terugdraaien", name="review:undo")
def undo(page: PageDep) -> Response:
    def then(match: Match) -> str:
        if match.status is MatchStatus.WITHDRAWN:  # the team's own proposal is a suggestion again
            return page.view.url("review:suggestion", need_id=match.need_id)
        return page.view.url("review:show", match_id=match.id)

    return page.do(undo_review, then=then, said=UNDONE)


def _following(page: FormPage[Match], match_id: UUID) -> str:
    """What comes after it in the round, as the round is before it is decided."""
    return page_of(page.view, get_queue(page.session, page.actor).after(match_id))


def _shown(
    view: View, session: Session, actor: Actor, match: Match, form: Form[Any] | None
) -> dict[str, Any]:
    choices = MatchChoices.for_reading(session, actor)
    with reading_once(session):  # the region's settings are asked in several places
        case = get_case(session, actor, match, choices.label)
        context = shown(view, get_queue(session, actor), case, choices)
    return context | {"form": form or blank(Objection)}


def _end(view: View, session: Session, actor: Actor, queue: Queue) -> Response:
    """Nothing is left in this round: what was decided, and what was skipped."""
    return view.page(
        "review/end.html", queue=queue, choices=MatchChoices.for_reading(session, actor)
    )
