"""The forms of a new need and a new offer, with what is like it and who could help beside them."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.core.errors import Invalid, NotFound
from app.core.i18n import gettext as _
from app.core.policy import require
from app.dossier import form_suggestions, proposal_commands, signal_commands, twin_commands
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.interpretations import (
    forms as interpretation_forms,
    policy as interpretation_policy,
    queries as interpretation_queries,
)
from app.matches import queries as match_queries
from app.needs import (
    deps as need_deps,
    fields as need_fields,
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
from app.signals import forms as signal_forms, policy as signal_policy, queries as signal_queries
from app.web import Form, FormPage, SessionDep, View, ViewDep, blank, database, from_address

router = APIRouter()

TEMPLATE = "exchange/beside.html"
StartForm = Annotated[Form[signal_forms.NeedStart], Depends(from_address(signal_forms.NeedStart))]

ProposedForm = Annotated[
    Form[interpretation_forms.ProposalStart],
    Depends(from_address(interpretation_forms.ProposalStart)),
]


def _with_beside(page: FormPage[None], *, is_need: bool) -> FormPage[None]:
    """The form; once something is typed in it with what belongs beside it."""

    def shown(thing: None, form: Form[Any] | None) -> Mapping[str, Any]:
        known = page.shown(thing, form)
        if form is None:
            return known
        beside = form_suggestions.show_beside(
            page.session,
            page.actor,
            known["form"],
            known["choices"],
            is_need=is_need,
            at_end=partial(database.keep_whatever, page.view.request),
        )
        return {**known, "beside": beside}

    return replace(page, shown=shown)


def _beside(
    view: View,
    session: Session,
    actor: Actor,
    choices: need_forms.NeedChoices | offer_forms.OfferChoices,
    form: Form[Any],
    *,
    is_need: bool,
) -> Response:
    """What belongs beside the form as it is typed now."""
    found = form_suggestions.show_beside(
        session,
        actor,
        choices.understand(form),
        choices,
        is_need=is_need,
        at_end=partial(database.keep_whatever, view.request),
    )
    return view.page(TEMPLATE, fragments=("beside",), beside=found, choices=choices, form=form)


def need_form(
    page: need_deps.NewNeedDep, start: StartForm, proposed: ProposedForm
) -> FormPage[None]:
    """The form of a new need, with what the signal or the proposal of the address fills in."""
    whole = _with_beside(page, is_need=True)
    if start.value("signal"):
        return _of_signal(whole, start)
    proposal_id = interpretation_forms.proposal_of(proposed)
    return whole if proposal_id is None else _of_proposal(whole, proposal_id)


@router.get("/behoeften/{need_id}/nog-eens", name="needs:repeat")
def repeat(page: need_deps.NeedFormDep) -> Response:
    """The same need once more; where part of its help did not come, that part."""
    require(need_policy.NeedPolicy(page.actor, page.thing).repeat)
    missing = match_queries.find_missing(page.session, page.thing)
    shown = need_deps.repeated(page.session, page.actor, page.thing, missing)
    return page.view.page(need_deps.TEMPLATE, **shown)


def _of_signal(page: FormPage[None], start: Form[signal_forms.NeedStart]) -> FormPage[None]:
    """The form of a need that follows from a signal."""
    signal_id = signal_forms.signal_of(start)
    signal = signal_queries.get_signal(page.session, page.actor, signal_id)
    require(signal_policy.may_make_need(page.actor, signal))

    def shown(thing: None, form: Form[Any] | None) -> Mapping[str, Any]:
        if form is None:
            choices = need_forms.NeedChoices.for_writing(page.session, page.actor)
            told = not signal_policy.hides_words(page.actor, signal)
            filled = signal_forms.follows_from(signal, is_told=told)
            if signal_policy.is_masked(page.actor, signal):
                filled |= {"people": None, "quantity": None}
            elif not choices.fixed_municipality:
                filled["municipality"] = signal.municipality_code
            known = {name: value for name, value in filled.items() if value}
            form = blank(need_fields.NeedInput, **choices.defaults | known)
        return {**page.shown(thing, form), "signal": signal}

    return replace(page, shown=shown)


def _of_proposal(page: FormPage[None], proposal_id: UUID) -> FormPage[None]:
    """The form of a need that follows from what an interpretation proposes."""
    try:
        found = interpretation_queries.get_of_proposal(page.session, page.actor, proposal_id)
    except NotFound:
        if page.view.request.method == "POST":
            return page  # what was typed is not lost with it
        raise
    interpretation, proposal = found
    may = interpretation_policy.ProposalPolicy(page.actor, interpretation, proposal)
    require(may.follow_up)

    def shown(thing: None, form: Form[Any] | None) -> Mapping[str, Any]:
        if form is None:
            choices = need_forms.NeedChoices.for_writing(page.session, page.actor)
            filled = interpretation_forms.need_of(proposal, interpretation)
            if choices.fixed_municipality:
                filled["municipality"] = None
            known = {name: value for name, value in filled.items() if value}
            form = blank(need_fields.NeedInput, **choices.defaults | known)
        return {**page.shown(thing, form), "proposal": proposal}

    return replace(page, shown=shown)


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
    return _beside(view, session, actor, choices, form, is_need=True)


@router.post("/behoeften", name="needs:create")
def create_need(
    page: NeedPage, form: need_routes.NeedForm, start: StartForm, proposed: ProposedForm
) -> Response:
    def then(need: need_models.Need) -> str:
        return page.view.url("needs:show", need_id=need.id)

    def said(need: need_models.Need) -> str:
        is_draft = need.status is need_models.NeedStatus.DRAFT
        return need_routes.SAVED if is_draft else need_routes.PUBLISHED

    if start.value("signal"):
        signal_id = signal_forms.signal_of(start)
        return page.do(signal_commands.log_need, signal_id, form=form, then=then, said=said)
    proposal_id = interpretation_forms.proposal_of(proposed)
    if proposal_id is not None:
        try:
            return page.do(proposal_commands.log_need, proposal_id, form=form, then=then, said=said)
        except NotFound:
            gone = _("This proposal is not there any more; you can place the need all the same.")
            return page.again(Invalid({"": gone}), form)
    return page.do(twin_commands.log_need, form=form, then=then, said=said)


@router.get("/aanbod/nieuw", name="offers:new")
def new_offer(page: OfferPage) -> Response:
    return page.open(twin_commands.post_offer)


@router.post("/aanbod/lijkt-op", name="offers:beside")
def beside_offer(
    view: ViewDep, session: SessionDep, actor: ActorDep, form: offer_routes.OfferForm
) -> Response:
    require(offer_policy.may_post(actor))
    choices = offer_forms.OfferChoices.for_writing(session, actor)
    return _beside(view, session, actor, choices, form, is_need=False)


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
