"""The start page, and the first steps on it."""

from fastapi import APIRouter, Response

from app.core import clock
from app.core.i18n import mark
from app.identity.commands import put_steps_away
from app.identity.deps import ActorDep
from app.web import SessionDep, ViewDep, notice
from app.work import charge_queries, first_step_queries, own_queries, queries, region_queries
from app.work.news_queries import find_news

router = APIRouter(prefix="/mijn-werk")

AWAY = notice(
    "steps_away", mark("The first steps are gone. Help stays at the bottom of each page.")
)


@router.get("", name="work:index")
def index(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    work = queries.get_work(session, actor)
    reads = not actor.writing_seats
    return view.page(
        "work/index.html",
        work=work,
        just_answered=queries.find_just_answered(session, actor),
        news=find_news(session, actor),
        figures=region_queries.get_figures(session, actor) if reads else [],
        novelties=region_queries.find_new(session, actor) if reads else [],
        management=work.management,
        waits_for_me=work.count,
        unattended=charge_queries.count_unattended(session, actor),
        own_now=own_queries.get_own_now(session, actor),
        day=clock.today(),
        steps=first_step_queries.find_first_steps(session, actor),
    )


@router.post("/eerste-stappen", name="work:put_steps_away")
def hide_first_steps(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    put_steps_away(session, actor)
    return view.redirect(view.url("work:index"), said=AWAY)
