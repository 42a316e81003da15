"""Why nothing at all could be put on a need: what the offers of its kind lack."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock
from app.identity.models import Organisation
from app.needs.models import Need
from app.needs.policy import is_small_group
from app.offers.models import Offer
from app.planning.models import GapReason
from app.reference.models import Municipality
from app.suggestions.gates import is_available


def explain_unmatched(session: Session, need_ids: Collection[UUID]) -> dict[UUID, GapReason]:
    """The reason for needs that no offer may be put on: the first thing that none of the offers of
    its kind has.
    """
    kind = sa.and_(
        col(Offer.region_code) == col(Need.region_code),
        col(Offer.support_type) == col(Need.support_type),
        sa.or_(col(Offer.organisation_id) != col(Need.organisation_id), is_small_group()),
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
