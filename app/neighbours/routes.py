"""Pages of the board of another region: to read, nothing else."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from app.core import clock
from app.identity.deps import ActorDep
from app.needs import (
    filters as need_filters,
    forms as need_forms,
    policy as need_policy,
    queries as need_queries,
)
from app.neighbours import queries
from app.offers import forms as offer_forms, models as offer_models, queries as offer_queries
from app.web import Form, SessionDep, ViewDep, from_address

router = APIRouter(prefix="/regio")


def neighbour_of(session: SessionDep, actor: ActorDep, region_code: str) -> queries.Neighbour:
    """The region of the path, when its board is open to who asks."""
    return queries.get_neighbour(session, actor, region_code)


NeighbourDep = Annotated[queries.Neighbour, Depends(neighbour_of)]
BoardForm = Annotated[Form[queries.BoardPage], Depends(from_address(queries.BoardPage))]


@router.get("", name="neighbours:index")
def index(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    return view.page("neighbours/index.html", regions=queries.find_neighbours(session, actor))


@router.get("/{region_code}/bord", name="neighbours:needs")
def needs(view: ViewDep, session: SessionDep, near: NeighbourDep, form: BoardForm) -> Response:
    filters = need_filters.NeedFilters(
        status=need_filters.StatusFilter.ALL, cursor=form.value("cursor")
    )
    return view.page(
        "neighbours/needs.html",
        region=near.region,
        page=need_queries.find_needs(session, near.reader, filters, size=view.page_size),
        choices=need_forms.NeedChoices.for_reading(session, near.reader),
    )


@router.get("/{region_code}/bord/aanbod", name="neighbours:offers")
def offers(view: ViewDep, session: SessionDep, near: NeighbourDep, form: BoardForm) -> Response:
    filters = offer_queries.OfferFilters(
        state=offer_queries.StateFilter.ALL,
        sort=offer_queries.OfferSort.ENDING,
        cursor=form.value("cursor"),
    )
    return view.page(
        "neighbours/offers.html",
        region=near.region,
        page=offer_queries.find_offers(session, near.reader, filters, size=view.page_size),
        choices=offer_forms.OfferChoices.for_reading(session, near.reader),
    )


@router.get("/{region_code}/behoeften/{need_id}", name="neighbours:need")
def need_page(view: ViewDep, session: SessionDep, near: NeighbourDep, need_id: UUID) -> Response:
    need = need_queries.get_need(session, near.reader, need_id)
    masked = need_policy.is_masked(near.reader, need)
    choices = need_forms.NeedChoices.for_reading(session, near.reader)
    return view.page(
        "neighbours/need.html",
        region=near.region,
        need=need,
        choices=choices,
        owner=choices.owner_label(need.organisation.name, is_masked=masked),
        facts=choices.page_facts(
            need, is_masked=masked, hides_number=need_policy.hides_number_from(near.reader, need)
        ),
    )


@router.get("/{region_code}/aanbod/{offer_id}", name="neighbours:offer")
def offer_page(view: ViewDep, session: SessionDep, near: NeighbourDep, offer_id: UUID) -> Response:
    offer = offer_queries.get_offer(session, near.reader, offer_id)
    choices = offer_forms.OfferChoices.for_reading(session, near.reader)
    return view.page(
        "neighbours/offer.html",
        region=near.region,
        offer=offer,
        state_now=offer_models.state_on(
            clock.today(), offer.status, offer.available_until, offer.fresh_until
        ),
        choices=choices,
        facts=choices.page_facts(offer),
    )
