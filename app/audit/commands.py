"""Writing the trail."""

from sqlmodel import Session

from app.audit.models import AuditEntry
from app.core.events import ActorLike, Event, dispatch


def record(session: Session, actor: ActorLike, event: Event) -> None:
    """Write the event's line in the trail and tell its subscribers, all in the session's
    transaction.
    """
    session.add(
        AuditEntry(
            event=event.name,
            object_id=event.object_id,
            person_id=actor.person_id,
            organisation_id=event.organisation_id,
            region_code=event.region_code,
            facts=event.facts(),
        )
    )
    dispatch(session, actor, event)
