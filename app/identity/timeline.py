"""The history of one object, from the trail, in words."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session, col

from app.audit.models import AuditEntry
from app.core import statements
from app.core.i18n import gettext as _, moment
from app.identity.models import Membership, Person

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
    own: Collection[UUID] = (),
    others: Mapping[UUID, Words] | None = None,
    limit: int = 20,
) -> list[TimelineEntry]:
    """What happened to an object the actor may see, newest first. Who did it only for its own
    organisation, and of an object between several who works for those in `own`. `others`: what
    belongs to it and has a history of its own, with the words for it.
    """
    told = {object_id: words, **(others or {})}
    asked = {
        "objects": list(told),
        # One text for each object: a list of lists would have to be as long for each of them.
        "events": [" ".join(known) for known in told.values()],
        "most": limit,
        "own": list(own),
    }
    rows = statements.rows_of(session, _told(), asked)
    return [
        TimelineEntry(
            when=row.at.isoformat(timespec="seconds"),
            when_label=moment(row.at),
            text=told[row.object_id][row.event](row.facts),
            note=_("by %(name)s", name=row.name or _("a former user"))
            if (with_names or row.is_own) and row.person_id and row.object_id == object_id
            else "",
        )
        for row in rows
    ]


@cache
def _told() -> Any:
    """The newest lines of the trail of some objects, as far as there are words for them."""
    told = (
        sa.func.unnest(
            sa.bindparam("objects", type_=ARRAY(sa.Uuid)),
            sa.bindparam("events", type_=ARRAY(sa.Text)),
        )
        .table_valued(sa.column("object_id", sa.Uuid), sa.column("events", sa.Text), name="told")
        .render_derived()
    )
    is_told = col(AuditEntry.event) == sa.any_(sa.func.string_to_array(told.c.events, " "))
    is_own = sa.exists().where(
        col(Membership.person_id) == col(AuditEntry.person_id),
        col(Membership.organisation_id) == sa.any_(sa.bindparam("own", type_=ARRAY(sa.Uuid))),
    )
    return (
        sa.select(
            col(AuditEntry.at),
            col(AuditEntry.event),
            col(AuditEntry.object_id),
            col(AuditEntry.facts),
            col(AuditEntry.person_id),
            is_own.label("is_own"),
            col(Person.name),
        )
        .select_from(AuditEntry)
        .join(told, sa.and_(told.c.object_id == col(AuditEntry.object_id), is_told))
        .outerjoin(Person, col(Person.id) == col(AuditEntry.person_id))
        .order_by(col(AuditEntry.at).desc(), col(AuditEntry.id).desc())
        .limit(sa.bindparam("most", type_=sa.Integer))
    )
