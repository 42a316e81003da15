"""The part of the review about suggestions.

Needs that nobody is asked for, each with the offer that fits it best.
"""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from sqlmodel import Session
from starlette.responses import Response

from app.core.errors import Invalid
from app.core.policy import asks, require
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
from app.web.acting import Acting
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


def acting_on(view: ViewDep, session: SessionDep, actor: ActorDep, need_id: UUID) -> Acting[Need]:
    """The need of the path. The verbs lock what they change themselves, the need before the
    offer.
    """
    read = partial(get_need, session, actor, need_id)
    return Acting(view, session, actor, read, read)


NeedDep = Annotated[Acting[Need], Depends(acting_on)]


@asks(lambda actor, need: may_review(actor, need.region_code))
def _propose(session: Session, actor: Actor, need: Need, given: Approval) -> None:
    wanted = {"quantity": given.quantity, "offer_quantity": given.offer_quantity}
    propose_in_review(session, actor, Proposal(need=need.id, offer=given.offer, **wanted))


@asks(lambda actor, need: may_review(actor, need.region_code))
def _reject(session: Session, actor: Actor, need: Need, given: Unsuitable) -> None:
    reject_pair(session, actor, Rejection(need=need.id, offer=given.offer, reason=given.reason))


@asks(lambda actor, need: may_review(actor, need.region_code))
def _restore(session: Session, actor: Actor, need: Need, given: Offered) -> None:
    restore_pair(session, actor, PairInput(need=need.id, offer=given.offer))


@router.post("/suggesties/{need_id}/goedkeuren", name="review:propose")
def propose(acting: NeedDep, need_id: UUID, form: ApprovalForm) -> Response:
    following = get_queue(acting.session, acting.actor).after(need_id)
    try:
        acting.perform(_propose, form=form)
    except Invalid as problem:
        return _refused(acting, form, problem, "approval")
    return acting.view.redirect(page_of(acting.view, following))


@router.post("/suggesties/{need_id}/afwijzen", name="review:reject")
def reject(acting: NeedDep, need_id: UUID, form: UnsuitableForm) -> Response:
    try:
        acting.perform(_reject, form=form)
    except Invalid as problem:
        return _refused(acting, form, problem, "form")
    # The next best for the same need.
    return acting.view.redirect(acting.view.url("review:suggestion", need_id=need_id))


@router.post("/suggesties/{need_id}/terugdraaien", name="review:restore")
def restore(acting: NeedDep, need_id: UUID, form: OfferedForm) -> Response:
    acting.perform(_restore, form=form)
    then = acting.view.url("review:suggestion", need_id=need_id)
    return acting.view.redirect(then, said=UNDONE)


def _objection(case: Case) -> Form[Unsuitable]:
    return blank(Unsuitable, offer=case.offer.id)


def _approval(case: Case) -> Form[Approval]:
    return blank(
        Approval,
        offer=case.offer.id,
        quantity=case.pair.quantity,
        offer_quantity=case.pair.offer_quantity,
    )


def _refused(acting: Acting[Need], form: Form[Any], problem: Invalid, name: str) -> Response:
    """The page of the suggestion that the form with the error is about. A form that names none was
    not ours.
    """
    try:
        offer_id = UUID(form.value("offer"))
    except ValueError:
        raise problem from None
    session, actor = acting.session, acting.actor
    choices = MatchChoices.for_reading(session, actor)
    case = get_suggestion(session, actor, acting.now(), offer_id, choices.label)
    context = shown(acting.view, get_queue(session, actor), case, choices)
    context |= {"form": _objection(case), "approval": _approval(case), name: form.refuse(problem)}
    acting.view.request.state.discard = True
    return acting.view.page("review/show.html", status=422, **context)


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
