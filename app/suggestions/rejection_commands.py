"""Pairs that somebody says do not suit, before anything is proposed: no suggestion until one of the
two changes.
"""

from typing import ClassVar
from uuid import UUID

from sqlmodel import Session

from app.audit import record
from app.core import clock, errors, inputs
from app.core.events import address
from app.core.i18n import gettext as _, mark
from app.core.policy import require
from app.identity.actor import Actor
from app.matches import locks as match_locks, models as match_models
from app.needs.queries import get_need
from app.offers.queries import get_offer
from app.suggestions import events, models, rejection_queries
from app.suggestions.policy import PairPolicy


class PairInput(inputs.Input):
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

    reason: match_models.DeclineReason


def reject_pair(session: Session, actor: Actor, given: Rejection) -> models.PairRejection:
    """The pair is no suggestion any more. Saying it again gives the new reason."""
    need = get_need(session, actor, given.need, lock=True)
    offer = get_offer(session, actor, given.offer)
    policy = PairPolicy(actor, need, offer)
    require(policy.reject)
    if match_locks.has_live_match(session, need, offer):
        raise errors.Conflict(_("These two are proposed to each other already."))
    side = policy.side
    assert side is not None
    found = rejection_queries.find_rejection(session, need.id, offer.id, side)
    if found is None:
        found = models.PairRejection(
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
    """Take back what one's own side said of a pair. Does nothing when it was taken back already."""
    need = get_need(session, actor, given.need, lock=True)
    offer = get_offer(session, actor, given.offer)
    policy = PairPolicy(actor, need, offer)
    require(policy.judge)
    assert policy.side is not None
    found = rejection_queries.find_rejection(session, need.id, offer.id, policy.side)
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
