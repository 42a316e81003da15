"""What came in through the public doors, for who decides about it."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.core import errors
from app.core.i18n import gettext as _, mark
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.offers.models import Offer
from app.signals import forms, moderation_commands as commands, policy, queries
from app.signals.models import Signal
from app.target_groups.choices import RegionChoices
from app.web import Form, Page, SessionDep, ViewDep, blank, from_address, notice, submitted

router = APIRouter(prefix="/signalen")

ACCEPTED = notice("signal_accepted", mark("Taken up. The sender reads your answer at the number."))
REJECTED = notice("signal_rejected", mark("Not taken up. The sender reads why at the number."))
OFFERED = notice(
    "signal_offered",
    mark("This draft is made of what a resident offered. Look at it, and publish it."),
)

FiltersForm = Annotated[Form[queries.SignalFilters], Depends(from_address(queries.SignalFilters))]
AnswerForm = Annotated[Form[commands.SignalAnswer], Depends(submitted(commands.SignalAnswer))]
RefusalForm = Annotated[Form[commands.SignalRefusal], Depends(submitted(commands.SignalRefusal))]
OfferForm = Annotated[Form[commands.OfferOfSignal], Depends(submitted(commands.OfferOfSignal))]


class SignalChoices(RegionChoices):
    """The lists of the page, and what its filters are called."""

    def filter_label(self, name: str, value: str) -> str:
        if name == "unproven":
            return _("Not checked against robots")
        return super().filter_label(name, value)


@router.get("", name="signals:index")
def index(view: ViewDep, session: SessionDep, actor: ActorDep, form: FiltersForm) -> Response:
    if not policy.may_moderate(actor):
        raise errors.Forbidden(
            _("Signals are for coordinators of a municipality and the team of the region.")
        )
    choices, page, elsewhere = SignalChoices.for_reading(session, actor), None, 0
    try:
        page = queries.find_signals(session, actor, form.parse(), size=view.page_size)
        elsewhere = queries.count_other_queue(session, actor, form.parse())
    except errors.Invalid as problem:
        form.refuse(problem)
    return view.page(
        "signals/index.html",
        status=200 if page is not None else 422,
        fragments=("signal_results",),
        form=form,
        page=page,
        elsewhere=elsewhere,
        choices=choices,
    )


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
    return page.do(commands.accept_signal, form=form, name="accepting", said=ACCEPTED)


@router.post("/{signal_id}/afwijzen", name="signals:reject")
def reject(page: PageDep, form: RefusalForm) -> Response:
    return page.do(commands.reject_signal, form=form, name="rejecting", said=REJECTED)


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
    choices = SignalChoices.for_writing(session, actor)
    return {
        "signal": signal,
        "choices": choices,
        "may": policy.SignalPolicy(actor, signal),
        "accepting": blank(commands.SignalAnswer),
        "rejecting": blank(commands.SignalRefusal),
        "offering": blank(commands.OfferOfSignal, **forms.start_of(signal)),
        "opened": opened,
    }
