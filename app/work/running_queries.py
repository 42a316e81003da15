"""Matches that run: both sides see them in their work, also while nothing is asked of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.core import i18n
from app.identity.actor import Actor
from app.identity.models import Organisation
from app.matches import models as match_models, policy as match_policy
from app.matches.models import Match
from app.needs import labels as need_labels, policy as need_policy
from app.needs.models import Need
from app.offers.models import Offer
from app.reference import labels

MOST = 20  # what began first; who has more running works from the board


@dataclass(frozen=True, slots=True)
class Running:
    """One match that runs. `partner_id` is empty where the reader may not know who it is; `since`:
    when it began.
    """

    id: UUID
    title: str
    partner: str
    partner_id: UUID | None
    amount: str
    offer: str
    since: date


def find_running(session: Session, actor: Actor, known: Collection[UUID]) -> list[Running]:
    """In one query, those that began first first. `known`: what is asked of the actor already."""
    writing = actor.writing_ids
    if not writing:
        return []
    needing, offering = aliased(Organisation), aliased(Organisation)
    own = sa.or_(
        col(Match.need_organisation_id).in_(writing), col(Match.offer_organisation_id).in_(writing)
    )
    rows: Any = session.execute(
        sa.select(Match, Need, col(needing.name), col(offering.name), col(Offer.title))
        .join(Offer, col(Offer.id) == col(Match.offer_id))
        .join(Need, col(Need.id) == col(Match.need_id))
        .join(needing, col(needing.id) == col(Match.need_organisation_id))
        .join(offering, col(offering.id) == col(Match.offer_organisation_id))
        .where(
            match_policy.visible_to(actor),
            own,
            col(Match.status) == match_models.MatchStatus.RUNNING,
            col(Match.id).not_in(known),
        )
        .order_by(col(Match.moved_at), col(Match.id))
        .limit(MOST)
    )
    found = []
    for match, need, need_name, offer_name, offer_title in rows:
        partner, partner_id = offer_name, match.offer_organisation_id
        if match.offer_organisation_id in writing:
            masked = need_policy.is_masked(actor, need)
            partner = need_labels.owner_label(need_name, is_masked=masked)
            partner_id = None if masked else match.need_organisation_id
        hidden = need_policy.hides_number_from(actor, need)
        found.append(
            Running(
                match.id,
                need.title,
                partner,
                partner_id,
                "" if hidden else labels.amount(need.unit, match.quantity),
                offer_title,
                i18n.local_day(match.moved_at),
            )
        )
    return found
