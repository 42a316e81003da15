"""The organisations of a filled country: municipalities, safety regions, and initiatives in every
region.
"""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg

from app.core import clock, db
from app.demo.scale_copy import copy_rows
from app.language import lookup
from app.reference.models import OrganisationKind

PARTNERS = 60  # in a region, beside municipalities and the safety region
KINDS = (
    (OrganisationKind.INITIATIVE, "Buurthulp"),
    (OrganisationKind.INITIATIVE, "Samen voor"),
    (OrganisationKind.WELFARE, "Welzijn"),
    (OrganisationKind.FAITH, "Diaconie"),
    (OrganisationKind.CARE, "Thuiszorg"),
    (OrganisationKind.BUSINESS, "Ondernemers van"),
    (OrganisationKind.EDUCATION, "Scholen van"),
)
Row = dict[str, Any]


@dataclass(frozen=True)
class Town:
    """A municipality and its organisation."""

    code: str
    name: str
    organisation_id: UUID


@dataclass
class ScaleRegion:
    """Who takes part in a region. `partners` are those that offer."""

    code: str
    team_id: UUID
    towns: list[Town] = field(default_factory=list)
    partners: list[UUID] = field(default_factory=list)
    crises: list[UUID] = field(default_factory=list)


@dataclass(frozen=True)
class ScalePartners:
    """All regions, and how many organisations were made."""

    regions: list[ScaleRegion]
    made: int

    @property
    def by_code(self) -> dict[str, ScaleRegion]:
        return {region.code: region for region in self.regions}


def open_partners(
    connection: psycopg.Connection, chance: random.Random, *, only: tuple[str, ...] = ()
) -> ScalePartners:
    """Make what is missing, in `only` a few regions or in all. Every safety region gets one
    coordinator, so that somebody can look around.
    """
    found = connection.execute(
        "SELECT kind, region_code, municipality_code, id FROM organisation"
    ).fetchall()
    known = {(kind, town or code): key for kind, code, town, key in found}
    made: list[Row] = []
    regions: dict[str, ScaleRegion] = {}
    for code, name in connection.execute(
        "SELECT code, name FROM safety_region ORDER BY code"
    ).fetchall():
        if only and code not in only:
            continue
        key = known.get(("safety_region", code)) or _add(
            made, OrganisationKind.SAFETY_REGION, name, code, None
        )
        regions[code] = ScaleRegion(code, key)
    towns = connection.execute(
        "SELECT code, name, region_code FROM municipality ORDER BY code"
    ).fetchall()
    for town, name, code in towns:
        if code not in regions:
            continue
        owner = known.get(("municipality", town))
        owner = owner or _add(made, OrganisationKind.MUNICIPALITY, f"Gemeente {name}", code, town)
        regions[code].towns.append(Town(town, name, owner))
    for region in regions.values():
        for number in range(PARTNERS):
            home = chance.choice(region.towns)
            kind, begins = KINDS[number % len(KINDS)]
            region.partners.append(
                _add(made, kind, f"{begins} {home.name} {number + 1}", region.code, home.code)
            )
    copy_rows(connection, "organisation", made)
    copy_rows(connection, "organisation_profile", (_profile(row) for row in made))
    _open_crises(connection, regions)
    _sign_up(connection, list(regions.values()))
    return ScalePartners(list(regions.values()), len(made))


def _add(made: list[Row], kind: OrganisationKind, name: str, region: str, town: str | None) -> UUID:
    key = db.new_id()
    made.append(
        {
            "id": key,
            "name": name,
            "sort_name": db.sort_name(name),
            "kind": kind.value,
            "region_code": region,
            "municipality_code": town,
            "status": "admitted",
            "created_at": clock.now() - timedelta(days=200),
        }
    )
    return key


def _profile(row: Row) -> Row:
    return {
        "organisation_id": row["id"],
        "description": "",
        "contact_name": "Coördinatie",
        "contact_email": f"{row['id'].hex[-12:]}@schaal.example",
        "contact_phone": "",
        "search_words": row["name"],
        "found_by": lookup.found_by(row["name"]),
    }


def _open_crises(connection: psycopg.Connection, regions: dict[str, ScaleRegion]) -> None:
    """Two in every region: the ones that are there, or new ones."""
    there: dict[str, list[UUID]] = defaultdict(list)
    for code, key in connection.execute(
        "SELECT region_code, id FROM crisis ORDER BY position"
    ).fetchall():
        there[code].append(key)
    made = []
    for region in regions.values():
        region.crises = there[region.code][:2]
        for position in range(len(region.crises), 2):
            row: Row = {
                "id": db.new_id(),
                "region_code": region.code,
                "slug": f"schaal-{position}",
                "name": ("Energiearmoede", "Griepgolf")[position],
                "phase": "acute",
                "started_on": clock.today() - timedelta(days=120),
                "position": position,
            }
            made.append(row)
            region.crises.append(row["id"])
    copy_rows(connection, "crisis", made)


def _sign_up(connection: psycopg.Connection, regions: list[ScaleRegion]) -> None:
    """Without a password: nobody can sign in with it over the network."""
    there = {email for (email,) in connection.execute("SELECT email FROM person").fetchall()}
    now = clock.now()
    people, seats = [], []
    for region in regions:
        email = f"team.{region.code.lower()}@schaal.example"
        if email not in there:
            key = db.new_id()
            people.append(
                {"id": key, "name": "Team", "email": email, "is_active": True, "created_at": now}
            )
            seats.append(
                {
                    "person_id": key,
                    "organisation_id": region.team_id,
                    "role": "coordinator",
                    "created_at": now,
                }
            )
    copy_rows(connection, "person", people)
    copy_rows(connection, "membership", seats)
