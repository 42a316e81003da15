"""Reading what the pages of management show."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlmodel import Session, col

from app.core import clock
from app.identity.actor import Actor
from app.needs import models as need_models, policy as need_policy
from app.providers import queries as provider_queries
from app.reference import models as reference_models

SAMPLE = 5


@dataclass(frozen=True)
class Lists:
    """How long the lists are that a region keeps."""

    crises: int
    measures: int
    providers: int


def count_lists(session: Session, region_code: str) -> Lists:
    """How many crises and measures a region has that are not over, and how many providers where
    people can sign in.
    """
    day = clock.today()

    def lasting(kind: Any, end: Any) -> Any:
        rules = kind.region_code == region_code, sa.or_(end.is_(None), end >= day)
        return sa.select(sa.func.count()).select_from(kind).where(*rules).scalar_subquery()

    row = session.execute(
        sa.select(
            lasting(reference_models.Crisis, reference_models.Crisis.ended_on),
            lasting(reference_models.Measure, reference_models.Measure.ends_on),
            provider_queries.count_of(region_code),
        )
    ).one()
    return Lists(crises=row[0], measures=row[1], providers=row[2])


def find_sample_needs(session: Session, actor: Actor, region_code: str) -> list[need_models.Need]:
    """A few open needs to try weights on: of as many kinds of help as possible, the most urgent of
    each first.

    Not those of small groups: where partners are ranked by distance, the order tells the place.
    """
    within_kind = sa.func.row_number().over(
        partition_by=col(need_models.Need.support_type),
        order_by=(
            col(need_models.Need.urgency_order),
            col(need_models.Need.created_at),
            col(need_models.Need.id),
        ),
    )
    open_needs = (
        sa.select(col(need_models.Need.id), within_kind.label("nth"))
        .where(
            need_policy.visible_to(actor),
            need_policy.knows_place(actor),
            col(need_models.Need.region_code) == region_code,
            need_models.needs_help(clock.today()),
        )
        .subquery()
    )
    query = (
        sa.select(need_models.Need)
        .join(open_needs, open_needs.c.id == col(need_models.Need.id))
        .options(joinedload(need_models.Need.organisation), joinedload(need_models.Need.crisis))  # type: ignore[arg-type]
        .order_by(
            open_needs.c.nth,
            col(need_models.Need.urgency_order),
            col(need_models.Need.created_at),
            col(need_models.Need.id),
        )
        .limit(SAMPLE)
    )
    return list(session.execute(query).scalars())
