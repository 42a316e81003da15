"""The offer of a path with its form, for routes."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from sqlmodel import Session

from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.offers import fields, forms, queries
from app.offers.models import Offer, OfferStatus
from app.web import (
    Form,
    FormPage,
    SessionDep,
    View,
    ViewDep,
    blank,
    from_address,
    nothing,
    opened,
    paths,
)

TEMPLATE = "offers/form.html"

StartForm = Annotated[Form[forms.OfferStart], Depends(from_address(forms.OfferStart))]


def page_after(start: Form[forms.OfferStart]) -> str:
    """Where to go once the offer is published, when the address says so."""
    return paths.safe_path(start.value("after")) if start.value("after") else ""


def page_of_new(view: View, start: Form[forms.OfferStart], offer: Offer) -> str:
    """Where to go with a new offer: only what is published can be used for what it was posted
    for.
    """
    own = view.url("offers:show", offer_id=offer.id)
    return page_after(start) or own if offer.status is OfferStatus.PUBLISHED else own


def new_form(
    view: ViewDep, session: SessionDep, actor: ActorDep, start: StartForm
) -> FormPage[None]:
    """The form of a new offer, with what the address fills in."""

    def shown(_none: None, form: Form[Any] | None) -> dict[str, Any]:
        choices = forms.OfferChoices.for_writing(session, actor)
        form = form or blank(fields.OfferInput, **choices.defaults(actor) | forms.start_of(start))
        return {
            "form": choices.understand(form),
            "offer": None,
            "again": None,
            "beside": None,
            "choices": choices,
            "after": page_after(start),
        }

    return FormPage(view, session, actor, nothing, nothing, TEMPLATE, shown, keeps=True)


def form_of(view: ViewDep, session: SessionDep, actor: ActorDep, offer_id: UUID) -> FormPage[Offer]:
    """The form of the offer of the path. Who saves it locks the offer: two people never change it
    at once.
    """
    read = partial(queries.get_offer, session, actor, offer_id)
    shown = partial(_shown, session, actor)
    return FormPage(
        view, session, actor, read, partial(read, lock=True), TEMPLATE, shown, keeps=True
    )


NewOfferDep = Annotated[FormPage[None], Depends(new_form)]
OfferFormDep = Annotated[FormPage[Offer], Depends(form_of)]


def _shown(session: Session, actor: Actor, offer: Offer, form: Form[Any] | None) -> dict[str, Any]:
    """What was typed, or the offer as it is."""
    choices = forms.OfferChoices.for_writing(session, actor, offer.organisation)
    return {
        "form": choices.understand(opened(fields.OfferInput, offer, form, label=choices.label)),
        "offer": offer,
        "again": None,
        "beside": None,
        "choices": choices,
        "after": "",
    }


def repeated(session: Session, actor: Actor, offer: Offer) -> dict[str, Any]:
    """What the form of a new offer shows that offers the same once more. Nothing is stored until
    it is sent.
    """
    choices = forms.OfferChoices.for_writing(session, actor)
    form = blank(fields.OfferInput, **choices.again_of(offer))
    return {
        "form": form,
        "offer": None,
        "again": offer,
        "beside": None,
        "kept": None,
        "choices": choices,
        "after": "",
    }
