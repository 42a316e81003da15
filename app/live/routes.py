"""Whether pages renew themselves for somebody."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from app.core import errors, inputs
from app.core.i18n import gettext as _
from app.identity import commands
from app.identity.deps import ActorDep
from app.web import Form, SessionDep, ViewDep, paths, submitted

router = APIRouter()


class LiveChoice(inputs.Input):
    """On or off, and the page on which that was chosen."""

    is_live: bool = False
    next: str = ""


@router.post("/live", name="live:switch")
def switch(
    view: ViewDep,
    session: SessionDep,
    actor: ActorDep,
    form: Annotated[Form[LiveChoice], Depends(submitted(LiveChoice))],
) -> Response:
    try:
        given = form.parse()
    except errors.Invalid:
        raise errors.NotFound(_("This page does not exist.")) from None
    commands.switch_live(session, actor, given.is_live)
    return view.redirect(paths.safe_path(given.next))
