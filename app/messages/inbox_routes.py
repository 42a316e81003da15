"""Pages of what somebody was told: the list, and opening what is in it."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from app.core import errors
from app.core.i18n import mark
from app.core.policy import require
from app.identity.actor import Actor
from app.identity.deps import ActorDep
from app.mail import kinds, outbox
from app.mail.models import Mail
from app.messages import inbox_commands, inbox_queries, policy
from app.web import Form, FormPage, SessionDep, View, ViewDep, from_address, notice, submitted

router = APIRouter(prefix="/berichten")

ALL_READ = notice("messages_read", mark("All messages are read."))
TEMPLATE = "messages/inbox.html"

PlaceForm = Annotated[
    Form[inbox_queries.InboxPlace], Depends(from_address(inbox_queries.InboxPlace))
]
SoFarForm = Annotated[Form[inbox_commands.ReadSoFar], Depends(submitted(inbox_commands.ReadSoFar))]


@router.get("", name="messages:inbox")
def index(view: ViewDep, session: SessionDep, actor: ActorDep, form: PlaceForm) -> Response:
    require(policy.may_read(actor))
    try:
        place = form.parse()
    except errors.Invalid:
        place = inbox_queries.InboxPlace()
    return view.page(TEMPLATE, **_shown(view, session, actor, place))


@router.post("/gelezen", name="messages:read_all")
def read_all(view: ViewDep, session: SessionDep, actor: ActorDep, form: SoFarForm) -> Response:
    shown = partial(_around, view, session, actor)
    page: FormPage[None] = FormPage(
        view, session, actor, lambda: None, lambda: None, TEMPLATE, shown
    )
    return page.do(
        inbox_commands.read_all, form=form, then=view.url("messages:inbox"), said=ALL_READ
    )


@router.post("/{message_id}/openen", name="messages:open")
def open_it(view: ViewDep, session: SessionDep, actor: ActorDep, message_id: UUID) -> Response:
    """Read it, and go where it leads."""
    read = partial(inbox_queries.get_message, session, actor, message_id)
    lock = partial(read, lock=True)
    shown = partial(_around, view, session, actor)
    page: FormPage[Mail] = FormPage(view, session, actor, read, lock, TEMPLATE, shown)
    return page.do(
        inbox_commands.open_message,
        then=lambda mail: outbox.page_of(view.settings, kinds.get_kind(mail.kind), mail),
    )


def _shown(
    view: View, session: Session, actor: Actor, place: inbox_queries.InboxPlace
) -> dict[str, Any]:
    inbox = inbox_queries.find_inbox(session, actor, place, size=view.page_size)
    return {"inbox": inbox, "unread": actor.unread}


def _around(
    view: View, session: Session, actor: Actor, _thing: Any, form: Form[Any] | None
) -> dict[str, Any]:
    """The list, around a form that could not be read."""
    return {"form": form, **_shown(view, session, actor, inbox_queries.InboxPlace())}
