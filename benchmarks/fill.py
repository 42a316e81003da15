"""A database as after a long crisis: the demo's organisations and people, 10,000 needs, 10,000
offers and matches in their region, and three regions more with 4,000 of each.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from uuid import UUID

import psycopg
from sqlalchemy import Engine
from sqlmodel import Session

from app.demo.scale import built_afterwards, fill_regions
from app.demo.seed import open_regions
from app.reference.commands import seed_reference
from app.suggestions.text_commands import count_words
from app.target_groups.commands import seed_target_groups
from benchmarks.large import secondary_indexes
from benchmarks.people import Team, User, gather_team, sign_in
from benchmarks.region_rows import REGION, RegionRows

BESIDE = ("VR02", "VR04", "VR05")


@dataclass(frozen=True)
class Sizes:
    """How much there is. `beside`: needs and offers of each of the other regions, with `per_kind`
    different texts of every kind of help.
    """

    needs: int = 10_000
    offers: int = 10_000
    beside: int = 4_000
    per_kind: int = 20
    to_accept: int = 4_000
    users: int = 32
    crowd: int = 200


@dataclass(frozen=True)
class Filled:
    """What requests need to know of the database. `crowd`: four regions, the first one REGION."""

    users: list[User]
    crowd: list[Team]
    busy_action: UUID

    @property
    def team(self) -> Team:
        """Of a region with 4,000 needs and 4,000 offers."""
        return self.crowd[1]


def fill(engine: Engine, url: str, sizes: Sizes) -> Filled:
    """Fill a migrated, empty database. The same numbers give the same data, but for ids and
    moments.
    """
    with Session(engine, expire_on_commit=False) as session, session.begin():
        seed_reference(session)
        seed_target_groups(session)
        open_regions(session)
    plain = url.replace("+psycopg", "", 1)
    with psycopg.connect(plain, autocommit=True) as building, _filling(building):
        with psycopg.connect(plain) as connection:
            filler = RegionRows(connection)
            filler.write_needs(sizes.needs)
            filler.write_offers(sizes.offers)
            people = sign_in(connection, REGION, sizes.users)
            filler.write_matches(people, sizes.to_accept)
            filler.write_texts()
            busy = filler.write_registers(max(10, sizes.needs // 5))
        every = len(BESIDE) * sizes.beside
        fill_regions(plain, BESIDE, needs=every, offers=every, per_kind=sizes.per_kind)
    with psycopg.connect(plain) as connection:
        regions = (REGION, *BESIDE)
        crowd = [gather_team(connection, r, sizes.crowd // len(regions)) for r in regions]
    settle(engine)
    return Filled(people, crowd, busy)


def _filling(connection: psycopg.Connection) -> AbstractContextManager[None]:
    tables = ("need", "offer", "match", "need_text", "offer_text")
    return built_afterwards(connection, secondary_indexes(connection, *tables))


def settle(engine: Engine) -> None:
    """What the product's jobs keep of all rows together, and what PostgreSQL knows of them."""
    with Session(engine) as session, session.begin():
        count_words(session)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
