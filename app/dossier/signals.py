"""The page of a signal: what is done with it, and what follows from it."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.core import errors
from app.core.i18n import mark
from app.dossier import signal_commands, signal_queries
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.needs import queries as need_queries
from app.offers.models import Offer
from app.resilience import policy as example_policy
from app.signals import (
    alike_queries,
    forms,
    models,
    moderation_commands as commands,
    opposite_queries,
    partner_commands,
    policy,
    queries,
    signal_fields,
)
from app.signals.models import Signal
from app.web import Form, Page, SessionDep, ViewDep, blank, notice, submitted

router = APIRouter(prefix="/signalen")

ACCEPTED = notice("signal_accepted", mark("Taken up. The sender reads your answer at the number."))
REJECTED = notice("signal_rejected", mark("Not taken up. The sender reads why at the number."))
OFFERED = notice(
    "signal_offered",
    mark("This draft is made of what a resident offered. Look at it, and publish it."),
)

COUNTS = notice("signal_counts", mark("Taken up. It counts in the picture of the region now."))
REFUSED = notice("signal_refused", mark("Not taken up. Who logged it reads why."))
WITHDRAWN = notice("signal_withdrawn", mark("The signal is withdrawn and counts no more."))
LINKED = notice("signal_linked", mark("The signal leads to this action now."))

ActionForm = Annotated[
    Form[signal_commands.ActionOfSignal], Depends(submitted(signal_commands.ActionOfSignal))
]
AnswerForm = Annotated[Form[commands.SignalAnswer], Depends(submitted(commands.SignalAnswer))]
RefusalForm = Annotated[Form[commands.SignalRefusal], Depends(submitted(commands.SignalRefusal))]
OfferForm = Annotated[Form[commands.OfferOfSignal], Depends(submitted(commands.OfferOfSignal))]


def _said_of(resident: str, organisation: str) -> Callable[[Signal], str]:
    """What is said of an answer, by who reads it."""
    return lambda signal: resident if signal.is_of_resident else organisation


def page_of(view: ViewDep, session: SessionDep, actor: ActorDep, signal_id: UUID) -> Page[Signal]:
    read = partial(queries.get_signal, session, actor, signal_id)
    return Page(
        view,
        session,
        actor,
        read,
        partial(read, lock=True),
        template="signals/show.html",
        block="signal_page",
        address=view.url("signals:show", signal_id=signal_id),
        shown=partial(_shown, session, actor),
    )


PageDep = Annotated[Page[Signal], Depends(page_of)]


@router.get("/{signal_id}", name="signals:show")
def show(page: PageDep) -> Response:
    return page.open()


@router.post("/{signal_id}/oppakken", name="signals:accept")
def accept(page: PageDep, form: AnswerForm) -> Response:
    return page.do(
        commands.accept_signal, form=form, name="accepting", said=_said_of(ACCEPTED, COUNTS)
    )


@router.post("/{signal_id}/afwijzen", name="signals:reject")
def reject(page: PageDep, form: RefusalForm) -> Response:
    return page.do(
        commands.reject_signal, form=form, name="rejecting", said=_said_of(REJECTED, REFUSED)
    )


@router.post("/{signal_id}/intrekken", name="signals:withdraw")
def withdraw(page: PageDep) -> Response:
    return page.do(partner_commands.withdraw_signal, said=WITHDRAWN)


@router.post("/{signal_id}/actie", name="signals:link_action")
def link_action(page: PageDep, form: ActionForm) -> Response:
    return page.do(signal_commands.link_action, form=form, name="linking", said=LINKED)


@router.post("/{signal_id}/aanbod", name="signals:make_offer")
def make_offer(page: PageDep, form: OfferForm) -> Response:
    """To the draft, where the rest is filled in; or the page again with its form."""

    def refused(problem: errors.Invalid) -> Response:
        shown = _shown(page.session, page.actor, page.now(), opened="offering")
        again: dict[str, Any] = shown | {"offering": form}
        return page.view.invalid(page.template, form, problem, fragments=(page.block,), **again)

    def to(offer: Offer) -> Response:
        return page.view.redirect(page.view.url("offers:show", offer_id=offer.id), said=OFFERED)

    return page.lead(commands.make_offer, form=form, to=to, refused=refused)


def _shown(
    session: Session, actor: Actor, signal: Signal, opened: str | None = None
) -> dict[str, Any]:
    choices = forms.SignalChoices.for_writing(session, actor)
    may = policy.SignalPolicy(actor, signal)
    masked = policy.is_masked(actor, signal)
    owner = signal.organisation
    # What follows tells where it is and whose.
    led = [signal.need_id] if signal.need_id and not masked else []
    need = need_queries.find_needs_by_id(session, actor, led)
    action = signal_queries.find_action(session, actor, signal)
    decides = policy.moderates(actor, signal)
    waits = signal.status is models.SignalStatus.RECEIVED
    next_id, waiting = (None, 0)
    if decides and not waits:
        next_id, waiting = queries.find_next_waiting(session, actor)
    alike = []
    if decides and waits and not signal.is_help:
        alike = alike_queries.find_alike(session, actor, alike_queries.seen_of(signal))
    return {
        "alike": alike,
        "trend_word": signal_fields.trend_word(signal.trend, signal.direction),
        "next_id": next_id,
        "waiting": waiting,
        "signal": signal,
        "title": forms.called(signal, choices, is_told=not policy.hides_words(actor, signal)),
        "opposites": opposite_queries.find_opposites_of(session, actor, signal),
        "choices": choices,
        "may": may,
        "may_read": not policy.hides_words(actor, signal),
        "is_masked": masked,
        "owner": signal_fields.name_of(owner.name if owner else None, is_masked=masked),
        "severity": models.SignalSeverity(str(signal.severity)) if signal.severity else None,
        "need": next(iter(need.values()), None),
        "action": action,
        "may_log_need": bool(policy.may_make_need(actor, signal)),
        "may_tell": bool(may.follow_up and signal.is_good and example_policy.may_write(actor)),
        "actions": signal_queries.find_actions(session, actor, signal) if may.follow_up else [],
        "linking": blank(signal_commands.ActionOfSignal),
        "accepting": blank(commands.SignalAnswer, **forms.counted_as(signal)),
        "rejecting": blank(commands.SignalRefusal),
        "offering": blank(commands.OfferOfSignal, **forms.start_of(signal)),
        "opened": opened,
    }
