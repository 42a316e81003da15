"""Pairs that somebody says do not suit, before anything is proposed: no suggestion until one of the
two changes.
"""

from typing import Any, ClassVar
from uuid import UUID

from sqlmodel import Session

from app.audit import record
from app.core import clock
from app.core.errors import Conflict
from app.core.i18n import gettext as _, mark
from app.core.inputs import Input
from app.core.policy import require
from app.identity.actor import Actor
from app.matches.locks import has_live_match
from app.matches.models import DeclineReason
from app.needs.models import Need
from app.needs.queries import get_need
from app.offers.queries import get_offer
from app.suggestions import events
from app.suggestions.models import PairRejection
from app.suggestions.policy import PairPolicy
from app.suggestions.rejection_queries import find_rejection


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
    found = find_rejection(session, need.id, offer.id, side)
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
            **_address(found, need), need=need.id, offer=offer.id, side=side, reason=given.reason
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
    found = find_rejection(session, need.id, offer.id, policy.side)
    if found is None:
        return
    event = events.PairRestored(
        **_address(found, need), need=need.id, offer=offer.id, side=policy.side
    )
    session.delete(found)
    session.flush()
    record(session, actor, event)


def _address(rejection: PairRejection, need: Need) -> dict[str, Any]:
    return {
        "object_id": rejection.id,
        "organisation_id": rejection.organisation_id,
        "region_code": need.region_code,
    }
