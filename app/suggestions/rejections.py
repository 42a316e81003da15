"""Pairs that somebody says do not suit, before anything is proposed: no suggestion until one of the
two changes.
"""

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.audit import record
from app.core import clock
from app.core.errors import Conflict
from app.core.events import address
from app.core.i18n import gettext as _, mark
from app.core.inputs import Input
from app.core.policy import require
from app.identity.actor import Actor
from app.identity.models import Organisation
from app.matches.locks import has_live_match
from app.matches.models import DeclineReason, Side
from app.needs.labels import owner_label
from app.needs.models import Need
from app.needs.policy import is_masked, visible_to as need_visible_to
from app.needs.queries import get_need
from app.offers.models import Offer
from app.offers.queries import get_offer
from app.suggestions import events
from app.suggestions.models import PairRejection
from app.suggestions.policy import PairPolicy

MOST = 20


class PairInput(Input):
    """One need and one offer."""

    when_missing: ClassVar[dict[str, str]] = {
        "need": mark("Choose a need."),
        "offer": mark("Choose an offer."),
    }

    need: UUID
    offer: UUID


class Rejection(PairInput):
    """That they do not suit each other, with the reason."""

    when_missing: ClassVar[dict[str, str]] = PairInput.when_missing | {
        "reason": mark("Choose a reason.")
    }

    reason: DeclineReason


def rejected_pairs(need: Any, offer: Any) -> sa.ColumnElement[bool]:
    """Whether somebody said that a need and an offer do not suit each other, and neither was
    changed since.

    Each is the class, as in a query over it, or one loaded row.
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
    reason: DeclineReason


def reject_pair(session: Session, actor: Actor, given: Rejection) -> PairRejection:
    """The pair is no suggestion any more. Saying it again gives the new reason."""
    need = get_need(session, actor, given.need, lock=True)
    offer = get_offer(session, actor, given.offer)
    policy = PairPolicy(actor, need, offer)
    require(policy.reject)
    if has_live_match(session, need, offer):
        raise Conflict(_("These two are proposed to each other already."))
    side = policy.side
    assert side is not None
    found = _find(session, need.id, offer.id, side)
    if found is None:
        found = PairRejection(
            need_id=need.id,
            offer_id=offer.id,
            side=side,
            organisation_id=policy.speaks_for,
            reason=given.reason,
            need_version=need.version,
            offer_version=offer.version,
        )
    found.reason, found.at = given.reason, clock.now()
    found.need_version, found.offer_version = need.version, offer.version
    session.add(found)
    session.flush()
    record(
        session,
        actor,
        events.PairRejected(
            **address(found, region_code=need.region_code),
            need=need.id,
            offer=offer.id,
            side=side,
            reason=given.reason,
        ),
    )
    return found


def restore_pair(session: Session, actor: Actor, given: PairInput) -> None:
    """Take back what one's own side said of a pair. Taken back already is no mistake."""
    need = get_need(session, actor, given.need, lock=True)
    offer = get_offer(session, actor, given.offer)
    policy = PairPolicy(actor, need, offer)
    require(policy.judge)
    assert policy.side is not None
    found = _find(session, need.id, offer.id, policy.side)
    if found is None:
        return
    event = events.PairRestored(
        **address(found, region_code=need.region_code),
        need=need.id,
        offer=offer.id,
        side=policy.side,
    )
    session.delete(found)
    session.flush()
    record(session, actor, event)


def find_rejected_needs(session: Session, actor: Actor, offer: Offer) -> list[RejectedRow]:
    """What the actor's own side left out of the suggestions of an offer, the last one first."""
    side = Side.OFFER if offer.organisation_id in actor.organisation_ids else Side.TEAM
    said = aliased(PairRejection)
    rows = session.execute(
        sa.select(Need, col(Organisation.name), col(said.reason))
        .join(said, is_current(said, Need, offer))
        .join(Organisation, col(Organisation.id) == col(Need.organisation_id))
        .where(need_visible_to(actor), col(said.side) == side)
        .order_by(col(said.at).desc())
        .limit(MOST)
    )
    return [
        RejectedRow(
            need.id,
            offer.id,
            need.title,
            owner_label(name, is_masked=is_masked(actor, need)),
            reason,
        )
        for need, name, reason in rows
    ]


def _find(session: Session, need_id: UUID, offer_id: UUID, side: Side) -> PairRejection | None:
    return session.exec(
        select(PairRejection).where(
            col(PairRejection.need_id) == need_id,
            col(PairRejection.offer_id) == offer_id,
            col(PairRejection.side) == side,
        )
    ).first()
