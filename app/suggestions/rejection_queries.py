"""Pairs that somebody left out of the suggestions, and whether that still counts: until one of the
two changes.
"""

from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.core import statements
from app.identity.actor import ANYBODY, Actor
from app.identity.models import Organisation
from app.matches import models as match_models
from app.needs import labels as need_labels, policy as need_policy
from app.needs.models import Need
from app.offers.models import Offer
from app.suggestions.models import PairRejection

MOST_REJECTIONS = 20


def rejected_pairs(need: Any, offer: Any) -> sa.ColumnElement[bool]:
    """Whether somebody said that a need and an offer do not suit each other, and neither was
    changed since.

    `need` and `offer` are each a loaded row, or the class in a query over its rows.
    """
    said = aliased(PairRejection)
    return sa.exists().where(is_current(said, need, offer))


def is_current(said: Any, need: Any, offer: Any) -> sa.ColumnElement[bool]:
    """Whether a rejection (the class under a name of its own) is of this pair as both are now."""
    return sa.and_(
        col(said.need_id) == need.id,
        col(said.offer_id) == offer.id,
        col(said.need_version) == need.version,
        col(said.offer_version) == offer.version,
    )


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """What is left out of the suggestions, told from the other side of the pair."""

    need_id: UUID
    offer_id: UUID
    title: str
    organisation: str
    reason: match_models.DeclineReason


def find_rejected_needs(session: Session, actor: Actor, offer: Offer) -> list[RejectedRow]:
    """What the actor's own side left out of the suggestions of an offer, the last one first."""
    side = (
        match_models.Side.OFFER
        if offer.organisation_id in actor.organisation_ids
        else match_models.Side.TEAM
    )
    asked = actor.bound | {
        "side": side,
        "one_id": offer.id,
        "one_version": offer.version,
        "most": MOST_REJECTIONS,
    }
    return [
        RejectedRow(
            row.id,
            offer.id,
            row.title,
            need_labels.owner_label(row.name, is_masked=need_policy.is_masked(actor, row)),
            row.reason,
        )
        for row in statements.rows_of(session, _rejected_needs(), asked)
    ]


@cache
def _rejected_needs() -> Any:
    said = aliased(PairRejection)
    offer = SimpleNamespace(
        id=sa.bindparam("one_id", type_=sa.Uuid),
        version=sa.bindparam("one_version", type_=sa.Integer),
    )
    side = sa.bindparam("side", type_=col(PairRejection.side).type)  # type: ignore[attr-defined]
    return (
        sa.select(
            col(Need.id),
            col(Need.title),
            col(Need.people),
            col(Need.municipality_code),
            col(Need.organisation_id),
            col(Need.known_to),
            col(Organisation.name),
            col(said.reason),
        )
        .join(said, is_current(said, Need, offer))
        .join(Organisation, col(Organisation.id) == col(Need.organisation_id))
        .where(need_policy.visible_to(ANYBODY), col(said.side) == side)
        .order_by(col(said.at).desc())
        .limit(sa.bindparam("most", type_=sa.Integer))
    )


def find_rejection(
    session: Session, need_id: UUID, offer_id: UUID, side: match_models.Side
) -> PairRejection | None:
    return session.exec(
        select(PairRejection).where(
            col(PairRejection.need_id) == need_id,
            col(PairRejection.offer_id) == offer_id,
            col(PairRejection.side) == side,
        )
    ).first()
