"""The review of proposals: the first one, one of them, the three verbs of the team, and the end."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.core.i18n import mark
from app.core.policy import require
from app.core.read_once import reading_once
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.matches import (
    commands as match_commands,
    forms as match_forms,
    locks as match_locks,
    policy as match_policy,
    queries as match_queries,
)
from app.matches.models import Match, MatchStatus
from app.review import queries, queue_queries, rounds
from app.review.queue import Queue
from app.suggestions import review_commands
from app.web import Form, FormPage, SessionDep, View, ViewDep, blank, notice, submitted

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
        read=partial(match_queries.get_match, session, actor, match_id),
        lock=partial(match_locks.lock_match, session, actor, match_id),
        template="review/show.html",
        shown=partial(_shown, view, session, actor),
    )


PageDep = Annotated[FormPage[Match], Depends(page_of_match)]
YesForm = Annotated[Form[match_commands.Yes], Depends(submitted(match_commands.Yes))]
ObjectionForm = Annotated[
    Form[review_commands.Objection], Depends(submitted(review_commands.Objection))
]


@router.get("", name="review:start")
def start(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    require(match_policy.may_review(actor))
    queue = queue_queries.get_queue(session, actor)
    if queue.proposals.waiting:
        return view.redirect(rounds.page_of(view, queue.proposals.waiting[0]))
    return _end(view, session, actor, queue)


@router.get("/klaar", name="review:end")
def end(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    require(match_policy.may_review(actor))
    return _end(view, session, actor, queue_queries.get_queue(session, actor))


@router.get("/{match_id}", name="review:show")
def show(page: PageDep) -> Response:
    match = page.thing
    require(match_policy.may_review(page.actor, match.region_code))
    if not match_policy.MatchPolicy(
        page.actor, match
    ).approve:  # decided meanwhile: its own page says how
        return page.view.redirect(page.view.url("matches:show", match_id=match.id))
    return page.open(review_commands.approve_in_review)


@router.post("/{match_id}/goedkeuren", name="review:approve")
def approve(page: PageDep, match_id: UUID, form: YesForm) -> Response:
    return page.do(review_commands.approve_in_review, form=form, then=_following(page, match_id))


@router.post("/{match_id}/afwijzen", name="review:decline")
def decline(page: PageDep, match_id: UUID, form: ObjectionForm) -> Response:
    return page.do(review_commands.decline_in_review, form=form, then=_following(page, match_id))


@router.post("/{match_id}/terugdraaien", name="review:undo")
def undo(page: PageDep) -> Response:
    def then(match: Match) -> str:
        if match.status is MatchStatus.WITHDRAWN:  # the team's own proposal is a suggestion again
            return rounds.in_round(page.view, "review:suggestion", need_id=match.need_id)
        return rounds.in_round(page.view, "review:show", match_id=match.id)

    return page.do(review_commands.undo_review, then=then, said=UNDONE)


def _following(page: FormPage[Match], match_id: UUID) -> str:
    """What comes after it in the round, as the round is before it is decided."""
    return rounds.page_of(
        page.view, queue_queries.get_queue(page.session, page.actor).after(match_id)
    )


def _shown(
    view: View, session: Session, actor: Actor, match: Match, form: Form[Any] | None
) -> dict[str, Any]:
    choices = match_forms.MatchChoices.for_reading(session, actor)
    with reading_once(session):  # the region's settings are asked in several places
        case = queries.get_case(session, actor, match, choices.label)
        context = rounds.shown(view, queue_queries.get_queue(session, actor), case, choices)
    return context | {"form": _objection(form)}


def _objection(form: Form[Any] | None) -> Form[review_commands.Objection]:
    """The form of this page, also with what is wrong with a yes that brought fields of it along."""
    if form is None:
        return blank(review_commands.Objection)
    sent = Form(review_commands.Objection, form.typed)
    sent.errors, sent.is_back = form.errors, form.is_back
    return sent


def _end(view: View, session: Session, actor: Actor, queue: Queue) -> Response:
    """The last proposal was looked at: what was decided, what was skipped, and what comes after."""
    choices = match_forms.MatchChoices.for_reading(session, actor)
    return view.page("review/end.html", queue=queue, choices=choices, **rounds.around(view, queue))
