"""Thousands of organisations with what they say of themselves: their list, who does what for whom,
and the search box.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

import psycopg

from app.core import clock, db
from app.language import lookup

KINDS = ("initiative", "welfare", "care", "faith", "education", "business", "other")
BEGINNINGS = ("Buurthuis", "Zorgboerderij", "Voedselbank", "Wandelclub", "Taalcafé", "Buurtbus")
CALLED = ("De Brink", "Het Anker", "Ons Dorp", "De Vlinder", "Samen Één", "Nieuw Begin")
DOES = (
    "Elke week koffie en een warme maaltijd voor wie alleen is.",
    "Vrijwilligers rijden met een busje naar winkel en ziekenhuis.",
    "Hulp bij formulieren en geldzaken, zonder afspraak.",
    "Wandelen en praten met wie mantelzorger is.",
)
NEVER_SAID = "quizlampion"


def add_organisations(connection: psycopg.Connection, region: str, count: int) -> None:
    """So many more organisations that take part in the region."""
    places = _column(connection, "SELECT code FROM municipality WHERE region_code = %s", region)
    groups = _column(connection, "SELECT slug FROM target_group WHERE region_code IS NULL")
    kinds = _column(connection, "SELECT slug FROM support_type WHERE region_code IS NULL")
    made = list(_rows(region, count, places, groups, kinds))
    for table, rows in (
        ("organisation", [one for one, _said in made]),
        ("organisation_profile", [said for _one, said in made]),
    ):
        names = list(rows[0])
        with connection.cursor().copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([row[name] for name in names])


def _rows(
    region: str, count: int, places: Sequence[str], groups: Sequence[str], kinds: Sequence[str]
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    chance = random.Random(7)  # noqa: S311  the same data at every run
    now = clock.now()
    for number in range(count):
        name = f"{chance.choice(BEGINNINGS)} {chance.choice(CALLED)} {number + 1}"
        does, key = chance.choice(DOES), db.new_id()
        yield (
            {
                "id": key,
                "name": name,
                "sort_name": db.sort_name(name),
                "kind": chance.choice(KINDS),
                "region_code": region,
                "municipality_code": chance.choice(places),
                "status": "admitted",
                "created_at": now,
            },
            {
                "organisation_id": key,
                "description": does,
                "target_groups": chance.sample(list(groups), 2),
                "support_types": chance.sample(list(kinds), 2),
                "municipalities": [],
                "confirmed_at": now if chance.random() < 0.5 else None,
                "search_words": name,
                "found_by": lookup.found_by(name, does),
                "contact_name": "",
                "contact_email": "",
                "contact_phone": "",
            },
        )


def _column(connection: psycopg.Connection, query: str, *given: str) -> list[str]:
    return [value for (value,) in connection.execute(query, given)]
