"""Required ways in: who has to come in through a provider, and through which."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.identity import queries as identity_queries
from app.identity.actor import Actor
from app.identity.models import Organisation, OrganisationStatus
from app.providers import client, policy
from app.providers.models import Provider, ProviderTie
from app.reference.models import OrganisationKind, RegionSettings


@dataclass(frozen=True)
class Door:
    """A provider through which somebody has to come in. `is_tied`: they are known there."""

    id: UUID
    slug: str
    name: str
    is_tied: bool


def find_doors(session: Session, actor: Actor) -> list[Door]:
    """Through which of these the actor has to come in. None where no region asks it of them, and
    where their organisations have no provider, or none whose secret is there: a rule that nobody
    can follow keeps nobody out.
    """
    if not actor.seats:
        return []
    rows: Any = session.execute(
        sa.select(
            col(RegionSettings.region_code), sa.func.unnest(col(RegionSettings.provider_kinds))
        ).where(col(RegionSettings.region_code).in_(actor.regions))
    )
    kinds = [(region, OrganisationKind(kind)) for region, kind in rows]
    seats = policy.required_seats(actor, kinds)
    return _doors_of(session, actor, policy.doors_of_seats(seats)) if seats else []


def is_enough(session: Session, person_id: UUID, provider_id: UUID) -> bool:
    """Whether coming in through this one is all that is asked of somebody."""
    actor = identity_queries.get_actor(session, person_id)
    doors = [] if actor is None else find_doors(session, actor)
    return not doors or provider_id in {door.id for door in doors}


def is_tied_for(session: Session, actor: Actor, kinds: Collection[OrganisationKind]) -> bool:
    """Whether the actor can come in already, if these kinds of its region were asked to."""
    asked = [(region, kind) for region in actor.regions for kind in kinds]
    seats = policy.required_seats(actor, asked)
    if not seats:
        return True
    doors = _doors_of(session, actor, policy.doors_of_seats(seats))
    return any(door.is_tied for door in doors)


def is_required(session: Session, organisation: Organisation) -> bool:
    """Whether the people of this organisation have to, and can."""
    asked = sa.exists().where(
        col(RegionSettings.region_code) == organisation.region_code,
        sa.literal(organisation.kind.value) == sa.any_(sa.column("provider_kinds")),
    )
    doors = select(Provider).where(policy.doors_of(organisation), asked)
    return any(client.has_secret(door) for door in session.exec(doors))


def find_without_door(
    session: Session, region_code: str, kinds: Collection[OrganisationKind]
) -> list[str]:
    """Names of organisations of these kinds that take part, and have no provider that is on and
    whose secret is there.
    """
    there = select(Provider).where(col(Provider.region_code) == region_code)
    working = [each.id for each in session.exec(there) if client.has_secret(each)]
    door = sa.exists().where(
        policy.door_of(col(Organisation.region_code), col(Organisation.id)),
        col(Provider.id).in_(working),
    )
    query = (
        select(Organisation.name)
        .where(
            col(Organisation.region_code) == region_code,
            col(Organisation.kind).in_(kinds),
            col(Organisation.status) == OrganisationStatus.ADMITTED,
            ~door,
        )
        .order_by(col(Organisation.sort_name))
    )
    return list(session.exec(query.limit(3)))


def _doors_of(session: Session, actor: Actor, which: sa.ColumnElement[bool]) -> list[Door]:
    tied = sa.exists().where(
        policy.own_ties(actor), col(ProviderTie.issuer) == col(Provider.issuer)
    )
    query: Any = (
        sa.select(Provider, tied.label("is_tied"))
        .where(which)
        .order_by(sa.func.lower(col(Provider.name)), col(Provider.slug))
    )
    return [
        Door(door.id, door.slug, door.name, is_tied)
        for door, is_tied in session.execute(query)
        if client.has_secret(door)
    ]
