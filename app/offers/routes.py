"""Pages of offers."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from app.core.errors import Invalid
from app.core.i18n import mark
from app.core.policy import require
from app.identity.deps import ActorDep
from app.offers import commands, queries
from app.offers.deps import LockedOfferDep, OfferDep
from app.offers.fields import OfferInput
from app.offers.forms import OfferChoices, OfferStart, start_of
from app.offers.models import Offer, OfferStatus
from app.offers.policy import OfferPolicy, may_post
from app.offers.queries import OfferFilters
from app.web.database import SessionDep
from app.web.forms import Form, asked, blank, opened, submitted
from app.web.paths import safe_path
from app.web.view import View, ViewDep, notice

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
PAUSED = notice(
    "offer_paused", mark("The offer is paused. It can still be seen, but nobody is invited.")
)
RESUMED = notice("offer_resumed", mark("The offer is available again."))
WITHDRAWN = notice("offer_withdrawn", mark("The offer is withdrawn."))
DISCARDED = notice("offer_discarded", mark("The draft is thrown away."))

OfferForm = Annotated[Form[OfferInput], Depends(submitted(OfferInput))]
StartForm = Annotated[Form[OfferStart], Depends(asked(OfferStart))]


@router.get("", name="offers:index")
def index(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    form: Annotated[Form[OfferFilters], Depends(asked(OfferFilters))],
) -> Response:
    choices = OfferChoices.for_reading(session, actor)
    choices.understand(form)
    try:
        filters = form.parse()
    except Invalid as problem:
        return view.page(
            "offers/index.html",
            status=422,
            form=form.refuse(problem),
            filters=None,
            page=None,
            choices=choices,
        )
    page = queries.find_offers(session, actor, filters, size=view.page_size)
    return view.page(
        "offers/index.html",
        fragments=("offer_results",),
        form=form,
        filters=filters,
        page=page,
        choices=choices,
    )


@router.get("/nieuw", name="offers:new")
def new(view: ViewDep, session: SessionDep, actor: ActorDep, start: StartForm) -> Response:
    require(may_post(actor))
    choices = OfferChoices.for_writing(session, actor)
    form = blank(OfferInput, **choices.defaults(actor) | start_of(start))
    return view.page(
        "offers/form.html", form=form, offer=None, choices=choices, after=_after(start)
    )


@router.post("", name="offers:create")
def create(
    view: ViewDep, session: SessionDep, actor: ActorDep, form: OfferForm, start: StartForm
) -> Response:
    choices, after = OfferChoices.for_writing(session, actor), _after(start)
    try:
        offer = commands.post_offer(session, actor, form.parse())
    except Invalid as problem:
        return view.invalid(
            "offers/form.html", form, problem, offer=None, choices=choices, after=after
        )
    # Only what is published can be used for what it was posted for.
    then = after if after and offer.status is OfferStatus.PUBLISHED else _page_of(view, offer)
    return view.redirect(then, said=_said_of(offer, SAVED))


@router.get("/{offer_id}/wijzigen", name="offers:edit")
def edit(view: ViewDep, session: SessionDep, actor: ActorDep, offer: OfferDep) -> Response:
    require(OfferPolicy(actor, offer).edit)
    choices = OfferChoices.for_writing(session, actor, offer.organisation)
    form = opened(OfferInput, offer)
    return view.page("offers/form.html", form=form, offer=offer, choices=choices, after="")


@router.post("/{offer_id}", name="offers:save")
def save(
    view: ViewDep, session: SessionDep, actor: ActorDep, offer: LockedOfferDep, form: OfferForm
) -> Response:
    choices = OfferChoices.for_writing(session, actor, offer.organisation)
    before = offer.status
    try:
        commands.edit_offer(session, actor, offer, form.parse())
    except Invalid as problem:
        return view.invalid(
            "offers/form.html", form, problem, offer=offer, choices=choices, after=""
        )
    return view.redirect(
        _page_of(view, offer), said=CHANGED if offer.status is before else _said_of(offer, CHANGED)
    )


@router.post("/{offer_id}/weggooien", name="offers:discard")
def discard(view: ViewDep, session: SessionDep, actor: ActorDep, offer: LockedOfferDep) -> Response:
    commands.discard_offer(session, actor, offer)
    return view.redirect(view.url("offers:index"), said=DISCARDED)


def _after(start: Form[OfferStart]) -> str:
    return safe_path(start.value("after")) if start.value("after") else ""


def _page_of(view: View, offer: Offer) -> str:
    return view.url("offers:show", offer_id=offer.id)


def _said_of(offer: Offer, otherwise: str) -> str:
    return {OfferStatus.PUBLISHED: PUBLISHED, OfferStatus.SUBMITTED: SUBMITTED}.get(
        offer.status, otherwise
    )
