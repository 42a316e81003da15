"""Where examples are done: organisations by municipality."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import statements
from app.identity.actor import ANYBODY, Actor
from app.reference import region_map
from app.reference.models import Municipality
from app.resilience import models, place_policy, policy


@dataclass(frozen=True)
class ToldPlaces:
    """Where each organisation does an example, as far as that is told; none: the whole region."""

    # It came from help for so few people that it names no place.
    is_hidden: bool
    own: str | None
    of_others: dict[UUID, str | None]


def get_told(session: Session, example: models.ResilienceExample) -> ToldPlaces:
    """What anybody may know of where it is done. Two queries."""
    mine = col(models.ResilienceExample.id) == example.id
    own = sa.select(place_policy.comes_from_few(), place_policy.told_place()).where(mine)
    others = (
        sa.select(
            col(models.ExampleAdoption.organisation_id), place_policy.told_place_of_adoption()
        )
        .select_from(models.ExampleAdoption)
        .join(models.ResilienceExample, mine)
        .where(col(models.ExampleAdoption.example_id) == example.id)
    )
    is_hidden, place = session.execute(own).one()
    return ToldPlaces(is_hidden, place, {row[0]: row[1] for row in session.execute(others)})


def works_for_few(session: Session, example: models.ResilienceExample, organisation: UUID) -> bool:
    """Whether the organisation helps the few that an example came from: where it does it is where
    they are.
    """
    theirs = place_policy.works_for_few(sa.literal(organisation, sa.Uuid))
    query = sa.select(theirs).where(col(models.ResilienceExample.id) == example.id)
    return bool(session.execute(query).scalar_one())


def find_places(
    session: Session, actor: Actor, example: models.ResilienceExample | None = None
) -> tuple[region_map.MapCircle, ...]:
    """Every municipality of the actor's regions, with how many organisations do this example there,
    or any that is on show; who does several counts once. One query.
    """
    asked = actor.bound if example is None else actor.bound | {"example": example.id}
    return tuple(
        region_map.MapCircle(row.code, row.name, row.latitude, row.longitude, row.many)
        for row in statements.rows_of(session, _query(example is not None), asked)
    )


@cache
def _query(is_one: bool) -> Any:
    shown = [
        policy.visible_to(ANYBODY),
        col(models.ResilienceExample.region_code).in_(ANYBODY.regions),
    ]
    shown.append(
        col(models.ResilienceExample.id) == sa.bindparam("example", type_=sa.Uuid)
        if is_one
        else col(models.ResilienceExample.status) == models.ExampleStatus.SHOWN
    )
    written = sa.select(
        place_policy.told_place().label("municipality_code"),
        col(models.ResilienceExample.organisation_id),
    ).where(*shown)
    adopted = (
        sa.select(
            place_policy.told_place_of_adoption(),
            col(models.ExampleAdoption.organisation_id),
        )
        .join(
            models.ResilienceExample,
            col(models.ResilienceExample.id) == col(models.ExampleAdoption.example_id),
        )
        .where(*shown)
    )
    doing = written.union(adopted).subquery("doing")
    counted = (
        sa.select(doing.c.municipality_code, sa.func.count().label("many"))
        .group_by(doing.c.municipality_code)
        .subquery("counted")
    )
    return (
        sa.select(
            col(Municipality.code),
            col(Municipality.name),
            col(Municipality.latitude),
            col(Municipality.longitude),
            sa.func.coalesce(counted.c.many, 0).label("many"),
        )
        .outerjoin(counted, counted.c.municipality_code == col(Municipality.code))
        .where(col(Municipality.region_code).in_(ANYBODY.regions))
        .order_by(col(Municipality.sort_name), col(Municipality.code))
    )
