"""The page of a need: what it says, who is asked or works on it, and what can be done with it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from sqlmodel import Session
from starlette.responses import Response

from app.actions.match_queries import find_serving
from app.core.errors import Invalid
from app.dossier.deps import ShowingForm
from app.dossier.stacking_queries import find_stackings_of
from app.dossier.suggestions import ProposalOnPage, RejectionOnPage, suggest_on_need
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.identity.timeline import find_timeline
from app.matches.labels import status_label as match_label
from app.matches.queries import find_matches_of_need
from app.needs import commands
from app.needs.commands import NeedEnding, NeedInput, NeedWithdrawing
from app.needs.deps import LockedNeedDep, NeedDep
from app.needs.forms import NeedChoices, typed_of
from app.needs.labels import EVENT_WORDS
from app.needs.models import Need
from app.needs.policy import NeedPolicy, hides_number, is_masked
from app.needs.routes import CLOSED, PUBLISHED, WITHDRAWN
from app.suggestions.policy import chooses_for_need, propose_for_need
from app.web.database import SessionDep
from app.web.forms import Form, blank, submitted
from app.web.view import View, ViewDep

router = APIRouter(prefix="/behoeften")


@router.get("/{need_id}", name="needs:show")
def show(
    view: ViewDep, session: SessionDep, actor: ActorDep, need: NeedDep, form: ShowingForm
) -> Response:
    shown = shown_need(session, actor, need, show_all=form.value("show") == "all")
    # Who asked for more goes on reading there.
    shown["focus_more"] = view.wanted_block == "need_help"
    return view.page("needs/show.html", fragments=("need_help",), **shown)


@router.post("/{need_id}/plaatsen", name="needs:publish")
def publish(view: ViewDep, session: SessionDep, actor: ActorDep, need: LockedNeedDep) -> Response:
    try:
        commands.publish_need(session, actor, need)
    except Invalid as problem:  # its period is over: the form says where
        choices = NeedChoices.for_writing(session, actor, need.organisation)
        form = blank(NeedInput, **typed_of(need))
        return view.invalid("needs/form.html", form, problem, need=need, choices=choices)
    return _changed(view, session, actor, need, PUBLISHED)


@router.post("/{need_id}/sluiten", name="needs:close")
def close(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    need: LockedNeedDep,
    form: Annotated[Form[NeedEnding], Depends(submitted(NeedEnding))],
) -> Response:
    try:
        commands.close_need(session, actor, need, form.parse())
    except Invalid as problem:
        shown = shown_need(session, actor, need) | {"closing": form, "opened": "close"}
        return view.invalid("needs/show.html", form, problem, fragments=("need_page",), **shown)
    return _changed(view, session, actor, need, CLOSED)


@router.post("/{need_id}/intrekken", name="needs:withdraw")
def withdraw(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    need: LockedNeedDep,
    form: Annotated[Form[NeedWithdrawing], Depends(submitted(NeedWithdrawing))],
) -> Response:
    try:
        commands.withdraw_need(session, actor, need, form.parse())
    except Invalid as problem:
        shown = shown_need(session, actor, need) | {"withdrawing": form, "opened": "withdraw"}
        return view.invalid("needs/show.html", form, problem, fragments=("need_page",), **shown)
    return _changed(view, session, actor, need, WITHDRAWN)


def _changed(view: View, session: Session, actor: Actor, need: Need, said: str) -> Response:
    session.flush()
    return view.changed(
        "needs/show.html",
        "need_page",
        then=_page_of(view, need),
        shown=lambda: shown_need(session, actor, need),
        said=said,
    )


def shown_need(
    session: Session, actor: Actor, need: Need, *, show_all: bool = False
) -> dict[str, Any]:
    """What the page of a need shows; `show_all` its suggestions, and not only the best."""
    choices = NeedChoices.for_reading(session, actor)
    is_own = need.organisation_id in actor.organisation_ids
    masked = is_masked(actor, need)
    partners = find_matches_of_need(session, actor, need)
    return {
        "need": need,
        "may": NeedPolicy(actor, need),
        "is_masked": masked,
        "hides_number": hides_number(is_masked=masked, unit=need.unit, quantity=need.quantity),
        "is_own": is_own,
        "choices": choices,
        "entries": find_timeline(session, need.id, EVENT_WORDS, with_names=is_own),
        "closing": blank(NeedEnding),
        "withdrawing": blank(NeedWithdrawing),
        "opened": None,
        "partners": partners,
        "serving": find_serving(session, actor, [row.id for row in partners.rows]),
        "may_propose": propose_for_need(actor, need),
        "chooses_any": chooses_for_need(actor, need),
        "stackings": find_stackings_of(session, actor, need),
        "suggesting": suggest_on_need(session, actor, need, choices, show_all=show_all),
        "proposing": blank(ProposalOnPage),
        "rejecting": blank(RejectionOnPage),
        "focus_more": False,
        "match_label": match_label,
    }


def _page_of(view: View, need: Need) -> str:
    return view.url("needs:show", need_id=need.id)
