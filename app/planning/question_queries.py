"""What a plan of a region has to solve: its needs and offers with what is left of each, and the
pairs that may be made.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock
from app.identity.actor import system_team
from app.identity.models import Organisation
from app.matches import small_groups, turns
from app.matches.models import ASKED, Match
from app.matches.policy import visible_to as match_visible_to
from app.needs import policy as need_policy
from app.needs.models import Need
from app.offers.models import Offer
from app.offers.policy import visible_to as offer_visible_to
from app.planning.problem import Problem
from app.suggestions import gates, pair_queries, pairs as suggestion_pairs

# Solving takes 40 seconds and 300 MB at a million pairs.
MOST_PAIRS = 3_000_000
LARGEST = small_groups.LARGEST


class TooLarge(Exception):
    """More pairs than a plan can hold."""


@dataclass(frozen=True, slots=True)
class OpenNeed:
    """A need with something left: `left` of `quantity`, in its unit; `urgency` from 0 (acute) to 3
    (low).
    """

    id: UUID
    quantity: int
    urgency: int
    left: int


@dataclass(frozen=True)
class Question:
    """A region's needs and offers, the pairs in the order of the problem, and the problem in which
    they stand by position.
    """

    need_ids: list[UUID]
    offer_ids: list[UUID]
    pairs: list[suggestion_pairs.Admissible]
    admitted: suggestion_pairs.Admitted
    problem: Problem


def find_stock(session: Session, region_code: str) -> tuple[list[OpenNeed], dict[UUID, int]]:
    """Open needs, and what every offer has left by id.

    A proposal without an answer counts as if the answer were yes: a plan asks no partner twice for
    the same. A small group of which the team may not know the number counts as the largest one, and
    a proposal for it as one for all of it, as the same plan must come of each (ADR 9).
    """
    team = system_team(region_code)
    awaited = _awaiting_answer(session, region_code)
    left_of_need: Any = col(Need.quantity) - col(Need.committed)
    rows: Any = session.execute(
        sa.select(
            col(Need.id),
            col(Need.quantity),
            col(Need.urgency_order),
            left_of_need.label("left"),
            need_policy.hides_quantity(team).label("is_hidden"),
        )
        .where(
            col(Need.region_code) == region_code,
            need_policy.visible_to(team),
            *gates.is_wanted(team, clock.today()),
        )
        .order_by(col(Need.id))
    )
    needs = [
        OpenNeed(row.id, LARGEST, row.urgency_order, 0 if row.id in awaited else LARGEST)
        if row.is_hidden
        else OpenNeed(row.id, row.quantity, row.urgency_order, row.left - awaited.get(row.id, 0))
        for row in rows
    ]
    offers: Any = session.execute(
        sa.select(col(Offer.id), col(Offer.quantity) - col(Offer.committed))
        .join(Organisation, col(Organisation.id) == col(Offer.organisation_id))
        .where(
            col(Offer.region_code) == region_code,
            offer_visible_to(team),
            *gates.is_available(clock.today()),
        )
        .order_by(col(Offer.id))
    )
    left = {offer_id: max(rest - awaited.get(offer_id, 0), 0) for offer_id, rest in offers}
    return [need for need in needs if need.left > 0], left


def _awaiting_answer(session: Session, region_code: str) -> Mapping[UUID, int]:
    """What waits for an answer, by the id of the need (in its unit) and of the offer (in its).
    Where a last day has passed nobody can say yes.
    """
    takes = small_groups.of_largest_sum(col(Match.quantity), col(Match.offer_quantity))
    takes = sa.func.least(takes, col(Offer.quantity))
    sums = ((col(Match.need_id), col(Match.quantity)), (col(Match.offer_id), takes))
    queries = (
        sa.select(key, sa.func.sum(quantity))
        .join(Need, col(Need.id) == col(Match.need_id))
        .join(Offer, col(Offer.id) == col(Match.offer_id))
        .where(
            match_visible_to(system_team(region_code)),
            col(Match.status).in_(ASKED),
            sa.not_(turns.is_past(clock.today())),
        )
        .group_by(key)
        for key, quantity in sums
    )
    return {key: int(total) for query in queries for key, total in session.execute(query)}


def get_question(session: Session, region_code: str) -> Question:
    """The problem of a region. Raises TooLarge."""
    needs, left = find_stock(session, region_code)
    admitted = pair_queries.find_pairs(session, system_team(region_code), region_code)
    if len(admitted.pairs) > MOST_PAIRS:
        raise TooLarge
    return pose_question(needs, left, admitted)


def pose_question(
    needs: list[OpenNeed], left: Mapping[UUID, int], admitted: suggestion_pairs.Admitted
) -> Question:
    """Needs, offers and pairs by position. Pairs whose need or offer has gone meanwhile are left
    out.
    """
    everything = admitted.everything
    need_of = [candidate.facts.id for candidate in everything.needs]
    offer_of = [candidate.facts.id for candidate in everything.offers]
    need_at = {need.id: place for place, need in enumerate(needs)}
    pairs = [p for p in admitted.pairs if need_of[p.need] in need_at and offer_of[p.offer] in left]
    offer_ids = sorted({offer_of[pair.offer] for pair in pairs})
    offer_at = {offer_id: place for place, offer_id in enumerate(offer_ids)}
    problem = Problem.of(
        [need.left for need in needs],
        [need.urgency for need in needs],
        [left[offer_id] for offer_id in offer_ids],
        (
            [need_at[need_of[pair.need]] for pair in pairs],
            [offer_at[offer_of[pair.offer]] for pair in pairs],
            [pair.score for pair in pairs],
        ),
        need_size=[need.quantity for need in needs],
    )
    return Question([need.id for need in needs], offer_ids, pairs, admitted, problem)
