"""The page of a need: what it says, who is asked or works on it, and what can be done with it."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.actions.match_queries import find_serving
from app.core.notices import Touched
from app.dossier import deps, need_merger_policy, pair_forms, stacking_queries, suggestions
from app.follows import queries as follow_queries
from app.identity.actor import Actor
from app.identity.deps import VisitorDep
from app.identity.timeline import find_timeline
from app.interpretations import leading_queries
from app.live import block, picture
from app.live.deps import ShownForm
from app.matches import labels as match_labels, queries as match_queries, turns
from app.members import charge_commands, charge_queries, labels as member_labels
from app.needs import (
    commands,
    deps as need_deps,
    forms as need_forms,
    labels as need_labels,
    policy as need_policy,
    queries as need_queries,
    routes as need_routes,
)
from app.needs.models import Need
from app.resilience import near_queries
from app.signals import queries as signal_queries
from app.suggestions import policy as suggestion_policy
from app.web import Form, Page, View, ViewDep, blank, submitted

router = APIRouter(prefix="/behoeften")


def page_of(need: need_deps.NeedFormDep, need_id: UUID) -> Page[Need]:
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
ClosingForm = Annotated[Form[commands.NeedEnding], Depends(submitted(commands.NeedEnding))]
WithdrawingForm = Annotated[
    Form[commands.NeedWithdrawing], Depends(submitted(commands.NeedWithdrawing))
]
ChargingForm = Annotated[
    Form[charge_commands.ChargeInput], Depends(submitted(charge_commands.ChargeInput))
]


@router.get("/{need_id}", name="needs:show")
def show(page: PageDep, need_id: UUID, form: deps.ShowingForm) -> Response:
    if page.thing.merged_into_id is not None:
        return page.view.redirect(page.view.url("needs:show", need_id=page.thing.merged_into_id))
    show_all = form.value("show") == "all"
    shown = partial(shown_need, page.session, page.actor, show_all=show_all)
    # Who asked for more goes on reading there.
    more = page.view.wanted_block == "need_help"
    live = _live(page.view, need_id, form).drawn(page.actor)
    return page.open(shown=shown, blocks=("need_help", "need_page"), focus_more=more, live=live)


@router.get("/{need_id}/live", name="needs:live")
def watch(
    view: ViewDep, actor: VisitorDep, need_id: UUID, form: deps.ShowingForm, seen: ShownForm
) -> Response:
    """What changes on the page, for who has it open."""
    return _live(view, need_id, form).watch(actor, seen.value("shown"))


def _live(view: View, need_id: UUID, form: Form[pair_forms.Showing]) -> block.LiveBlock:
    chosen = form.chosen(without=("opened",))
    # Until it was read, it may be somebody's who may not know how many it is about.
    about, masked = block.about(need_id), {"is": True}

    def shown(session: Session, actor: Actor) -> dict[str, Any]:
        need = need_queries.get_need(session, actor, need_id)
        show_all = form.value("show") == "all"
        found = shown_need(session, actor, need, show_all=show_all, is_noted=False)
        masked["is"] = found["is_masked"] or found["hides_number"]
        return found

    def concerns(actor: Actor, touched: Touched) -> bool:
        return picture.in_the_region(actor, touched) if masked["is"] else about(actor, touched)

    return block.LiveBlock(
        view,
        "needs/show.html",
        "need_page",
        view.url("needs:show", need_id=need_id, **chosen),
        view.url("needs:live", need_id=need_id, **chosen),
        shown,
        concerns,
    )


@router.post("/{need_id}/plaatsen", name="needs:publish")
def publish(page: PageDep) -> Response:
    return page.do(commands.publish_need, said=need_routes.PUBLISHED)


@router.post("/{need_id}/sluiten", name="needs:close")
def close(page: PageDep, form: ClosingForm) -> Response:
    return page.do(commands.close_need, form=form, name="closing", said=need_routes.CLOSED)


@router.post("/{need_id}/intrekken", name="needs:withdraw")
def withdraw(page: PageDep, form: WithdrawingForm) -> Response:
    return page.do(
        commands.withdraw_need, form=form, name="withdrawing", said=need_routes.WITHDRAWN
    )


@router.post("/{need_id}/verantwoordelijke", name="needs:charge")
def charge(page: PageDep, form: ChargingForm) -> Response:
    return page.do(
        charge_commands.put_in_charge, form=form, name="charging", said=need_routes.CHARGED
    )


def shown_need(
    session: Session,
    actor: Actor,
    need: Need,
    *,
    show_all: bool = False,
    is_noted: bool = True,
) -> dict[str, Any]:
    """What the page of a need shows; `show_all` its suggestions, and not only the best. `is_noted`:
    that they are shown is kept, which a page that looks again by itself does not say.
    """
    choices = need_forms.NeedChoices.for_reading(session, actor)
    is_own = need.organisation_id in actor.organisation_ids
    masked = need_policy.is_masked(actor, need)
    partners = match_queries.find_matches_of_need(session, actor, need)
    return {
        "need": need,
        "may": need_policy.NeedPolicy(actor, need),
        "may_merge": need_merger_policy.may_merge(actor, need),
        "is_masked": masked,
        "hides_number": need_policy.hides_number(
            is_masked=masked, unit=need.unit, quantity=need.quantity
        ),
        "is_own": is_own,
        "first_yes_covers": need_policy.hides_number_from_some(need),
        "choices": choices,
        "entries": find_timeline(
            session,
            need.id,
            member_labels.with_charge(need_labels.history_words(is_masked=masked), is_own=is_own),
            with_names=is_own,
            others={row.id: match_labels.partner_words(row) for row in partners.rows},
        ),
        "follow_of": follow_queries.find_follow(session, actor, need=need.id),
        "charge": charge_queries.get_charge(session, actor, need),
        "charging": blank(charge_commands.ChargeInput, person=need.in_charge_id),
        "closing": blank(commands.NeedEnding),
        "withdrawing": blank(commands.NeedWithdrawing),
        "opened": None,
        "partners": partners,
        "is_done": turns.is_done_with(need, (row.status for row in partners.rows)),
        "arrival": partners.arrival,
        "serving": find_serving(session, actor, [row.id for row in partners.rows]),
        "may_propose": suggestion_policy.propose_for_need(actor, need),
        "chooses_any": suggestion_policy.chooses_for_need(actor, need),
        "near_examples": near_queries.find_like_need(session, actor, need),
        "signals": signal_queries.find_leading_to(session, actor, need=need.id),
        # Its title may name the place of a small group.
        "proposed_in": []
        if masked
        else leading_queries.find_leading_to(session, actor, need=need.id),
        "stackings": stacking_queries.find_stackings_of(session, actor, need),
        "suggesting": suggestions.suggest_on_need(
            session,
            actor,
            need,
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
