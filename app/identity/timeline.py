"""The history of one object, from the trail, in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.audit.models import AuditEntry
from app.core.i18n import gettext as _, moment
from app.identity.models import Person

Words = Mapping[str, Callable[[dict[str, Any]], str]]


@dataclass(frozen=True)
class TimelineEntry:
    """One line: `when` in ISO 8601, the rest in words."""

    when: str
    when_label: str
    text: str
    note: str = ""


def find_timeline(
    session: Session,
    object_id: UUID,
    words: Words,
    *,
    with_names: bool,
    others: Mapping[UUID, Words] | None = None,
    limit: int = 20,
) -> list[TimelineEntry]:
    """What happened to an object the actor may see, newest first. Who did it only for its own
    organisation. `others`: what belongs to it and has a history of its own, with the words for it.
    """
    told = {object_id: words, **(others or {})}
    rules = (
        sa.and_(col(AuditEntry.object_id) == each, col(AuditEntry.event).in_(list(known)))
        for each, known in told.items()
    )
    rows = session.execute(
        sa.select(AuditEntry, col(Person.name))
        .outerjoin(Person, col(Person.id) == col(AuditEntry.person_id))
        .where(sa.or_(*rules))
        .order_by(col(AuditEntry.at).desc(), col(AuditEntry.id).desc())
        .limit(limit)
    )
    return [
        TimelineEntry(
            when=entry.at.isoformat(timespec="seconds"),
            when_label=moment(entry.at),
            text=told[entry.object_id][entry.event](entry.facts),
            note=_("by %(name)s", name=name)
            if with_names and name and entry.object_id == object_id
            else "",
        )
        for entry, name in rows
    ]
