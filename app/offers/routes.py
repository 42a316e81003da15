"""Pages of offers."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.core import pages
from app.core.errors import Invalid
from app.core.i18n import mark
from app.core.policy import require
from app.filters.models import FilteredList
from app.filters.queries import find_saved
from app.identity.actor import Actor
from app.identity.deps import ActorDep, VisitorDep
from app.live import rows, stream
from app.live.deps import ShownForm
from app.members import labels as member_labels
from app.offers import (
    commands,
    confirmation_commands,
    confirmation_queries,
    deps,
    fields,
    forms,
    policy,
    queries,
)
from app.offers.models import Offer, OfferStatus
from app.web import Acting, Form, SessionDep, View, ViewDep, from_address, notice, submitted

router = APIRouter(prefix="/aanbod")

SAVED = notice("offer_saved", mark("The draft is saved. Only your own organisation sees it."))
CHANGED = notice("offer_changed", mark("The change is saved."))
PUBLISHED = notice(
    "offer_published", mark("The offer is published. Everybody in the region sees it now.")
)
SUBMITTED = notice(
    "offer_submitted",
    mark("The offer waits for the team of the region. After that everybody sees it."),
)
ADMITTED = notice(
    "offer_admitted", mark("The offer is admitted. Everybody in the region sees it now.")
)
RETURNED = notice(
    "offer_returned", mark("The offer is sent back. The organisation sees what has to change.")
)
CONFIRMED = notice("offer_confirmed", mark("Thank you. The offer is up to date again."))
CONFIRMED_ALL = notice("offers_confirmed", mark("Thank you. All your offers are up to date again."))
PAUSED = notice(
    "offer_paused", mark("The offer is paused. It can still be seen, but nobody is invited.")
)
RESUMED = notice("offer_resumed", mark("The offer is available again."))
CHARGED = notice(
    "offer_charged",
    mark("It is changed who looks after this offer."),
    from_page=partial(
        member_labels.charged,
        mark("%(name)s looks after this offer."),
        mark("Nobody looks after this offer."),
    ),
)
WITHDRAWN = notice("offer_withdrawn", mark("The offer is withdrawn."))
DISCARDED = notice("offer_discarded", mark("The draft is thrown away."))

FiltersForm = Annotated[Form[queries.OfferFilters], Depends(from_address(queries.OfferFilters))]
OfferForm = Annotated[Form[fields.OfferInput], Depends(submitted(fields.OfferInput))]


@router.get("", name="offers:index")
def index(view: ViewDep, session: SessionDep, actor: ActorDep, form: FiltersForm) -> Response:
    heard = stream.hall_of(view.request).heard
    choices = forms.OfferChoices.for_reading(session, actor)
    choices.understand(form)
    find = partial(queries.find_offers, session, actor, size=view.page_size)
    try:
        filters, page, typed = view.find_meant(session, actor, form, find)
    except Invalid as problem:
        return view.page(
            "offers/index.html",
            status=422,
            form=form.refuse(problem),
            page=None,
            choices=choices,
            confirmable=None,
        )
    return view.page(
        "offers/index.html",
        fragments=("offer_results",),
        form=form,
        page=page,
        typed=typed,
        choices=choices,
        live=_live(view, form).draw(actor, page, choices, heard),
        saved=find_saved(session, actor, FilteredList.OFFERS),
        confirmable=confirmation_queries.count_confirmable(session, actor)
        if filters.mine
        else None,
    )


@router.get("/live", name="offers:live_list")
def watch(view: ViewDep, actor: VisitorDep, form: FiltersForm, seen: ShownForm) -> Response:
    """What changes in the list, for the page that shows it."""
    return _live(view, form).watch(actor, form, seen.value("shown"))


@router.post("/bevestigen", name="offers:confirm_all")
def confirm_all(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    read = partial(confirmation_queries.find_confirmable, session, actor)
    Acting(view, session, actor, read, partial(read, lock=True)).perform(
        confirmation_commands.confirm_offers
    )
    return view.redirect(view.url("offers:index", mine="1"), said=CONFIRMED_ALL)


@router.get("/{offer_id}/wijzigen", name="offers:edit")
def edit(page: deps.OfferFormDep) -> Response:
    return page.open(commands.edit_offer)


@router.get("/{offer_id}/nog-eens", name="offers:repeat")
def repeat(page: deps.OfferFormDep) -> Response:
    require(policy.OfferPolicy(page.actor, page.thing).repeat)
    return page.view.page(deps.TEMPLATE, **deps.repeated(page.session, page.actor, page.thing))


@router.post("/{offer_id}", name="offers:save")
def save(page: deps.OfferFormDep, offer_id: UUID, form: OfferForm) -> Response:
    before = page.thing.status
    return page.do(
        commands.edit_offer,
        form=form,
        then=page.view.url("offers:show", offer_id=offer_id),
        said=lambda offer: CHANGED if offer.status is before else said_of(offer, CHANGED),
    )


@router.post("/{offer_id}/weggooien", name="offers:discard")
def discard(page: deps.OfferFormDep) -> Response:
    return page.do(commands.discard_offer, then=page.view.url("offers:index"), said=DISCARDED)


def said_of(offer: Offer, otherwise: str) -> str:
    """What follows when an offer was sent: where it stands now."""
    return {OfferStatus.PUBLISHED: PUBLISHED, OfferStatus.SUBMITTED: SUBMITTED}.get(
        offer.status, otherwise
    )


def _live(view: View, form: Form[queries.OfferFilters]) -> rows.LiveRows:
    """The list with these filters, which one reads anew."""

    def find(session: Session, actor: Actor) -> tuple[pages.ResultPage[Any], Any]:
        choices = forms.OfferChoices.for_reading(session, actor)
        filters = choices.understand(form).parse()
        return queries.find_offers(session, actor, filters, size=view.page_size), choices

    return rows.LiveRows(view, "offers", form.chosen(), find)
