"""Reading mail that is owed."""

from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock, job_tables
from app.mail import models, topics
from app.mail.models import Mail

# A page says "99+" from here on.
MOST_COUNTED = 100
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


class LateMail(NamedTuple):
    """How many mails were owed lately: about some things, and of those to one address."""

    all: int
    to_address: int


def count_lately(
    session: Session, kind: str, about: sa.Select[Any], address: str, *, within: timedelta
) -> LateMail:
    """Of one kind, about the objects of `about`, whatever became of them."""
    row = session.execute(
        sa.select(sa.func.count(), sa.func.count().filter(col(Mail.address) == address)).where(
            col(Mail.kind) == kind,
            col(Mail.object_id).in_(about),
            col(Mail.created_at) > clock.now() - within,
        )
    ).one()
    return LateMail(*row)


def find_due(session: Session, limit: int, *, lost_by: str = "") -> list[tuple[UUID, str | None]]:
    """What should have gone by now, the oldest first, and for which region: a job of it may be
    lost, the row is not.
    `lost_by`: only those of which no job of this name waits, so that a backlog is given out once
    and not every minute again.
    """
    waiting = job_tables.asked_for(lost_by, "mail_id", "todo")
    query: Any = (
        sa.select(col(Mail.id), col(Mail.region_code))
        .where(
            col(Mail.state) == models.MailState.DUE,
            col(Mail.due_at) <= clock.now(),
            sa.cast(col(Mail.id), sa.Text).not_in(waiting),
        )
        .order_by(col(Mail.due_at))
        .limit(limit)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def count_unread(person: Any) -> sa.ColumnElement[int]:
    """How much somebody was told and has not opened, up to `MOST_COUNTED`; part of a statement
    about this table of people.
    """
    some = (
        sa.select(sa.literal(1))
        .select_from(Mail)
        .where(col(Mail.person_id) == person.id, col(Mail.is_unread))
        .correlate(person)
        .limit(MOST_COUNTED)
    )
    return sa.select(sa.func.count()).select_from(some.subquery()).scalar_subquery()


def find_wanted(session: Session, person_id: UUID) -> list[topics.Topic]:
    """About which topics somebody wants mail: all that they did not refuse."""
    query = sa.select(col(models.MailRefusal.topic)).where(
        col(models.MailRefusal.person_id) == person_id
    )
    refused = set(session.execute(query).scalars())
    return [topic for topic in topics.Topic if topic not in refused]
