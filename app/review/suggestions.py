"""The part of the review about suggestions.

Needs that nobody is asked for, each with the offer that fits it best.
"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from sqlmodel import Session
from starlette.responses import Response

from app.core.errors import Invalid
from app.core.policy import require
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.matches.forms import MatchChoices
from app.matches.policy import may_review
from app.needs.models import Need
from app.needs.queries import get_need
from app.review.forms import Approval, Offered, Unsuitable
from app.review.pages import page_of, shown
from app.review.queries import Case, find_suggestion, get_suggestion
from app.review.queue import Queue
from app.review.queue_queries import get_queue
from app.review.routes import UNDONE
from app.suggestions.commands import Proposal
from app.suggestions.rejection_commands import PairInput, Rejection, reject_pair, restore_pair
from app.suggestions.review_commands import propose_in_review
from app.web.database import SessionDep
from app.web.forms import Form, blank, submitted
from app.web.view import View, ViewDep

router = APIRouter(prefix="/bord/beoordelen")


def reviewed_need(session: SessionDep, actor: ActorDep, need_id: UUID) -> Need:
    """The need of the path, for the team of its region."""
    need = get_need(session, actor, need_id)
    require(may_review(actor, need.region_code))
    return need


ReviewedNeedDep = Annotated[Need, Depends(reviewed_need)]


ApprovalForm = Annotated[Form[Approval], Depends(submitted(Approval))]
UnsuitableForm = Annotated[Form[Unsuitable], Depends(submitted(Unsuitable))]
OfferedForm = Annotated[Form[Offered], Depends(submitted(Offered))]


@router.get("/suggesties", name="review:suggestions")
def start(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    require(may_review(actor))
    needs = get_queue(session, actor).needs.waiting
    return view.redirect(page_of(view, needs[0] if needs else None))


@router.get("/suggesties/{need_id}", name="review:suggestion")
def show(view: ViewDep, session: SessionDep, actor: ActorDep, need: ReviewedNeedDep) -> Response:
    queue = get_queue(session, actor)
    if not queue.needs.find(
        need.id
    ):  # somebody is asked meanwhile, or it has ended: its own page says so
        return view.redirect(view.url("needs:show", need_id=need.id))
    choices = MatchChoices.for_reading(session, actor)
    case = find_suggestion(session, actor, need, choices.label)
    if case is None:
        return _nobody(view, queue, need, choices)
    context = shown(view, queue, case, choices)
    return view.page("review/show.html", form=_objection(case), approval=_approval(case), **context)


@router.post("/suggesties/{need_id}/goedkeuren", name="review:propose")
def propose(
    view: ViewDep, session: SessionDep, actor: ActorDep, need: ReviewedNeedDep, form: ApprovalForm
) -> Response:
    following = get_queue(session, actor).after(need.id)
    try:
        given = form.parse()
        pair = {"need": need.id, "offer": given.offer}
        wanted = Proposal(**pair, quantity=given.quantity, offer_quantity=given.offer_quantity)
        propose_in_review(session, actor, wanted)
    except Invalid as problem:
        context = _on_screen(view, session, actor, need.id, form.value("offer"), problem)
        view.request.state.discard = True
        return view.page(
            "review/show.html", status=422, **(context | {"approval": form.refuse(problem)})
        )
    return view.redirect(page_of(view, following))


@router.post("/suggesties/{need_id}/afwijzen", name="review:reject")
def reject(
    view: ViewDep, session: SessionDep, actor: ActorDep, need: ReviewedNeedDep, form: UnsuitableForm
) -> Response:
    try:
        given = form.parse()
        reject_pair(session, actor, Rejection(need=need.id, offer=given.offer, reason=given.reason))
    except Invalid as problem:
        context = _on_screen(view, session, actor, need.id, form.value("offer"), problem)
        view.request.state.discard = True
        return view.page(
            "review/show.html", status=422, **(context | {"form": form.refuse(problem)})
        )
    return view.redirect(
        view.url("review:suggestion", need_id=need.id)
    )  # the next best for the same need


@router.post("/suggesties/{need_id}/terugdraaien", name="review:restore")
def restore(
    view: ViewDep, session: SessionDep, actor: ActorDep, need: ReviewedNeedDep, form: OfferedForm
) -> Response:
    restore_pair(session, actor, PairInput(need=need.id, offer=form.parse().offer))
    return view.redirect(view.url("review:suggestion", need_id=need.id), said=UNDONE)


def _objection(case: Case) -> Form[Unsuitable]:
    return blank(Unsuitable, offer=case.offer.id)


def _approval(case: Case) -> Form[Approval]:
    return blank(
        Approval,
        offer=case.offer.id,
        quantity=case.pair.quantity,
        offer_quantity=case.pair.offer_quantity,
    )


def _on_screen(
    view: View, session: Session, actor: Actor, need_id: UUID, offer: str, problem: Invalid
) -> dict[str, Any]:
    """The page of the suggestion that the form with the error is about. A form that names none was
    not ours.
    """
    session.rollback()
    try:
        offer_id = UUID(offer)
    except ValueError:
        raise problem from None
    choices = MatchChoices.for_reading(session, actor)
    case = get_suggestion(
        session, actor, get_need(session, actor, need_id), offer_id, choices.label
    )
    context = shown(view, get_queue(session, actor), case, choices)
    return context | {"form": _objection(case), "approval": _approval(case)}


def _nobody(view: View, queue: Queue, need: Need, choices: MatchChoices) -> Response:
    """Better say that nobody fits than show who does not."""
    return view.page(
        "review/nobody.html",
        need=need,
        queue=queue,
        round=queue.needs,
        own_id=need.id,
        skip_url=page_of(view, queue.after(need.id)),
        page_of=lambda one: page_of(view, one),
        choices=choices,
    )
