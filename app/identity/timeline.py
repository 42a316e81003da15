"""The history of one object, from the trail, in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select as sa_select
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
    session: Session, object_id: UUID, words: Words, *, with_names: bool, limit: int = 20
) -> list[TimelineEntry]:
    """What happened to an object the actor may see, newest first. Who did it only for its own
    organisation.
    """
    rows = session.execute(
        sa_select(AuditEntry, col(Person.name))
        .outerjoin(Person, col(Person.id) == col(AuditEntry.person_id))
        .where(col(AuditEntry.object_id) == object_id, col(AuditEntry.event).in_(list(words)))
        .order_by(col(AuditEntry.at).desc(), col(AuditEntry.id).desc())
        .limit(limit)
    )
    return [
        TimelineEntry(
            when=entry.at.isoformat(timespec="seconds"),
            when_label=moment(entry.at),
            text=words[entry.event](entry.facts),
            note=_("by %(name)s", name=name) if with_names and name else "",
        )
        for entry, name in rows
    ]
