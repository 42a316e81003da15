"""Deleting what is kept long enough."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlmodel import Session

from app.audit import record
from app.core import db
from app.core.events import ActorLike
from app.core.settings import Settings
from app.privacy import events, periods, trail_commands


def remove_old(
    session: Session,
    actor: ActorLike,
    settings: Settings,
    kinds: Iterable[periods.Kept],
    take: periods.Take | None = None,
) -> Mapping[str, int]:
    """Delete of each kind what is kept long enough, with a line in the trail. Returns how many rows
    went of each. Of the trail itself as the role that may, from there on.
    """
    gone = {}
    for kind in kinds:
        if kind.is_trail:
            trail_commands.become_role(session)
        gone[kind.name] = kind.remove(session, settings, take)
        if gone[kind.name] and not kind.is_passing:
            told: dict[str, Any] = {
                "kind": kind.name,
                "rows": gone[kind.name],
                "before": kind.period(settings),
            }
            record(session, actor, events.KeptLongEnough(object_id=db.new_id(), **told))
        session.flush()
    return gone
