"""Pages of offers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from sqlmodel import Session
from starlette.responses import Response

from app.core import clock
from app.core.errors import Invalid
from app.core.i18n import mark
from app.core.policy import require
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.identity.timeline import find_timeline
from app.offers import commands, queries
from app.offers.commands import OfferInput, OfferReturning, OfferWithdrawing
from app.offers.forms import OfferChoices, typed_of
from app.offers.labels import EVENT_WORDS
from app.offers.models import Offer, OfferStatus, last_day, state_on
from app.offers.policy import OfferPolicy, may_post
from app.offers.queries import OfferFilters
from app.web.database import SessionDep
from app.web.forms import Form, asked, blank, submitted
from app.web.view import View, ViewDep, notice

router = APIRouter(prefix="/aanbod")

SAVED = notice("offer_saved", mark("The draft is saved. Only your own organisation sees it."))
CHANGED = notice("offer_changed", mark("The change is saved."))
PUBLISHED = notice("offer_published", mark("The offer is published. Everybody in the region sees it now."))
SUBMITTED = notice("offer_submitted", mark("The offer waits for the team of the region. After that everybody sees it."))
ADMITTED = notice("offer_admitted", mark("The offer is admitted. Everybody in the region sees it now."))
RETURNED = notice("offer_returned", mark("The offer is sent back. The organisation sees what has to change."))
CONFIRMED = notice("offer_confirmed", mark("Thank you. The offer is up to date again."))
PAUSED = notice("offer_paused", mark("The offer is paused. It can still be seen, but nobody is invited."))
RESUMED = notice("offer_resumed", mark("The offer is available again."))
WITHDRAWN = notice("offer_withdrawn", mark("The offer is withdrawn."))
DISCARDED = notice("offer_discarded", mark("The draft is thrown away."))


def readable_offer(session: SessionDep, actor: ActorDep, offer_id: UUID) -> Offer:
    """The offer of the path, to read."""
    return queries.get_offer(session, actor, offer_id)


def locked_offer(session: SessionDep, actor: ActorDep, offer_id: UUID) -> Offer:
    """The offer of the path, held until the request is done: two people never change it at once."""
    return queries.get_offer(session, actor, offer_id, lock=True)


OfferDep = Annotated[Offer, Depends(readable_offer)]
LockedOfferDep = Annotated[Offer, Depends(locked_offer)]
OfferForm = Annotated[Form[OfferInput], Depends(submitted(OfferInput))]


@router.get("", name="offers:index")
def index(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    form: Annotated[Form[OfferFilters], Depends(asked(OfferFilters))],
) -> Response:
    choices = OfferChoices.for_reading(session, actor)
    try:
        filters = form.parse()
    except Invalid as problem:
        return view.page(
            "offers/index.html", status=422, form=form.refuse(problem), filters=None, page=None, choices=choices
        )
    page = queries.find_offers(session, actor, filters, size=view.page_size)
    return view.page(
        "offers/index.html", fragments=("offer_results",), form=form, filters=filters, page=page, choices=choices
    )


@router.get("/nieuw", name="offers:new")
def new(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    require(may_post(actor))
    choices = OfferChoices.for_writing(session, actor)
    return view.page("offers/form.html", form=blank(OfferInput, **choices.defaults(actor)), offer=None, choices=choices)


@router.post("", name="offers:create")
def create(view: ViewDep, session: SessionDep, actor: ActorDep, form: OfferForm) -> Response:
    choices = OfferChoices.for_writing(session, actor)
    try:
        offer = commands.post_offer(session, actor, form.parse())
    except Invalid as problem:
        return view.invalid("offers/form.html", form, problem, offer=None, choices=choices)
    return view.redirect(_page_of(view, offer), said=_said_of(offer, SAVED))


@router.get("/{offer_id}", name="offers:show")
def show(view: ViewDep, session: SessionDep, actor: ActorDep, offer: OfferDep) -> Response:
    return view.page("offers/show.html", **_shown(session, actor, offer))


@router.get("/{offer_id}/wijzigen", name="offers:edit")
def edit(view: ViewDep, session: SessionDep, actor: ActorDep, offer: OfferDep) -> Response:
    require(OfferPolicy(actor, offer).edit)
    choices = OfferChoices.for_writing(session, actor, offer.organisation)
    return view.page("offers/form.html", form=blank(OfferInput, **typed_of(offer)), offer=offer, choices=choices)


@router.post("/{offer_id}", name="offers:save")
def save(view: ViewDep, session: SessionDep, actor: ActorDep, offer: LockedOfferDep, form: OfferForm) -> Response:
    choices = OfferChoices.for_writing(session, actor, offer.organisation)
    before = offer.status
    try:
        commands.edit_offer(session, actor, offer, form.parse())
    except Invalid as problem:
        return view.invalid("offers/form.html", form, problem, offer=offer, choices=choices)
    return view.redirect(_page_of(view, offer), said=CHANGED if offer.status is before else _said_of(offer, CHANGED))


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
        shown = _shown(session, actor, offer) | {"returning": form, "opened": "return"}
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
    offer: LockedOfferDep,
    form: Annotated[Form[OfferWithdrawing], Depends(submitted(OfferWithdrawing))],
) -> Response:
    try:
        commands.withdraw_offer(session, actor, offer, form.parse())
    except Invalid as problem:
        shown = _shown(session, actor, offer) | {"withdrawing": form, "opened": "withdraw"}
        return view.invalid("offers/show.html", form, problem, fragments=("offer_page",), **shown)
    return _changed(view, session, actor, offer, WITHDRAWN)


@router.post("/{offer_id}/weggooien", name="offers:discard")
def discard(view: ViewDep, session: SessionDep, actor: ActorDep, offer: LockedOfferDep) -> Response:
    commands.discard_offer(session, actor, offer)
    return view.redirect(view.url("offers:index"), said=DISCARDED)


def _page_of(view: View, offer: Offer) -> str:
    return view.url("offers:show", offer_id=offer.id)


def _said_of(offer: Offer, otherwise: str) -> str:
    return {OfferStatus.PUBLISHED: PUBLISHED, OfferStatus.SUBMITTED: SUBMITTED}.get(offer.status, otherwise)


def _decide(
    view: View,
    session: Session,
    actor: Actor,
    offer: Offer,
    command: Callable[[Session, Actor, Offer], Offer],
    said: str,
) -> Response:
    """A verb without a form. When the offer itself stands in the way (its period is over), its form says where."""
    try:
        command(session, actor, offer)
    except Invalid as problem:
        choices = OfferChoices.for_writing(session, actor, offer.organisation)
        form = blank(OfferInput, **typed_of(offer))
        return view.invalid("offers/form.html", form, problem, offer=offer, choices=choices)
    return _changed(view, session, actor, offer, SUBMITTED if offer.status is OfferStatus.SUBMITTED else said)


def _changed(view: View, session: Session, actor: Actor, offer: Offer, said: str) -> Response:
    session.flush()
    shown = _shown(session, actor, offer)
    return view.changed("offers/show.html", "offer_page", then=_page_of(view, offer), said=said, **shown)


def _shown(session: Session, actor: Actor, offer: Offer) -> dict[str, Any]:
    """What the page of an offer shows."""
    is_own = offer.organisation_id in actor.organisation_ids
    return {
        "offer": offer,
        "state_now": state_on(clock.today(), offer.status, offer.available_until, offer.fresh_until),
        "last_day": last_day(offer.available_until, offer.fresh_until),
        "may": OfferPolicy(actor, offer),
        "is_own": is_own,
        "choices": OfferChoices.for_reading(session, actor),
        "entries": find_timeline(session, offer.id, EVENT_WORDS, with_names=is_own),
        "withdrawing": blank(OfferWithdrawing),
        "returning": blank(OfferReturning),
        "opened": None,
    }
