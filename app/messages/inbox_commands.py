"""Opening what one was told. None of it is in the trail: it is for one person."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import inputs
from app.core.policy import asks
from app.identity.actor import Actor
from app.mail.models import Mail
from app.messages import policy


class ReadSoFar(inputs.Input):
    """The newest message that the page showed: what came later was not seen."""

    until: UUID | None = None


@asks(policy.may_open)
def open_message(session: Session, actor: Actor, message: Mail) -> Mail:
    """It is read from now on."""
    message.is_unread = False
    return message


@asks(policy.may_read)
def read_all(session: Session, actor: Actor, given: ReadSoFar) -> None:
    """All that the actor was told, up to what the page showed."""
    so_far = [] if given.until is None else [col(Mail.id) <= given.until]
    unread = sa.update(Mail).where(policy.told_to(actor), col(Mail.is_unread), *so_far)
    session.execute(unread.values(is_unread=False))
