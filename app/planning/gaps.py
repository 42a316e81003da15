"""Why something of a need stays open: one reason each, from the plan itself or, where no pair may
be made, from what is on offer.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

import numpy as np
import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock
from app.identity.models import Organisation
from app.needs.models import Need
from app.offers.models import Offer
from app.planning.models import GapReason
from app.planning.problem import Ints, Problem
from app.reference.models import Municipality
from app.suggestions.gates import is_available


def explain_planned(problem: Problem, quantity: Ints) -> dict[int, GapReason]:
    """The reason for every need (by position) that has pairs and is not covered in full. The plan
    must be the best.
    """
    users: dict[int, set[int]] = defaultdict(set)
    for pair in np.flatnonzero(quantity).tolist():
        users[int(problem.pair_offer[pair])].add(int(problem.pair_need[pair]))
    open_needs = problem.need_left > problem.received(quantity)
    fitting: dict[int, list[int]] = defaultdict(list)
    for pair in np.flatnonzero(open_needs[problem.pair_need]).tolist():
        fitting[int(problem.pair_need[pair])].append(int(problem.pair_offer[pair]))
    return {need: _reason(problem, need, offers, users) for need, offers in fitting.items()}


def _reason(
    problem: Problem, need: int, offers: list[int], users: Mapping[int, set[int]]
) -> GapReason:
    free = [offer for offer in offers if problem.offer_left[offer] > 0]
    if not free:
        return GapReason.ASKED_ELSEWHERE
    others = {user for offer in free for user in users.get(offer, ())} - {need}
    if not others:
        return GapReason.NOT_ENOUGH
    if all(problem.urgency[other] < problem.urgency[need] for other in others):
        return GapReason.MORE_URGENT
    return GapReason.AS_URGENT


def explain_unmatched(session: Session, need_ids: Collection[UUID]) -> dict[UUID, GapReason]:
    """The reason for needs that no offer may be put on: the first thing that none of the offers of
    its kind has.
    """
    kind = sa.and_(
        col(Offer.region_code) == col(Need.region_code),
        col(Offer.support_type) == col(Need.support_type),
        col(Offer.organisation_id) != col(Need.organisation_id),
        col(Offer.id).in_(
            sa.select(col(Offer.id))
            .join(Organisation, col(Organisation.id) == col(Offer.organisation_id))
            .where(*is_available(clock.today()))
        ),
    )
    unit = col(Offer.unit) == col(Need.unit)
    period = sa.and_(
        sa.or_(
            col(Need.needed_until).is_(None), col(Offer.available_from) <= col(Need.needed_until)
        ),
        sa.or_(
            col(Offer.available_until).is_(None),
            col(Offer.available_until) >= col(Need.needed_from),
        ),
    )
    near = sa.or_(
        col(Need.municipality_code).is_(None),
        sa.func.cardinality(col(Offer.municipalities)) == 0,
        sa.literal(True) == sa.func.coalesce(_overlaps(), False),
    )
    query: Any = (
        sa.select(
            col(Need.id).label("id"),
            sa.func.bool_or(col(Offer.id).is_not(None)).label("kind"),
            sa.func.bool_or(unit).label("unit"),
            sa.func.bool_or(sa.and_(unit, period)).label("period"),
            sa.func.bool_or(sa.and_(unit, period, near)).label("near"),
        )
        .select_from(Need)
        .outerjoin(Offer, kind)
        .outerjoin(Municipality, col(Municipality.code) == col(Need.municipality_code))
        .where(col(Need.id) == sa.func.any(list(need_ids)))
        .group_by(col(Need.id))
    )
    return {row.id: _first_lacking(row) for row in session.execute(query)}


def _overlaps() -> Any:
    """The offer is for the need's own municipality or one beside it."""
    around = sa.func.array_append(col(Municipality.neighbours), col(Need.municipality_code))
    return col(Offer.municipalities).bool_op("&&")(around)


def _first_lacking(row: Any) -> GapReason:
    for has, reason in (
        (row.kind, GapReason.NO_OFFER),
        (row.unit, GapReason.UNITS_DIFFER),
        (row.period, GapReason.OTHER_PERIOD),
        (row.near, GapReason.TOO_FAR),
    ):
        if not has:
            return reason
    return GapReason.POOR_FIT
