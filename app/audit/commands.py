"""Writing the trail."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Session

from app.audit.models import AuditEntry
from app.core import clock, db, events, notices

_KEY = "trail"


def record(session: Session, actor: events.ActorLike, event: events.Event) -> None:
    """Write the event's line in the trail and tell its subscribers, all in the session's
    transaction; and everybody who watches, when it commits.
    """
    line: dict[str, Any] = {
        "event": event.name,
        "object_id": event.object_id,
        "person_id": actor.person_id,
        "organisation_id": event.organisation_id,
        "region_code": event.region_code,
        "facts": event.facts(),
    }
    waiting: list[dict[str, Any]] | None = session.info.get(_KEY)
    if waiting is not None:
        waiting.append({"id": db.new_id(), "at": clock.now(), **line})
    else:
        session.add(AuditEntry(**line))
    # Whom it is about, as far as it says so in its facts.
    person, partner = (line["facts"].get(whom) for whom in ("person", "partner"))
    notices.note(
        session,
        event.region_code,
        event.object_id,
        event.organisation_id,
        actor.person_id,
        person,
        partner,
        *event.beside,
    )
    events.dispatch(session, actor, event)


@contextmanager
def recording_together(session: Session) -> Iterator[None]:
    """Lines of thousands of events, written at the end of the block: one object for each takes as
    long as all the rest of a row. Not across a savepoint that may be rolled back.
    """
    waiting: list[dict[str, Any]] = []
    session.info[_KEY] = waiting
    try:
        yield
    finally:
        del session.info[_KEY]
    if not waiting:
        return
    columns = AuditEntry.__table__.columns  # type: ignore[attr-defined]
    lines = (
        sa.func.jsonb_to_recordset(sa.cast(sa.literal(json.dumps(waiting, default=str)), JSONB))
        .table_valued(*(sa.column(known.name, known.type) for known in columns))
        .render_derived(with_types=True)
    )
    session.execute(sa.insert(AuditEntry).from_select(columns.keys(), sa.select(lines)))
