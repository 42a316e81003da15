"""How large target groups are: the sizes that organisations wrote down, as one may see them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import select as sa_select
from sqlalchemy.dialects import postgresql
from sqlmodel import Session, col

from app.core import rows, statements
from app.identity.actor import ANYBODY, Actor
from app.identity.models import Organisation
from app.target_groups import models

# Fewer people of a group in one municipality are recognisable.
SMALL_SIZE = 5


@dataclass(frozen=True, slots=True)
class Size:
    """One estimate as this actor may see it. `people` is None for fewer than `SMALL_SIZE` of
    somebody else.
    """

    id: UUID
    target_group: str
    municipality_code: str
    people: int | None
    source: str
    as_of: date
    organisation_id: UUID
    organisation_name: str


# The groups and the places of which sizes are asked.
_OF: Any = tuple(
    sa.bindparam(name, type_=postgresql.ARRAY(sa.Text)) for name in ("groups", "places")
)


def find_sizes(
    session: Session,
    actor: Actor,
    *,
    groups: Collection[str] | None = None,
    municipalities: Collection[str] | None = None,
    with_history: bool = False,
) -> list[Size]:
    """The newest size of each group in each municipality of the actor's regions, or all there ever
    were, newest first.

    Ordered by group, municipality, day.
    """
    query = _sizes(groups is not None, municipalities is not None, with_history)
    asked = actor.bound | {"groups": list(groups or ()), "places": list(municipalities or ())}
    return [_size(actor, row) for row in statements.rows_of(session, query, asked)]


@cache
def _sizes(of_groups: bool, in_places: bool, with_history: bool) -> Any:
    estimate = models.TargetGroupEstimate
    places = col(estimate.target_group), col(estimate.municipality_code)
    query: Any = (
        sa_select(
            *rows.columns_of(Size, estimate), col(Organisation.name).label("organisation_name")
        )
        .join(Organisation, col(Organisation.id) == col(estimate.organisation_id))
        .where(col(estimate.region_code).in_(ANYBODY.regions))
        .order_by(*places, col(estimate.as_of).desc(), col(estimate.id).desc())
    )
    for is_asked, column, some in zip((of_groups, in_places), places, _OF, strict=True):
        if is_asked:
            query = query.where(column == sa.any_(some))
    return query if with_history else query.ext(postgresql.distinct_on(*places))


@dataclass(frozen=True, slots=True)
class Total:
    """How many people the newest sizes of a group count, and whether that is all: small ones of
    somebody else are left out of the sum.
    """

    people: int
    is_all: bool
    number: int  # of municipalities with a size


NO_SIZES = Total(0, True, 0)


def find_totals(
    session: Session, actor: Actor, *, municipalities: Collection[str] | None = None
) -> dict[str, Total]:
    """The sizes of each group that has some, added up."""
    query = _totals(municipalities is not None)
    asked = actor.bound | {"places": list(municipalities or ())}
    rows_of = statements.rows_of(session, query, asked)
    return {slug: Total(*numbers) for slug, *numbers in rows_of}


@cache
def _totals(in_places: bool) -> Any:
    estimate = models.TargetGroupEstimate
    places = (col(estimate.target_group), col(estimate.municipality_code))
    newest = (
        sa_select(*places, col(estimate.people), col(estimate.organisation_id))
        .where(col(estimate.region_code).in_(ANYBODY.regions))
        .order_by(*places, col(estimate.as_of).desc(), col(estimate.id).desc())
        .ext(postgresql.distinct_on(*places))
    )
    if in_places:
        newest = newest.where(col(estimate.municipality_code) == sa.any_(_OF[1]))
    size = newest.subquery().c
    shown = sa.or_(size.people >= SMALL_SIZE, size.organisation_id.in_(ANYBODY.organisation_ids))
    return sa_select(
        size.target_group,
        sa.func.coalesce(sa.func.sum(size.people).filter(shown), 0),
        sa.func.bool_and(shown),
        sa.func.count(),
    ).group_by(size.target_group)


def total_of(sizes: Collection[Size]) -> tuple[int, bool]:
    """How many people these sizes count, and whether that is all: small ones are left out of the
    sum.
    """
    return sum(size.people or 0 for size in sizes), all(size.people is not None for size in sizes)


def _size(actor: Actor, row: Any) -> Size:
    hidden = row.people < SMALL_SIZE and row.organisation_id not in actor.organisation_ids
    return rows.as_row(Size, row, people=None if hidden else row.people)
