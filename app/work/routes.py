"""The start page."""

from fastapi import APIRouter
from starlette.responses import Response

from app.core import clock
from app.identity.deps import ActorDep
from app.web.database import SessionDep
from app.web.view import ViewDep
from app.work.queries import get_work

router = APIRouter(prefix="/mijn-werk")


@router.get("", name="work:index")
def index(view: ViewDep, session: SessionDep, actor: ActorDep) -> Response:
    return view.page(
        "work/index.html",
        work=get_work(session, actor),
        day=clock.today(),
    )
