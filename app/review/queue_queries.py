"""What waits for the team of a region: its proposals, and the needs that nobody is asked for."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock
from app.identity.actor import Actor
from app.identity.models import Organisation
from app.matches import models as match_models, policy as match_policy, turns
from app.matches.models import Match
from app.needs import policy as need_policy
from app.needs.models import Need
from app.offers.models import Offer
from app.review import decision_queries, queue

MOST_IN_ROUND = 500  # in one round; a region with more starts again


def get_queue(session: Session, actor: Actor) -> queue.Queue:
    """The queue of the actor's teams."""
    return queue.Queue(
        _proposals(session, actor),
        _needs(session, actor),
        decision_queries.find_decided(session, actor),
    )


_SHOWN: Any = (
    col(Need.title),
    col(Need.organisation_id),
    col(Need.municipality_code),
    col(Need.people),
    col(Need.known_to),
    col(Need.urgency),
    sa.func.count().over().label("total"),
)


def _proposals(session: Session, actor: Actor) -> queue.Round:
    rows: Any = session.execute(
        sa.select(
            col(Match.id),
            col(Match.review_by),
            col(Match.need_id),
            col(Organisation.name).label("partner"),
            col(Offer.title).label("offer"),
            *_SHOWN,
        )
        .join(Need, col(Need.id) == col(Match.need_id))
        .join(Offer, col(Offer.id) == col(Match.offer_id))
        .join(Organisation, col(Organisation.id) == col(Match.offer_organisation_id))
        .where(
            match_policy.visible_to(actor),
            col(Match.region_code).in_(actor.team_regions),
            col(Match.status) == match_models.MatchStatus.PROPOSED,
            col(Match.needs_review),
            sa.not_(turns.is_past(clock.today())),
        )
        .order_by(col(Need.urgency_order), col(Match.created_at), col(Match.id))
        .limit(MOST_IN_ROUND)
    ).all()
    twice = Counter((row.need_id, row.partner) for row in rows)
    return _round(
        actor,
        rows,
        {row.id: row.review_by for row in rows},
        {
            row.id: f"{row.partner}, “{row.offer}”"
            if twice[row.need_id, row.partner] > 1
            else row.partner
            for row in rows
        },
    )


def _needs(session: Session, actor: Actor) -> queue.Round:
    rows: Any = session.execute(
        sa.select(col(Need.id), *_SHOWN)
        .where(
            need_policy.visible_to(actor),
            col(Need.region_code).in_(actor.team_regions),
            need_policy.needs_help(actor, clock.today()),
            ~turns.is_asked(clock.today()),
        )
        .order_by(col(Need.urgency_order), col(Need.created_at), col(Need.id))
        .limit(MOST_IN_ROUND)
    ).all()
    return _round(actor, rows, None)


def _round(
    actor: Actor,
    rows: Any,
    review_by: dict[UUID, datetime] | None,
    partners: Mapping[UUID, str] = MappingProxyType({}),
) -> queue.Round:
    waiting = [
        queue.Waiting(
            id=row.id,
            title=row.title,
            municipality_code=None if need_policy.is_masked(actor, row) else row.municipality_code,
            urgency=row.urgency,
            is_need=review_by is None,
            review_by=review_by[row.id] if review_by else None,
            partner=partners.get(row.id, ""),
        )
        for row in rows
    ]
    return queue.Round(waiting, rows[0].total if rows else 0)
