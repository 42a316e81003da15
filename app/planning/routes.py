"""Pages of the region plan: ask for one, see how far it is, take proposals over."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.core.errors import Invalid
from app.core.i18n import mark
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.identity.timeline import find_timeline
from app.planning import commands, forms, labels, line_queries, models, policy, queries
from app.web import (
    Form,
    FormPage,
    Page,
    SessionDep,
    ViewDep,
    blank,
    from_address,
    nothing,
    notice,
    submitted,
)

router = APIRouter(prefix="/bord/plan")

NEEDS = 20  # on a page, at most

MADE_ALREADY = notice(
    "plan_live", mark("A plan for this region is being made already. This is it."), kind="info"
)
TAKEN = notice("plan_taken", mark("Taken over. Both organisations are asked in a minute."))
TAKEN_PARTLY = notice(
    "plan_taken_partly",
    mark("Taken over, except what does not fit any more. There you see why."),
    kind="warn",
)
NOTHING_FITS = notice(
    "plan_left", mark("This does not fit any more. At the proposal you see why."), kind="warn"
)
TOO_LATE = notice("plan_too_late", mark("This was taken over already."), kind="info")

UNDONE = notice("plan_undone", mark("Undone. Nobody was told."))
TOLD = notice(
    "plan_told", mark("This can no longer be undone: the partners have been told."), kind="warn"
)

WishForm = Annotated[Form[commands.PlanWish], Depends(submitted(commands.PlanWish))]
TakingForm = Annotated[Form[commands.Taking], Depends(submitted(commands.Taking))]
FiltersForm = Annotated[Form[queries.PlanFilters], Depends(from_address(queries.PlanFilters))]


def new_form(view: ViewDep, session: SessionDep, actor: ActorDep) -> FormPage[None]:
    """The list of plans, with the button that asks for one."""
    shown = partial(_listed, session, actor)
    return FormPage(view, session, actor, nothing, nothing, "plans/index.html", shown)


NewPlanDep = Annotated[FormPage[None], Depends(new_form)]


@router.get("", name="plans:index")
def index(page: NewPlanDep) -> Response:
    return page.open(commands.ask_plan)


@router.post("", name="plans:make")
def make(page: NewPlanDep, form: WishForm) -> Response:
    return page.do(
        commands.ask_plan,
        form=form,
        then=lambda asked_for: page.view.url("plans:show", plan_id=asked_for[0].id),
        said=lambda asked_for: None if asked_for[1] else MADE_ALREADY,
    )


def page_of(
    view: ViewDep, session: SessionDep, actor: ActorDep, plan_id: UUID, form: FiltersForm
) -> Page[models.Plan]:
    """The page of the plan of the path, as far as somebody has read on. Who takes proposals over
    locks those, not the plan.
    """
    try:
        filters = form.parse()
    except Invalid:
        filters = queries.PlanFilters()
    read = partial(queries.get_plan, session, actor, plan_id)
    here = {"part": filters.part.value, "cursor": filters.cursor}
    return Page(
        view,
        session,
        actor,
        read=read,
        lock=read,
        template="plans/show.html",
        block="plan_page",
        address=view.url("plans:show", plan_id=plan_id, **here),
        shown=partial(_shown, session, actor, filters, min(NEEDS, view.page_size)),
    )


PageDep = Annotated[Page[models.Plan], Depends(page_of)]


@router.get("/{plan_id}", name="plans:show")
def show(page: PageDep, plan_id: UUID, form: FiltersForm) -> Response:
    answer = page.open(blocks=("plan_page",))
    try:
        form.parse()
    except Invalid:
        return page.view.redirect(page.view.url("plans:show", plan_id=plan_id))
    return answer


@router.post("/{plan_id}/overnemen", name="plans:take")
def take(page: PageDep, form: TakingForm) -> Response:
    return page.do(commands.take_lines, form=form, name="form", said=_said)


@router.post("/{plan_id}/terugdraaien", name="plans:undo")
def undo(page: PageDep) -> Response:
    return page.do(commands.leave_just_taken, said=lambda undone: UNDONE if undone else TOLD)


def _said(done: commands.Taken) -> str:
    if done.taken:
        return TAKEN_PARTLY if done.left else TAKEN
    return NOTHING_FITS if done.left else TOO_LATE


def _listed(session: Session, actor: Actor, _none: None, form: Form[Any] | None) -> dict[str, Any]:
    """What the list of plans shows."""
    return {
        "form": form or blank(commands.PlanWish),
        "rows": queries.find_plans(session, actor),
        "regions": [
            (seat.region_code, seat.region_name)
            for seat in actor.seats
            if seat.region_code in actor.team_regions
        ],
    }


def _shown(
    session: Session, actor: Actor, filters: queries.PlanFilters, size: int, plan: models.Plan
) -> dict[str, Any]:
    """What the page of a plan shows."""
    is_ready = plan.status is models.PlanStatus.READY
    return {
        "plan": plan,
        "may": policy.PlanPolicy(actor, plan),
        "filters": filters,
        "form": blank(commands.Taking),
        "most_at_once": commands.MOST_AT_ONCE,
        "choices": forms.PlanChoices.for_reading(session, actor),
        "sums": queries.get_sums(session, plan) if is_ready else None,
        "page": queries.find_planned_needs(session, actor, plan, filters, size=size)
        if is_ready
        else None,
        "just_taken": line_queries.find_just_taken(session, actor, plan) if is_ready else None,
        "newer": queries.find_newer(session, actor, plan) if is_ready else None,
        "entries": find_timeline(session, plan.id, labels.EVENT_WORDS, with_names=True),
    }
