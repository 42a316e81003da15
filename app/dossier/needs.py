"""The page of a need: what it says, who is asked or works on it, and what can be done with it."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from sqlmodel import Session
from starlette.responses import Response

from app.actions.match_queries import find_serving
from app.dossier.deps import ShowingForm
from app.dossier.stacking_queries import find_stackings_of
from app.dossier.suggestions import ProposalOnPage, RejectionOnPage, suggest_on_need
from app.identity.actor import Actor
from app.identity.timeline import find_timeline
from app.matches.labels import status_label as match_label
from app.matches.queries import find_matches_of_need
from app.needs import commands
from app.needs.commands import NeedEnding, NeedWithdrawing
from app.needs.deps import NeedFormDep
from app.needs.forms import NeedChoices
from app.needs.labels import EVENT_WORDS
from app.needs.models import Need
from app.needs.policy import NeedPolicy, hides_number, is_masked
from app.needs.routes import CLOSED, PUBLISHED, WITHDRAWN
from app.suggestions.policy import chooses_for_need, propose_for_need
from app.web.acting import Page
from app.web.forms import Form, blank, submitted

router = APIRouter(prefix="/behoeften")


def page_of(need: NeedFormDep, need_id: UUID) -> Page[Need]:
    """The page of the need of the path."""
    return Page(
        need.view,
        need.session,
        need.actor,
        need.read,
        need.lock,
        template="needs/show.html",
        block="need_page",
        address=need.view.url("needs:show", need_id=need_id),
        shown=partial(shown_need, need.session, need.actor),
        form=need,
    )


PageDep = Annotated[Page[Need], Depends(page_of)]
ClosingForm = Annotated[Form[NeedEnding], Depends(submitted(NeedEnding))]
WithdrawingForm = Annotated[Form[NeedWithdrawing], Depends(submitted(NeedWithdrawing))]


@router.get("/{need_id}", name="needs:show")
def show(page: PageDep, form: ShowingForm) -> Response:
    show_all = form.value("show") == "all"
    shown = partial(shown_need, page.session, page.actor, show_all=show_all)
    # Who asked for more goes on reading there.
    more = page.view.wanted_block == "need_help"
    return page.open(shown=shown, blocks=("need_help",), focus_more=more)


@router.post("/{need_id}/plaatsen", name="needs:publish")
def publish(page: PageDep) -> Response:
    return page.do(commands.publish_need, said=PUBLISHED)


@router.post("/{need_id}/sluiten", name="needs:close")
def close(page: PageDep, form: ClosingForm) -> Response:
    return page.do(commands.close_need, form=form, name="closing", said=CLOSED)


@router.post("/{need_id}/intrekken", name="needs:withdraw")
def withdraw(page: PageDep, form: WithdrawingForm) -> Response:
    return page.do(commands.withdraw_need, form=form, name="withdrawing", said=WITHDRAWN)


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
