"""The page of an offer: what it says, who is asked or works on it, and what can be done with it."""

from dataclasses import replace
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.actions.match_queries import find_serving
from app.core import clock
from app.dossier import deps, pair_forms, suggestions
from app.identity.actor import Actor
from app.identity.deps import VisitorDep
from app.identity.timeline import find_timeline
from app.language import no_offers
from app.live import block
from app.live.deps import ShownForm
from app.matches import labels as match_labels, locks as match_locks, queries as match_queries
from app.members import charge_commands, charge_queries, labels as member_labels
from app.needs.queries import has_open_need
from app.offers import (
    commands,
    deps as offer_deps,
    forms as offer_forms,
    labels as offer_labels,
    models as offer_models,
    policy as offer_policy,
    queries as offer_queries,
    routes as offer_routes,
)
from app.offers.models import Offer
from app.suggestions import policy as suggestion_policy
from app.web import Form, Page, View, ViewDep, blank, submitted

router = APIRouter(prefix="/aanbod")


def ending_offer(session: Session, actor: Actor, offer_id: UUID) -> Offer:
    """An offer locked with the needs it is matched to: needs always before offers."""
    offer_queries.get_offer(session, actor, offer_id)  # who may not see it locks nothing
    match_locks.lock_needs_of_offer(session, offer_id)
    return offer_queries.get_offer(session, actor, offer_id, lock=True)


def page_of(offer: offer_deps.OfferFormDep, offer_id: UUID) -> Page[Offer]:
    """The page of the offer of the path."""
    return Page(
        offer.view,
        offer.session,
        offer.actor,
        offer.read,
        offer.lock,
        template="offers/show.html",
        block="offer_page",
        address=offer.view.url("offers:show", offer_id=offer_id),
        shown=partial(shown_offer, offer.session, offer.actor),
        form=offer,
    )


PageDep = Annotated[Page[Offer], Depends(page_of)]


def ending_page_of(page: PageDep, offer_id: UUID) -> Page[Offer]:
    """The same, for a verb that ends its matches."""
    return replace(page, lock=partial(ending_offer, page.session, page.actor, offer_id))


EndingPageDep = Annotated[Page[Offer], Depends(ending_page_of)]
ReturningForm = Annotated[
    Form[commands.OfferReturning], Depends(submitted(commands.OfferReturning))
]
WithdrawingForm = Annotated[
    Form[commands.OfferWithdrawing], Depends(submitted(commands.OfferWithdrawing))
]
ChargingForm = Annotated[
    Form[charge_commands.ChargeInput], Depends(submitted(charge_commands.ChargeInput))
]


@router.get("/{offer_id}", name="offers:show")
def show(page: PageDep, offer_id: UUID, form: deps.ShowingForm) -> Response:
    show_all = form.value("show") == "all"
    shown = partial(shown_offer, page.session, page.actor, show_all=show_all)
    more = page.view.wanted_block == "offer_help"
    opened = form.value("opened") or None
    live = _live(page.view, offer_id, form).drawn(page.actor)
    return page.open(
        shown=shown,
        blocks=("offer_help", "offer_page"),
        focus_more=more,
        opened=opened,
        live=live,
    )


@router.get("/{offer_id}/live", name="offers:live")
def watch(
    view: ViewDep, actor: VisitorDep, offer_id: UUID, form: deps.ShowingForm, seen: ShownForm
) -> Response:
    """What changes on the page, for who has it open."""
    return _live(view, offer_id, form).watch(actor, seen.value("shown"))


def _live(view: View, offer_id: UUID, form: Form[pair_forms.Showing]) -> block.LiveBlock:
    chosen = form.chosen(without=("opened",))

    def shown(session: Session, actor: Actor) -> dict[str, Any]:
        offer = offer_queries.get_offer(session, actor, offer_id)
        show_all = form.value("show") == "all"
        return shown_offer(session, actor, offer, show_all=show_all, is_noted=False)

    return block.LiveBlock(
        view,
        "offers/show.html",
        "offer_page",
        view.url("offers:show", offer_id=offer_id, **chosen),
        view.url("offers:live", offer_id=offer_id, **chosen),
        shown,
        block.about(offer_id),
    )


@router.post("/{offer_id}/plaatsen", name="offers:publish")
def publish(page: PageDep) -> Response:
    return page.do(
        commands.publish_offer,
        said=lambda offer: (
            offer_routes.SUBMITTED
            if offer.status is offer_models.OfferStatus.SUBMITTED
            else offer_routes.PUBLISHED
        ),
    )


@router.post("/{offer_id}/toelaten", name="offers:admit")
def admit(page: PageDep) -> Response:
    return page.do(commands.admit_offer, said=offer_routes.ADMITTED)


@router.post("/{offer_id}/terugsturen", name="offers:return")
def give_back(page: PageDep, form: ReturningForm) -> Response:
    # A draft is its organisation's own: the team no longer sees it.
    then = page.view.url("offers:index", state="submitted")
    return page.do(
        commands.return_offer, form=form, name="returning", said=offer_routes.RETURNED, then=then
    )


@router.post("/{offer_id}/bevestigen", name="offers:confirm")
def confirm(page: PageDep, form: deps.OnPageForm) -> Response:
    from_work = form.value("page") == "work"
    then = page.view.url("work:index") if from_work else None
    return page.do(commands.confirm_offer, said=offer_routes.CONFIRMED, then=then)


@router.post("/{offer_id}/pauzeren", name="offers:pause")
def pause(page: PageDep) -> Response:
    return page.do(commands.pause_offer, said=offer_routes.PAUSED)


@router.post("/{offer_id}/hervatten", name="offers:resume")
def resume(page: PageDep) -> Response:
    return page.do(commands.resume_offer, said=offer_routes.RESUMED)


@router.post("/{offer_id}/intrekken", name="offers:withdraw")
def withdraw(page: EndingPageDep, form: WithdrawingForm) -> Response:
    return page.do(
        commands.withdraw_offer, form=form, name="withdrawing", said=offer_routes.WITHDRAWN
    )


@router.post("/{offer_id}/verantwoordelijke", name="offers:charge")
def charge(page: PageDep, form: ChargingForm) -> Response:
    return page.do(
        charge_commands.put_in_charge, form=form, name="charging", said=offer_routes.CHARGED
    )


def shown_offer(
    session: Session,
    actor: Actor,
    offer: Offer,
    *,
    show_all: bool = False,
    is_noted: bool = True,
) -> dict[str, Any]:
    """What the page of an offer shows; `show_all` its suggestions, and not only the best.
    `is_noted`: that they are shown is kept, which a page that looks again by itself does not say.
    """
    choices = offer_forms.OfferChoices.for_reading(session, actor)
    state_now = offer_models.state_on(
        clock.today(), offer.status, offer.available_until, offer.fresh_until
    )
    is_own = offer.organisation_id in actor.organisation_ids
    chooses_any = suggestion_policy.chooses_for_offer(actor, offer)
    may_propose = bool(suggestion_policy.propose_for_offer(actor, offer)) and (
        chooses_any or has_open_need(session, actor)
    )
    partners = match_queries.find_matches_of_offer(session, actor, offer)
    return {
        "offer": offer,
        "state_now": state_now,
        "last_day": offer_models.last_day(offer.available_until, offer.fresh_until),
        "unavailable_until": offer.organisation.unavailable_on(clock.today()),
        "may": offer_policy.OfferPolicy(actor, offer),
        "is_own": is_own,
        # For who can mend it, and for the team, who can send it back.
        "doubts": no_offers.read_doubts(f"{offer.title}\n{offer.description}")
        if is_own or chooses_any
        else (),
        "choices": choices,
        "entries": find_timeline(
            session,
            offer.id,
            member_labels.with_charge(offer_labels.EVENT_WORDS, is_own=is_own),
            with_names=is_own,
            others={row.id: match_labels.partner_words(row) for row in partners.rows},
        ),
        "charge": charge_queries.get_charge(session, actor, offer),
        "charging": blank(charge_commands.ChargeInput, person=offer.in_charge_id),
        "withdrawing": blank(commands.OfferWithdrawing),
        "returning": blank(commands.OfferReturning),
        "opened": None,
        "partners": partners,
        "serving": find_serving(session, actor, [row.id for row in partners.rows]),
        "may_propose": may_propose,
        "chooses_any": chooses_any,
        "suggesting": suggestions.suggest_on_offer(
            session,
            actor,
            offer,
            state_now,
            choices,
            partners=partners,
            show_all=show_all,
            is_noted=is_noted,
        ),
        "proposing": blank(pair_forms.ProposalOnPage),
        "rejecting": blank(pair_forms.RejectionOnPage),
        "focus_more": False,
        "match_label": match_labels.status_label,
    }
