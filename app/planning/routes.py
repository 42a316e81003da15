"""Pages of the region plan: ask for one, see how far it is, take proposals over."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from sqlmodel import Session
from starlette.responses import Response

from app.core.errors import Invalid
from app.core.i18n import mark
from app.core.policy import require
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.identity.timeline import find_timeline
from app.planning import commands, queries
from app.planning.commands import PlanWish, Taken, Taking
from app.planning.forms import PlanChoices
from app.planning.labels import EVENT_WORDS
from app.planning.models import Plan, PlanStatus
from app.planning.policy import PlanPolicy, may_plan
from app.planning.queries import PlanFilters
from app.web.database import SessionDep
from app.web.forms import Form, asked, blank, submitted
from app.web.view import View, ViewDep, notice

router = APIRouter(prefix="/bord/plan")

NEEDS = 20  # on a page, at most

MADE_ALREADY = notice(
    "plan_live", mark("A plan for this region is being made already. This is it."), kind="info"
)
TAKEN = notice("plan_taken", mark("Taken over. Both organisations are asked now."))
TAKEN_PARTLY = notice(
    "plan_taken_partly",
    mark("Taken over, except what does not fit any more. There you see why."),
    kind="warn",
)
NOTHING_FITS = notice(
    "plan_left", mark("This does not fit any more. At the proposal you see why."), kind="warn"
)
TOO_LATE = notice(
    "plan_too_late", mark("Somebody was just before you: this was taken over already."), kind="info"
)

FiltersForm = Annotated[Form[PlanFilters], Depends(asked(PlanFilters))]


@router.get("", name="plans:index")
def index(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    require(may_plan(actor))
    return _index(view, session, actor, blank(PlanWish))


def _index(
    view: View, session: Session, actor: Actor, form: Form[PlanWish], status: int = 200
) -> Response:
    return view.page(
        "plans/index.html",
        status=status,
        form=form,
        rows=queries.find_plans(session, actor),
        regions=[
            (seat.region_code, seat.region_name)
            for seat in actor.seats
            if seat.region_code in actor.team_regions
        ],
    )


@router.post("", name="plans:make")
def make(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    form: Annotated[Form[PlanWish], Depends(submitted(PlanWish))],
) -> Response:
    require(may_plan(actor))
    try:
        plan, is_new = commands.ask_plan(session, actor, form.parse())
    except Invalid as problem:
        return _index(view, session, actor, form.refuse(problem), status=422)
    return view.redirect(
        view.url("plans:show", plan_id=plan.id), said=None if is_new else MADE_ALREADY
    )


@router.get("/{plan_id}", name="plans:show")
def show(
    view: ViewDep, session: SessionDep, actor: ActorDep, plan_id: UUID, form: FiltersForm
) -> Response:
    plan = queries.get_plan(session, actor, plan_id)
    try:
        filters = form.parse()
    except Invalid:
        return view.redirect(view.url("plans:show", plan_id=plan_id))
    return view.page(
        "plans/show.html", fragments=("plan_page",), **_shown(view, session, actor, plan, filters)
    )


@router.post("/{plan_id}/overnemen", name="plans:take")
def take(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    plan_id: UUID,
    form: Annotated[Form[Taking], Depends(submitted(Taking))],
    filters_form: FiltersForm,
) -> Response:
    plan = queries.get_plan(session, actor, plan_id)
    try:
        filters = filters_form.parse()
    except Invalid:
        filters = PlanFilters()
    try:
        done = commands.take_lines(session, actor, plan, form.parse())
    except Invalid as problem:
        shown = _shown(view, session, actor, plan, filters)
        del shown["form"]
        return view.invalid("plans/show.html", form, problem, fragments=("plan_page",), **shown)
    here = view.url("plans:show", plan_id=plan.id, part=filters.part.value, cursor=filters.cursor)

    def shown_now() -> dict[str, Any]:
        session.expire_all()
        return _shown(view, session, actor, queries.get_plan(session, actor, plan_id), filters)

    return view.changed(
        "plans/show.html", "plan_page", then=here, shown=shown_now, said=_said(done)
    )


def _said(done: Taken) -> str:
    if done.taken:
        return TAKEN_PARTLY if done.left else TAKEN
    return NOTHING_FITS if done.left else TOO_LATE


def _shown(
    view: View, session: Session, actor: Actor, plan: Plan, filters: PlanFilters
) -> dict[str, Any]:
    """What the page of a plan shows."""
    is_ready = plan.status is PlanStatus.READY
    return {
        "plan": plan,
        "may": PlanPolicy(actor, plan),
        "filters": filters,
        "form": blank(Taking),
        "most_at_once": commands.MOST_AT_ONCE,
        "choices": PlanChoices.for_reading(session, actor),
        "sums": queries.get_sums(session, plan) if is_ready else None,
        "page": queries.find_planned_needs(
            session, actor, plan, filters, size=min(NEEDS, view.page_size)
        )
        if is_ready
        else None,
        "newer": queries.find_newer(session, actor, plan) if is_ready else None,
        "entries": find_timeline(session, plan.id, EVENT_WORDS, with_names=True),
    }
