"""The start page."""

from fastapi import APIRouter, Response

from app.core import clock
from app.identity.deps import ActorDep
from app.web import SessionDep, ViewDep
from app.work.queries import get_work

router = APIRouter(prefix="/mijn-werk")


@router.get("", name="work:index")
def index(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    return view.page(
        "work/index.html",
        work=get_work(session, actor),
        day=clock.today(),
    )
