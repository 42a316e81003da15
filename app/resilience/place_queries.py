"""Where examples are done: organisations by municipality."""

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import statements
from app.identity.actor import ANYBODY, Actor
from app.reference.models import Municipality
from app.resilience import models, policy, region_map


def find_places(
    session: Session, actor: Actor, example: models.ResilienceExample | None = None
) -> tuple[region_map.Place, ...]:
    """Every municipality of the actor's regions, with how many organisations do this example there,
    or any that is on show; who does several counts once. One query.
    """
    asked = actor.bound if example is None else actor.bound | {"example": example.id}
    return tuple(
        region_map.Place(row.code, row.name, row.latitude, row.longitude, row.many)
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
        col(models.ResilienceExample.municipality_code),
        col(models.ResilienceExample.organisation_id),
    ).where(*shown)
    adopted = (
        sa.select(
            col(models.ExampleAdoption.municipality_code),
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
