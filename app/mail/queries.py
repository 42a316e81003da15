"""Reading mail that is owed."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock
from app.mail.models import Mail, MailState

_PERSON = sa.table("person", sa.column("id", sa.Uuid), sa.column("email"), sa.column("is_active"))


def get_address(session: Session, mail: Mail) -> str | None:
    """Where it goes: the address of today of somebody with an account. None for an account that is
    closed or gone.
    """
    if mail.address is not None:
        return mail.address
    found: str | None = session.execute(
        sa.select(_PERSON.c.email).where(_PERSON.c.id == mail.person_id, _PERSON.c.is_active)
    ).scalar_one_or_none()
    return found


def find_due(session: Session, limit: int) -> list[UUID]:
    """What should have gone by now, the oldest first: a job of it may be lost, the row is not."""
    query: Any = (
        sa.select(col(Mail.id))
        .where(col(Mail.state) == MailState.DUE, col(Mail.due_at) <= clock.now())
        .order_by(col(Mail.due_at))
        .limit(limit)
    )
    return list(session.execute(query).scalars())
