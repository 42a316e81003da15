"""The forms of a new need and a new offer, with what is like it and who could help beside them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from app.core.policy import require
from app.dossier import twin_commands, twin_queries
from app.identity.deps import ActorDep
from app.needs import (
    deps as need_deps,
    forms as need_forms,
    models as need_models,
    policy as need_policy,
    routes as need_routes,
)
from app.offers import (
    deps as offer_deps,
    forms as offer_forms,
    policy as offer_policy,
    routes as offer_routes,
)
from app.web import Form, FormPage, SessionDep, ViewDep

router = APIRouter()

TEMPLATE = "exchange/beside.html"


def _with_beside(page: FormPage[None], *, is_need: bool) -> FormPage[None]:
    """The form; once something is typed in it with what belongs beside it."""

    def shown(thing: None, form: Form[Any] | None) -> Mapping[str, Any]:
        known = page.shown(thing, form)
        if form is None:
            return known
        beside = twin_queries.find_beside(
            page.session, page.actor, known["form"], known["choices"], is_need=is_need
        )
        return {**known, "beside": beside}

    return replace(page, shown=shown)


def need_form(page: need_deps.NewNeedDep) -> FormPage[None]:
    """The form of a new need."""
    return _with_beside(page, is_need=True)


def offer_form(page: offer_deps.NewOfferDep) -> FormPage[None]:
    """The form of a new offer."""
    return _with_beside(page, is_need=False)


NeedPage = Annotated[FormPage[None], Depends(need_form)]
OfferPage = Annotated[FormPage[None], Depends(offer_form)]


@router.get("/behoeften/nieuw", name="needs:new")
def new_need(page: NeedPage) -> Response:
    return page.open(twin_commands.log_need)


@router.post("/behoeften/lijkt-op", name="needs:beside")
def beside_need(
    view: ViewDep, session: SessionDep, actor: ActorDep, form: need_routes.NeedForm
) -> Response:
    require(need_policy.may_log(actor))
    choices = need_forms.NeedChoices.for_writing(session, actor)
    found = twin_queries.find_beside(
        session, actor, choices.understand(form), choices, is_need=True
    )
    return view.page(TEMPLATE, fragments=("beside",), beside=found, choices=choices, form=form)


@router.post("/behoeften", name="needs:create")
def create_need(page: NeedPage, form: need_routes.NeedForm) -> Response:
    is_draft = need_models.NeedStatus.DRAFT
    return page.do(
        twin_commands.log_need,
        form=form,
        then=lambda need: page.view.url("needs:show", need_id=need.id),
        said=lambda need: need_routes.SAVED if need.status is is_draft else need_routes.PUBLISHED,
    )


@router.get("/aanbod/nieuw", name="offers:new")
def new_offer(page: OfferPage) -> Response:
    return page.open(twin_commands.post_offer)


@router.post("/aanbod/lijkt-op", name="offers:beside")
def beside_offer(
    view: ViewDep, session: SessionDep, actor: ActorDep, form: offer_routes.OfferForm
) -> Response:
    require(offer_policy.may_post(actor))
    choices = offer_forms.OfferChoices.for_writing(session, actor)
    found = twin_queries.find_beside(
        session, actor, choices.understand(form), choices, is_need=False
    )
    return view.page(TEMPLATE, fragments=("beside",), beside=found, choices=choices, form=form)


@router.post("/aanbod", name="offers:create")
def create_offer(
    page: OfferPage, form: offer_routes.OfferForm, start: offer_deps.StartForm
) -> Response:
    return page.do(
        twin_commands.post_offer,
        form=form,
        then=lambda offer: offer_deps.page_of_new(page.view, start, offer),
        said=lambda offer: offer_routes.said_of(offer, offer_routes.SAVED),
    )
