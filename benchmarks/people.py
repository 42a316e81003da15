"""Who uses the product during the measurement: people with a session each."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import cycle, islice
from uuid import UUID

import psycopg
from psycopg import sql

from app.core import clock
from app.core.db import new_id
from app.demo.scale_copy import copy_rows
from app.identity.queries import token_hash


@dataclass(frozen=True)
class User:
    """A signed-in coordinator. `matches` are the ones this person can accept, each once."""

    person_id: UUID
    organisation_id: UUID
    token: str
    matches: list[UUID] = field(default_factory=list)


@dataclass(frozen=True)
class Team:
    """People of a region's team, who see the suggestions of everything in it, and what is there."""

    users: list[User]
    needs: list[UUID]
    offers: list[UUID]


def sign_in(connection: psycopg.Connection, region: str, count: int) -> list[User]:
    """Sessions of the region's coordinators, their secrets made here."""
    found = connection.execute(
        "SELECT m.person_id, m.organisation_id FROM membership m JOIN organisation o ON "
        "o.id = m.organisation_id "
        "WHERE o.region_code = %s AND m.role = 'coordinator' AND o.kind <> 'safety_region' "
        "ORDER BY o.sort_name",
        [region],
    ).fetchall()
    return _with_sessions(connection, islice(cycle(found), count))


def gather_team(connection: psycopg.Connection, region: str, count: int) -> Team:
    """So many people in the team of a region, made here."""
    row = connection.execute(
        "SELECT id FROM organisation WHERE region_code = %s AND kind = 'safety_region'", [region]
    ).fetchone()
    assert row is not None
    now, keys = clock.now(), [new_id() for _ in range(count)]
    people = (
        {
            "id": key,
            "name": f"Teamlid {number + 1}",
            "email": f"teamlid.{number + 1}.{region.lower()}@meting.example",
            "is_active": True,
            "created_at": now,
        }
        for number, key in enumerate(keys)
    )
    seats = (
        {"person_id": key, "organisation_id": row[0], "role": "coordinator", "created_at": now}
        for key in keys
    )
    copy_rows(connection, "person", people)
    copy_rows(connection, "membership", seats)
    users = _with_sessions(connection, [(key, row[0]) for key in keys])
    return Team(
        users,
        _found(connection, "need", "open", region),
        _found(connection, "offer", "published", region),
    )


def gather_readers(
    connection: psycopg.Connection, region: str, count: int, *, is_spread: bool
) -> list[User]:
    """So many people who only read, made here: in one organisation of a region, or in all of it."""
    owners = connection.execute(
        "SELECT id FROM organisation WHERE region_code = %s AND kind <> 'safety_region' "
        "AND status = 'admitted' ORDER BY sort_name",
        [region],
    ).fetchall()
    chosen = owners if is_spread else owners[:1]
    now = clock.now()
    seats = [(new_id(), owner) for (owner,) in islice(cycle(chosen), count)]
    name = "verspreid" if is_spread else "samen"
    people = (
        {
            "id": key,
            "name": f"Kijker {number + 1}",
            "email": f"kijker.{number + 1}.{name}@meting.example",
            "is_active": True,
            "created_at": now,
        }
        for number, (key, _owner) in enumerate(seats)
    )
    copy_rows(connection, "person", people)
    copy_rows(
        connection,
        "membership",
        (
            {"person_id": key, "organisation_id": owner, "role": "reader", "created_at": now}
            for key, owner in seats
        ),
    )
    return _with_sessions(connection, seats)


def _found(connection: psycopg.Connection, table: str, status: str, region: str) -> list[UUID]:
    """Not in the order of the list: nobody reads along."""
    query = sql.SQL(
        "SELECT id FROM {} WHERE region_code = %s AND status = %s ORDER BY md5(id::text)"
    )
    rows = connection.execute(query.format(sql.Identifier(table)), [region, status])
    return [key for (key,) in rows]


def _with_sessions(
    connection: psycopg.Connection, seats: Iterable[tuple[UUID, UUID]]
) -> list[User]:
    now = clock.now()
    users = [User(person, owner, secrets.token_urlsafe(32)) for person, owner in seats]
    sessions = (
        {
            "token_hash": token_hash(user.token),
            "person_id": user.person_id,
            "created_at": now,
            "last_seen_at": now,
        }
        for user in users
    )
    copy_rows(connection, "login_session", sessions)
    return users
