"""What waits for the team of a region: its proposals, and the needs that nobody is asked for."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.identity.actor import Actor
from app.matches.models import ASKED, Match, MatchStatus
from app.matches.policy import visible_to as match_visible_to
from app.needs.models import Need, NeedStatus
from app.needs.policy import is_masked, visible_to as need_visible_to
from app.reference.queries import get_settings
from app.review.decision_queries import find_decided
from app.review.queue import Queue, Round, Waiting

MOST_IN_ROUND = 500  # in one round; a region with more starts again


def get_queue(session: Session, actor: Actor) -> Queue:
    """The queue of the actor's teams. Four queries, and one for the settings of each region with a
    proposal.
    """
    return Queue(_proposals(session, actor), _needs(session, actor), find_decided(session, actor))


_SHOWN: Any = (
    col(Need.title),
    col(Need.organisation_id),
    col(Need.municipality_code),
    col(Need.people),
    col(Need.known_to),
    col(Need.urgency),
    sa.func.count().over().label("total"),
)


def _proposals(session: Session, actor: Actor) -> Round:
    rows: Any = session.execute(
        sa.select(col(Match.id), col(Match.created_at), col(Match.region_code), *_SHOWN)
        .join(Need, col(Need.id) == col(Match.need_id))
        .where(
            match_visible_to(actor),
            col(Match.region_code).in_(actor.team_regions),
            col(Match.status) == MatchStatus.PROPOSED,
            col(Match.needs_review),
        )
        .order_by(col(Need.urgency_order), col(Match.created_at), col(Match.id))
        .limit(MOST_IN_ROUND)
    ).all()
    days = {
        region: timedelta(days=get_settings(session, region).answer_days)
        for region in sorted({row.region_code for row in rows})
    }
    return _round(actor, rows, {row.id: row.created_at + days[row.region_code] for row in rows})


def _needs(session: Session, actor: Actor) -> Round:
    is_asked = (
        sa.select(sa.literal(1))
        .where(col(Match.need_id) == col(Need.id), col(Match.status).in_(ASKED))
        .exists()
    )
    rows: Any = session.execute(
        sa.select(col(Need.id), *_SHOWN)
        .where(
            need_visible_to(actor),
            col(Need.region_code).in_(actor.team_regions),
            col(Need.status) == NeedStatus.OPEN,
            col(Need.committed) < col(Need.quantity),
            ~is_asked,
        )
        .order_by(col(Need.urgency_order), col(Need.created_at), col(Need.id))
        .limit(MOST_IN_ROUND)
    ).all()
    return _round(actor, rows, {})


def _round(actor: Actor, rows: Any, review_by: dict[UUID, datetime]) -> Round:
    waiting = [
        Waiting(
            id=row.id,
            title=row.title,
            municipality_code=None if is_masked(actor, row) else row.municipality_code,
            urgency=row.urgency,
            review_by=review_by.get(row.id),
        )
        for row in rows
    ]
    return Round(waiting, rows[0].total if rows else 0)
