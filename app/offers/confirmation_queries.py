"""The own offers that are to be confirmed, for who confirms them all at once."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlmodel import Session, col

from app.core import clock
from app.identity.actor import Actor
from app.offers import models, policy, queries
from app.offers.models import Offer

MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Confirmable:
    """How many there are, and how many of them nobody is shown any more until they are
    confirmed.
    """

    total: int
    expired: int


def count_confirmable(session: Session, actor: Actor) -> Confirmable:
    is_expired = sa.func.coalesce(queries.is_expired(clock.today()), False)
    total, expired = session.execute(
        sa.select(sa.func.count(), sa.func.count().filter(is_expired))
        .select_from(Offer)
        .where(*_rules(actor))
    ).one()
    return Confirmable(min(total, MOST_AT_ONCE), expired)


def find_confirmable(session: Session, actor: Actor, *, lock: bool = False) -> list[Offer]:
    """Those that expire first come first when there are too many for one time. `lock` until commit,
    everybody in the same order.
    """
    ids: Any = (
        sa.select(col(Offer.id))
        .where(*_rules(actor))
        .order_by(col(Offer.fresh_until), col(Offer.id))
        .limit(MOST_AT_ONCE)
    )
    query: Any = (
        sa.select(Offer)
        .where(col(Offer.id).in_(ids))
        .options(joinedload(Offer.organisation))  # type: ignore[arg-type]
        .order_by(col(Offer.id))
    )
    if lock:
        query = query.with_for_update(of=Offer).execution_options(populate_existing=True)
    return list(session.execute(query).scalars())


def _rules(actor: Actor) -> list[sa.ColumnElement[bool]]:
    """Published, its period not over, and not confirmed today already."""
    return [
        policy.visible_to(actor),
        col(Offer.organisation_id).in_(actor.writing_ids),
        col(Offer.status) == models.OfferStatus.PUBLISHED,
        sa.func.coalesce(col(Offer.available_until) >= clock.today(), True),
        sa.func.coalesce(col(Offer.confirmed_at) < clock.midnight(), True),
    ]
