"""What somebody who looks for a partner by words can choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock
from app.identity.actor import Actor
from app.identity.models import Organisation
from app.identity.queries import takes_no_part
from app.language import lookup
from app.matches.models import LIVE, Match
from app.needs import labels as need_labels, models as need_models, policy as need_policy
from app.needs.models import Need
from app.offers import policy as offer_policy, queries as offer_queries
from app.offers.models import Offer, OfferStatus
from app.reference import queries as reference_queries
from app.reference.models import Unit
from app.suggestions import policy
from app.target_groups import models as group_models

CANDIDATES = 12


@dataclass(frozen=True, slots=True)
class PartnerChoice:
    """An offer for a need, or a need for an offer, to choose from."""

    id: UUID
    title: str
    organisation: str
    # Empty when the owner may not be known.
    organisation_id: UUID | None
    support_type: str
    target_groups: list[str]
    municipalities: list[str]
    left: int
    unit: Unit
    is_matched: bool
    # The last day on which the organisation of an offer can help nobody. Its offer can be proposed
    # all the same: the organisation may be free by then.
    unavailable_until: date | None = None
    # A need of a small group that the actor may not count.
    is_hidden: bool = False


def find_offer_choices(session: Session, actor: Actor, need: Need, q: str) -> list[PartnerChoice]:
    """Offers the actor could propose for a need: available, something left, the same kind of help
    and area first.
    """
    day = clock.today()
    here = sa.func.cardinality(col(Offer.municipalities)) == 0
    # The order of the list would tell where a small group lives.
    if need.municipality_code is not None and not need_policy.is_masked(actor, need):
        here = reference_queries.serves_place(col(Offer.municipalities), need.municipality_code)
    likeness = (
        _points(col(Offer.support_type) == need.support_type, 4)
        + _points(here, 2)
        + _points(group_models.are_for(col(Offer.target_groups), need.groups), 1)
    )
    matched = (
        sa.select(sa.literal(1))
        .where(
            col(Match.need_id) == need.id,
            col(Match.offer_id) == col(Offer.id),
            col(Match.status).in_(LIVE),
        )
        .exists()
    )
    rules = [
        offer_policy.visible_to(actor),
        col(Offer.region_code) == need.region_code,
        col(Offer.status) == OfferStatus.PUBLISHED,
        ~sa.func.coalesce(offer_queries.is_expired(day), False),
        col(Offer.committed) < col(Offer.quantity),
        *_of_others(actor, need),
        sa.not_(takes_no_part()),
    ]
    if not policy.chooses_for_need(actor, need):
        rules.append(col(Offer.organisation_id).in_(actor.writing_ids))
    rows = session.execute(
        sa.select(Offer, Organisation, matched.label("is_matched"))
        .join(Organisation, col(Organisation.id) == col(Offer.organisation_id))
        .where(*rules, *_words(Offer, q))
        .order_by(likeness.desc(), col(Offer.confirmed_at).desc(), col(Offer.id))
        .limit(CANDIDATES)
    )
    return [
        PartnerChoice(
            id=offer.id,
            title=offer.title,
            organisation=organisation.name,
            organisation_id=organisation.id,
            unavailable_until=organisation.unavailable_on(day),
            support_type=offer.support_type,
            target_groups=offer.target_groups,
            municipalities=offer.municipalities,
            left=offer.left,
            unit=offer.unit,
            is_matched=is_matched,
        )
        for offer, organisation, is_matched in rows
    ]


def find_need_choices(session: Session, actor: Actor, offer: Offer, q: str) -> list[PartnerChoice]:
    """Open needs the actor could propose an offer for, the same kind of help and area first, then
    the most urgent.
    """
    here: sa.ColumnElement[bool] = sa.literal(True)
    if offer.municipalities:
        # A small group counts as one of the whole region: the order of the list would tell where it
        # lives.
        named = col(Need.municipality_code).in_(offer.municipalities)
        here = sa.or_(
            col(Need.municipality_code).is_(None), sa.not_(need_policy.knows_place(actor)), named
        )
    likeness = (
        _points(col(Need.support_type) == offer.support_type, 4)
        + _points(here, 2)
        + _points(need_models.are_served_by(offer.target_groups), 1)
    )
    matched = (
        sa.select(sa.literal(1))
        .where(
            col(Match.offer_id) == offer.id,
            col(Match.need_id) == col(Need.id),
            col(Match.status).in_(LIVE),
        )
        .exists()
    )
    rules = [
        need_policy.visible_to(actor),
        col(Need.region_code) == offer.region_code,
        need_policy.needs_help(actor, clock.today()),
        sa.or_(col(Need.organisation_id) != offer.organisation_id, need_policy.hides_owner(actor)),
        sa.not_(takes_no_part()),
    ]
    if not policy.chooses_for_offer(actor, offer):
        rules.append(col(Need.organisation_id).in_(actor.writing_ids))
    rows = session.execute(
        sa.select(Need, col(Organisation.name), matched.label("is_matched"))
        .join(Organisation, col(Organisation.id) == col(Need.organisation_id))
        .where(*rules, *_words(Need, q))
        .order_by(likeness.desc(), col(Need.urgency_order), col(Need.created_at), col(Need.id))
        .limit(CANDIDATES)
    )
    return [
        PartnerChoice(
            id=need.id,
            title=need.title,
            organisation=need_labels.owner_label(
                name, is_masked=need_policy.is_masked(actor, need)
            ),
            organisation_id=None if need_policy.is_masked(actor, need) else need.organisation_id,
            support_type=need.support_type,
            target_groups=need.groups,
            municipalities=[need.municipality_code]
            if need.municipality_code and not need_policy.is_masked(actor, need)
            else [],
            left=need.left,
            unit=need.unit,
            is_matched=is_matched,
            is_hidden=need_policy.hides_number_from(actor, need),
        )
        for need, name, is_matched in rows
    ]


def _points(rule: Any, points: int) -> Any:
    return sa.case((rule, points), else_=0)


def _words(model: Any, q: str) -> Sequence[sa.ColumnElement[bool]]:
    found = lookup.matches(col(model.search), q)
    return [] if found is None else [found]


def _of_others(actor: Actor, need: Need) -> list[sa.ColumnElement[bool]]:
    """As `gates.are_of_others`."""
    if need_policy.is_masked(actor, need):
        return []
    return [col(Offer.organisation_id) != need.organisation_id]
