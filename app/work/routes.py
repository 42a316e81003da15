"""The start page, and the first steps on it."""

from typing import Any

from fastapi import APIRouter, Response
from sqlmodel import Session

from app.core import clock
from app.core.i18n import mark
from app.core.notices import Touched
from app.identity.actor import Actor
from app.identity.commands import put_steps_away
from app.identity.deps import ActorDep, VisitorDep
from app.live import block
from app.live.deps import ShownForm
from app.web import SessionDep, View, ViewDep, notice
from app.work import (
    charge_queries,
    first_step_queries,
    own_queries,
    queries,
    region_queries,
    running_queries,
)
from app.work.news_queries import find_news

router = APIRouter(prefix="/mijn-werk")

AWAY = notice(
    "steps_away", mark("The first steps are gone. Help stays at the bottom of each page.")
)


@router.get("", name="work:index")
def index(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    live = _live(view).drawn(actor)
    shown = shown_work(session, actor)
    waits = shown["work"].count
    known = {"live": live, "waits_for_me": waits, **shown}
    return view.page("work/index.html", fragments=("work_page",), **known)


@router.get("/live", name="work:live")
def watch(view: ViewDep, actor: VisitorDep, seen: ShownForm) -> Response:
    """What changes in it, for who has it open."""
    return _live(view).watch(actor, seen.value("shown"))


def _live(view: View) -> block.LiveBlock:
    frame = view.macros("frame/pieces.html")
    waiting = view.macros("components/live.html").sent

    def shown(session: Session, actor: Actor) -> dict[str, Any]:
        found = shown_work(session, actor)
        count = frame.waiting_count(found["work"].count)
        return found | {"also": waiting("waiting_count", "outerHTML", count)}

    return block.LiveBlock(
        view,
        "work/index.html",
        "work_page",
        view.url("work:index"),
        view.url("work:live"),
        shown,
        _is_theirs,
        about="work",
        words=queries.told_of,
    )


def _is_theirs(actor: Actor, touched: Touched) -> bool:
    """What happens to their organisation; for who looks after a region, or reads along, all of
    it.
    """
    regions = (*actor.team_regions, *actor.administered_regions)
    if not actor.writing_seats:
        regions = actor.regions
    return touched.names((actor.person_id, *actor.organisation_ids)) or touched.is_in(regions)


def shown_work(session: Session, actor: Actor) -> dict[str, Any]:
    """What the page shows."""
    work = queries.get_work(session, actor)
    reads = not actor.writing_seats
    asked = {task.id for task in (*work.tasks, *work.waiting) if task.noun == "match"}
    return {
        "work": work,
        "just_answered": queries.find_just_answered(session, actor),
        "news": find_news(session, actor),
        "figures": region_queries.get_figures(session, actor) if reads else [],
        "novelties": region_queries.find_new(session, actor) if reads else [],
        "management": work.management,
        "unattended": charge_queries.count_unattended(session, actor),
        "own_now": own_queries.get_own_now(session, actor),
        "running": running_queries.find_running(session, actor, asked),
        "day": clock.today(),
        "steps": first_step_queries.find_first_steps(session, actor),
    }


@router.post("/eerste-stappen", name="work:put_steps_away")
def hide_first_steps(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    put_steps_away(session, actor)
    return view.redirect(view.url("work:index"), said=AWAY)
