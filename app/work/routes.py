"""The start page."""

from fastapi import APIRouter, Response

from app.core import clock
from app.identity.deps import ActorDep
from app.web import SessionDep, ViewDep
from app.work.management_queries import get_management
from app.work.news_queries import find_news
from app.work.queries import get_work

router = APIRouter(prefix="/mijn-werk")


@router.get("", name="work:index")
def index(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    work = get_work(session, actor)
    return view.page(
        "work/index.html",
        work=work,
        news=find_news(session, actor),
        management=get_management(session, actor),
        waits_for_me=work.count,
        day=clock.today(),
    )
