"""The page of an offer: what it says, who is asked or works on it, and what can be done with it."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from sqlmodel import Session
from starlette.responses import Response

from app.actions.match_queries import find_serving
from app.core import clock
from app.core.errors import Invalid
from app.dossier.deps import ShowingForm
from app.dossier.suggestions import ProposalOnPage, RejectionOnPage, suggest_on_offer
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.identity.timeline import find_timeline
from app.matches.labels import status_label as match_label
from app.matches.locks import lock_needs_of_offer
from app.matches.queries import find_matches_of_offer
from app.needs.queries import has_open_need
from app.offers import commands
from app.offers.commands import OfferInput, OfferReturning, OfferWithdrawing
from app.offers.deps import LockedOfferDep, OfferDep
from app.offers.forms import OfferChoices, typed_of
from app.offers.labels import EVENT_WORDS
from app.offers.models import Offer, OfferStatus, last_day, state_on
from app.offers.policy import OfferPolicy
from app.offers.queries import get_offer
from app.offers.routes import (
    ADMITTED,
    CONFIRMED,
    PAUSED,
    PUBLISHED,
    RESUMED,
    RETURNED,
    SUBMITTED,
    WITHDRAWN,
)
from app.suggestions.policy import chooses_for_offer, propose_for_offer
from app.web.database import SessionDep
from app.web.forms import Form, blank, submitted
from app.web.view import View, ViewDep

router = APIRouter(prefix="/aanbod")


def ending_offer(session: SessionDep, actor: ActorDep, offer_id: UUID) -> Offer:
    """The offer of the path, locked after the needs it is matched to."""
    get_offer(session, actor, offer_id)  # who may not see it locks nothing
    lock_needs_of_offer(session, offer_id)
    return get_offer(session, actor, offer_id, lock=True)


EndingOfferDep = Annotated[Offer, Depends(ending_offer)]


@router.get("/{offer_id}", name="offers:show")
def show(
    view: ViewDep, session: SessionDep, actor: ActorDep, offer: OfferDep, form: ShowingForm
) -> Response:
    shown = shown_offer(session, actor, offer, show_all=form.value("show") == "all")
    shown["focus_more"] = view.wanted_block == "offer_help"
    return view.page("offers/show.html", fragments=("offer_help",), **shown)


@router.post("/{offer_id}/plaatsen", name="offers:publish")
def publish(view: ViewDep, session: SessionDep, actor: ActorDep, offer: LockedOfferDep) -> Response:
    return _decide(view, session, actor, offer, commands.publish_offer, PUBLISHED)


@router.post("/{offer_id}/toelaten", name="offers:admit")
def admit(view: ViewDep, session: SessionDep, actor: ActorDep, offer: LockedOfferDep) -> Response:
    return _decide(view, session, actor, offer, commands.admit_offer, ADMITTED)


@router.post("/{offer_id}/terugsturen", name="offers:return")
def give_back(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    offer: LockedOfferDep,
    form: Annotated[Form[OfferReturning], Depends(submitted(OfferReturning))],
) -> Response:
    try:
        commands.return_offer(session, actor, offer, form.parse())
    except Invalid as problem:
        shown = shown_offer(session, actor, offer) | {"returning": form, "opened": "return"}
        return view.invalid("offers/show.html", form, problem, fragments=("offer_page",), **shown)
    # A draft is its organisation's own: the team no longer sees it.
    return view.redirect(view.url("offers:index", state="submitted"), said=RETURNED)


@router.post("/{offer_id}/bevestigen", name="offers:confirm")
def confirm(view: ViewDep, session: SessionDep, actor: ActorDep, offer: LockedOfferDep) -> Response:
    return _decide(view, session, actor, offer, commands.confirm_offer, CONFIRMED)


@router.post("/{offer_id}/pauzeren", name="offers:pause")
def pause(view: ViewDep, session: SessionDep, actor: ActorDep, offer: LockedOfferDep) -> Response:
    return _decide(view, session, actor, offer, commands.pause_offer, PAUSED)


@router.post("/{offer_id}/hervatten", name="offers:resume")
def resume(view: ViewDep, session: SessionDep, actor: ActorDep, offer: LockedOfferDep) -> Response:
    return _decide(view, session, actor, offer, commands.resume_offer, RESUMED)


@router.post("/{offer_id}/intrekken", name="offers:withdraw")
def withdraw(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    offer: EndingOfferDep,
    form: Annotated[Form[OfferWithdrawing], Depends(submitted(OfferWithdrawing))],
) -> Response:
    try:
        commands.withdraw_offer(session, actor, offer, form.parse())
    except Invalid as problem:
        shown = shown_offer(session, actor, offer) | {"withdrawing": form, "opened": "withdraw"}
        return view.invalid("offers/show.html", form, problem, fragments=("offer_page",), **shown)
    return _changed(view, session, actor, offer, WITHDRAWN)


def _decide(
    view: View,
    session: Session,
    actor: Actor,
    offer: Offer,
    command: Callable[[Session, Actor, Offer], Offer],
    said: str,
) -> Response:
    """A verb without a form. When the offer itself stands in the way (its period is over), its form
    says where.
    """
    try:
        command(session, actor, offer)
    except Invalid as problem:
        choices = OfferChoices.for_writing(session, actor, offer.organisation)
        form = blank(OfferInput, **typed_of(offer))
        return view.invalid(
            "offers/form.html", form, problem, offer=offer, choices=choices, after=""
        )
    return _changed(
        view, session, actor, offer, SUBMITTED if offer.status is OfferStatus.SUBMITTED else said
    )


def _changed(view: View, session: Session, actor: Actor, offer: Offer, said: str) -> Response:
    session.flush()
    return view.changed(
        "offers/show.html",
        "offer_page",
        then=_page_of(view, offer),
        shown=lambda: shown_offer(session, actor, offer),
        said=said,
    )


def shown_offer(
    session: Session, actor: Actor, offer: Offer, *, show_all: bool = False
) -> dict[str, Any]:
    """What the page of an offer shows; `show_all` its suggestions, and not only the best."""
    choices = OfferChoices.for_reading(session, actor)
    state_now = state_on(clock.today(), offer.status, offer.available_until, offer.fresh_until)
    is_own = offer.organisation_id in actor.organisation_ids
    chooses_any = chooses_for_offer(actor, offer)
    may_propose = bool(propose_for_offer(actor, offer)) and (
        chooses_any or has_open_need(session, actor)
    )
    partners = find_matches_of_offer(session, actor, offer)
    return {
        "offer": offer,
        "state_now": state_now,
        "last_day": last_day(offer.available_until, offer.fresh_until),
        "unavailable_until": offer.organisation.unavailable_on(clock.today()),
        "may": OfferPolicy(actor, offer),
        "is_own": is_own,
        "choices": choices,
        "entries": find_timeline(session, offer.id, EVENT_WORDS, with_names=is_own),
        "withdrawing": blank(OfferWithdrawing),
        "returning": blank(OfferReturning),
        "opened": None,
        "partners": partners,
        "serving": find_serving(session, actor, [row.id for row in partners.rows]),
        "may_propose": may_propose,
        "chooses_any": chooses_any,
        "suggesting": suggest_on_offer(
            session, actor, offer, state_now, choices, show_all=show_all
        ),
        "proposing": blank(ProposalOnPage),
        "rejecting": blank(RejectionOnPage),
        "focus_more": False,
        "match_label": match_label,
    }


def _page_of(view: View, offer: Offer) -> str:
    return view.url("offers:show", offer_id=offer.id)
