"""The part of the review about suggestions.

Needs that nobody is asked for, each with the offer that fits it best.
"""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.core import inputs
from app.core.errors import Invalid
from app.core.policy import asks, require
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.matches import forms as match_forms, policy as match_policy
from app.needs.models import Need
from app.needs.queries import get_need
from app.review import forms, queries, queue_queries, rounds, routes
from app.review.queue import Queue
from app.suggestions import (
    commands as suggestion_commands,
    rejection_commands,
    review_commands,
    shown_commands,
)
from app.web import Acting, Form, SessionDep, View, ViewDep, blank, submitted

router = APIRouter(prefix="/bord/beoordelen")


def reviewed_need(session: SessionDep, actor: ActorDep, need_id: UUID) -> Need:
    """The need of the path, for the team of its region."""
    need = get_need(session, actor, need_id)
    require(match_policy.may_review(actor, need.region_code))
    return need


ReviewedNeedDep = Annotated[Need, Depends(reviewed_need)]


ApprovalForm = Annotated[Form[forms.Approval], Depends(submitted(forms.Approval))]
UnsuitableForm = Annotated[Form[forms.Unsuitable], Depends(submitted(forms.Unsuitable))]
OfferedForm = Annotated[Form[forms.Offered], Depends(submitted(forms.Offered))]


@router.get("/suggesties", name="review:suggestions")
def start(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    require(match_policy.may_review(actor))
    needs = queue_queries.get_queue(session, actor).needs.waiting
    return view.redirect(rounds.page_of(view, needs[0] if needs else None))


@router.get("/suggesties/{need_id}", name="review:suggestion")
def show(view: ViewDep, session: SessionDep, actor: ActorDep, need: ReviewedNeedDep) -> Response:
    queue = queue_queries.get_queue(session, actor)
    if not queue.needs.find(
        need.id
    ):  # somebody is asked meanwhile, or it has ended: its own page says so
        return view.redirect(view.url("needs:show", need_id=need.id))
    choices = match_forms.MatchChoices.for_reading(session, actor)
    case = queries.find_suggestion(session, actor, need, choices.label)
    shown_commands.note_shown(session, actor, need, [case.why] if case else [])
    if case is None:
        return _nobody(view, queue, need, choices)
    context = rounds.shown(view, queue, case, choices)
    return view.page("review/show.html", form=_objection(case), approval=_approval(case), **context)


def acting_on(view: ViewDep, session: SessionDep, actor: ActorDep, need_id: UUID) -> Acting[Need]:
    """The need of the path. The verbs lock what they change themselves, the need before the
    offer.
    """
    read = partial(get_need, session, actor, need_id)
    return Acting(view, session, actor, read, read)


NeedDep = Annotated[Acting[Need], Depends(acting_on)]


@asks(lambda actor, need: match_policy.may_review(actor, need.region_code))
def _propose(session: Session, actor: Actor, need: Need, given: forms.Approval) -> None:
    wanted = {"quantity": given.quantity, "offer_quantity": given.offer_quantity}
    review_commands.propose_in_review(
        session, actor, suggestion_commands.Proposal(need=need.id, offer=given.offer, **wanted)
    )


@asks(lambda actor, need: match_policy.may_review(actor, need.region_code))
def _reject(session: Session, actor: Actor, need: Need, given: forms.Unsuitable) -> None:
    rejection_commands.reject_pair(
        session,
        actor,
        rejection_commands.Rejection(need=need.id, offer=given.offer, reason=given.reason),
    )


@asks(lambda actor, need: match_policy.may_review(actor, need.region_code))
def _restore(session: Session, actor: Actor, need: Need, given: forms.Offered) -> None:
    rejection_commands.restore_pair(
        session, actor, rejection_commands.PairInput(need=need.id, offer=given.offer)
    )


@router.post("/suggesties/{need_id}/goedkeuren", name="review:propose")
def propose(acting: NeedDep, need_id: UUID, form: ApprovalForm) -> Response:
    following = queue_queries.get_queue(acting.session, acting.actor).after(need_id)
    return acting.lead(
        _propose,
        form=form,
        to=lambda _done: acting.view.redirect(rounds.page_of(acting.view, following)),
        refused=partial(_refused, acting, form, "approval"),
    )


@router.post("/suggesties/{need_id}/afwijzen", name="review:reject")
def reject(acting: NeedDep, need_id: UUID, form: UnsuitableForm) -> Response:
    # The next best for the same need.
    then = rounds.in_round(acting.view, "review:suggestion", need_id=need_id)
    return acting.lead(
        _reject,
        form=form,
        to=lambda _done: acting.view.redirect(then),
        refused=partial(_refused, acting, form, "form"),
    )


@router.post("/suggesties/{need_id}/terugdraaien", name="review:restore")
def restore(acting: NeedDep, need_id: UUID, form: OfferedForm) -> Response:
    acting.perform(_restore, form=form)
    then = rounds.in_round(acting.view, "review:suggestion", need_id=need_id)
    return acting.view.redirect(then, said=routes.UNDONE)


def _objection(case: queries.Case) -> Form[forms.Unsuitable]:
    return blank(forms.Unsuitable, offer=case.offer.id)


def _approval(case: queries.Case) -> Form[forms.Approval]:
    return blank(
        forms.Approval,
        offer=case.offer.id,
        quantity=case.pair.quantity,
        offer_quantity=case.pair.offer_quantity,
    )


def _refused(acting: Acting[Need], form: Form[Any], name: str, problem: Invalid) -> Response:
    """The page of the suggestion that the form with the error is about. A form that names none was
    not ours.
    """
    offer_id = inputs.read_id(form.value("offer"))
    if offer_id is None:
        raise problem
    session, actor = acting.session, acting.actor
    choices = match_forms.MatchChoices.for_reading(session, actor)
    case = queries.get_suggestion(session, actor, acting.now(), offer_id, choices.label)
    context = rounds.shown(acting.view, queue_queries.get_queue(session, actor), case, choices)
    context |= {"form": _objection(case), "approval": _approval(case), name: form.refuse(problem)}
    acting.view.request.state.discard = True
    return acting.view.page("review/show.html", status=422, **context)


def _nobody(view: View, queue: Queue, need: Need, choices: match_forms.MatchChoices) -> Response:
    """Better say that nobody fits than show who does not."""
    return view.page(
        "review/nobody.html",
        need=need,
        queue=queue,
        round=queue.needs,
        own_id=need.id,
        skip_url=rounds.page_of(view, queue.after(need.id)),
        choices=choices,
        **rounds.around(view, queue),
    )
