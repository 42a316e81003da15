"""Offers that wait for somebody: to be moderated, published, confirmed or extended."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock
from app.identity.actor import Actor, Reader
from app.identity.models import Organisation
from app.offers import models as offer_models, policy as offer_policy
from app.offers.models import Offer
from app.work.task_kinds import TaskKind
from app.work.tasks import MOST_TASKS, Task


def find_offer_tasks(session: Session, actor: Actor) -> Iterable[Task]:
    """One for each, who ends first before."""
    day = clock.today()
    rows = session.execute(
        sa.select(Offer, col(Organisation.name))
        .join(Organisation, col(Organisation.id) == col(Offer.organisation_id))
        .where(offers_of(actor, day))
        .order_by(_ends_on().nulls_last(), col(Offer.created_at))
        .limit(MOST_TASKS)
    )
    for offer, name in rows:
        kind, due = _offer_kind(offer)
        yield Task(kind, "offer", offer.id, offer.title, name, due, offer.organisation_id)


def offers_of(actor: Reader, day: Any) -> sa.ColumnElement[bool]:
    """Offers that wait for the actor."""
    writing = actor.writing_ids
    ending = sa.and_(
        col(Offer.organisation_id).in_(writing),
        col(Offer.status) == offer_models.OfferStatus.PUBLISHED,
        _ends_on().between(day - timedelta(days=30), day + offer_models.ENDS_SOON),
    )
    moderated = sa.and_(
        col(Offer.region_code).in_(actor.team_regions),
        col(Offer.status) == offer_models.OfferStatus.SUBMITTED,
    )
    drafts = sa.and_(
        col(Offer.organisation_id).in_(actor.deciding_ids),
        col(Offer.status) == offer_models.OfferStatus.DRAFT,
    )
    return sa.and_(offer_policy.visible_to(actor), sa.or_(ending, moderated, drafts))


def _ends_on() -> Any:
    return sa.func.least(col(Offer.available_until), col(Offer.fresh_until))


def _offer_kind(offer: Offer) -> tuple[TaskKind, date | None]:
    """What an offer asks, and until when. Confirming helps only while its period goes on."""
    kinds = {
        offer_models.OfferStatus.SUBMITTED: TaskKind.MODERATE,
        offer_models.OfferStatus.DRAFT: TaskKind.PUBLISH,
    }
    if offer.status in kinds:
        return kinds[offer.status], None
    if offer.ends_with_period:
        return TaskKind.EXTEND, offer.available_until
    return TaskKind.CONFIRM, offer.fresh_until
