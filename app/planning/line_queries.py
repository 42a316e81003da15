"""The proposals of a plan that somebody has just taken over: nobody is told for a minute."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.audit.models import AuditEntry
from app.core import clock
from app.identity.actor import Actor
from app.matches.models import Match, MatchStatus
from app.matches.policy import visible_to
from app.planning import events, models


@dataclass(frozen=True, slots=True)
class JustTaken:
    """What one step back undoes, and until when all of it can be undone."""

    match_ids: list[UUID]
    undo_until: datetime


def find_just_taken(session: Session, actor: Actor, plan: models.Plan) -> JustTaken | None:
    """What this person took over in the last minute, as far as nobody has heard of it. None when
    that is nothing.
    """
    entry: Any = AuditEntry
    own = sa.select(entry.facts["match_id"].astext).where(
        entry.person_id == actor.person_id,
        entry.event == events.LineTaken.name,
        entry.object_id == plan.id,
    )
    rows = session.execute(
        sa.select(col(Match.id), col(Match.tell_at))
        .join(models.PlanLine, col(models.PlanLine.match_id) == col(Match.id))
        .where(
            visible_to(actor),
            col(models.PlanLine.plan_id) == plan.id,
            col(Match.status) == MatchStatus.APPROVED,
            col(Match.awaits_need),
            col(Match.awaits_offer),
            col(Match.tell_at) > clock.now(),
            sa.cast(col(Match.id), sa.Text).in_(own),
        )
        .order_by(col(Match.tell_at))
    ).all()
    moments = [moment for _id, moment in rows if moment is not None]
    return JustTaken([match_id for match_id, _moment in rows], moments[0]) if moments else None
