"""Needs that came far or not, by chance: some of a few people, some of the whole region."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from app.core import clock
from app.matches.models import (
    Arrived,
    DeclineReason,
    Match,
    MatchOutcome,
    MatchStatus,
    Side,
    WithdrawReason,
)
from app.needs.models import Need, NeedOutcome, NeedStatus
from app.offers.models import Offer
from app.suggestions.models import FirstShown
from tests.world import World

GROUPS = ("older_people", "lonely_people", "homeless")
PLACES = ("GM1979", "GM0014", "GM1950")
REASONS: dict[MatchStatus, dict[str, Any]] = {
    MatchStatus.DECLINED: {"decline_reason": DeclineReason.OTHER, "declined_by": Side.OFFER},
    MatchStatus.WITHDRAWN: {"withdraw_reason": WithdrawReason.OTHER},
    MatchStatus.COMPLETED: {"outcome": MatchOutcome.SUCCEEDED},
}


def matched(world: World, need: Need, offer: Offer, status: MatchStatus, **more: Any) -> Match:
    """A match in some state, as if it had come there."""
    values = {
        "proposed_by": Side.NEED,
        "needs_review": False,
        "awaits_need": False,
        "awaits_offer": status in (MatchStatus.PROPOSED, MatchStatus.APPROVED),
        **REASONS.get(status, {}),
        **more,
    }
    match = Match(
        need_id=need.id,
        offer_id=offer.id,
        region_code=need.region_code,
        need_organisation_id=need.organisation_id,
        offer_organisation_id=offer.organisation_id,
        quantity=1,
        offer_quantity=1,
        status=status,
        **values,
    )
    world.session.add(match)
    world.session.flush()
    return match


def draw_needs(world: World, seed: int, number: int = 14) -> list[Need]:
    pick = random.Random(seed)
    offers = [world.offer(publish=True, title=f"Aanbod {n}", quantity=400) for n in range(2)]
    return [_drawn(world, pick, offers, n) for n in range(number)]


def _drawn(world: World, pick: random.Random, offers: list[Offer], number: int) -> Need:
    people = pick.choice((3, 40))
    placed = clock.now() - timedelta(days=pick.randrange(1, 80))
    need = world.need(
        "daan",
        publish=True,
        title=f"Behoefte {number}",
        target_group=pick.choice(GROUPS),
        municipality=pick.choice((*PLACES, None)),
        people=people,
        quantity=people,
        crisis=pick.choice((None, "energiearmoede")),
    )
    need.published_at = need.created_at = placed
    if pick.random() < 0.3:
        need.status, need.outcome, need.ended_at = NeedStatus.CLOSED, NeedOutcome.UNMET, clock.now()
    if pick.random() < 0.6:
        seen = placed + timedelta(hours=pick.randrange(1, 90))
        world.session.add(FirstShown(need_id=need.id, at=seen))
    for offer in offers[: pick.randrange(3)]:
        _match(world, pick, need, offer, placed)
    world.session.flush()
    return need


def _match(world: World, pick: random.Random, need: Need, offer: Offer, placed: datetime) -> Match:
    moments = [placed]
    for _each in range(4):
        moments.append(moments[-1] + timedelta(hours=pick.randrange(1, 60)))
    status = pick.choice(list(MatchStatus))
    told: dict[str, Any] = {"created_at": moments[1], "moved_at": moments[4]}
    far = (MatchStatus.ACCEPTED, MatchStatus.RUNNING, MatchStatus.COMPLETED)
    if status in far or (status is MatchStatus.WITHDRAWN and pick.random() < 0.5):
        told["accepted_at"] = moments[2]
        if status is MatchStatus.RUNNING or pick.random() < 0.5:
            told["started_at"] = moments[3]
    if status is MatchStatus.COMPLETED and pick.random() < 0.5:
        told |= {"need_arrived": pick.choice(list(Arrived)), "need_arrived_at": clock.now()}
    if status is MatchStatus.WITHDRAWN and "accepted_at" not in told and pick.random() < 0.4:
        # What the team proposed and took back within the minute: nobody else heard of it.
        told |= {"tell_at": clock.now(), "awaits_need": True, "awaits_offer": True}
    return matched(world, need, offer, status, **told)
