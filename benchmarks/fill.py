"""A database as after a long crisis: the demo's organisations and people, 10,000 needs, 10,000
offers, and matches.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import cycle, islice
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from sqlalchemy import Engine
from sqlmodel import Session

from app.core.db import new_id
from app.demo.cast import read
from app.demo.seed import open_regions
from app.identity.queries import token_hash
from app.matches.models import COMMITTED
from app.reference.commands import seed_reference
from app.target_groups.commands import seed_target_groups
from benchmarks import registers

REGION = "VR01"
MATCHES = {  # how many in each state, beside those to be accepted
    "proposed": 500,
    "approved": 700,
    "accepted": 600,
    "running": 900,
    "completed": 900,
    "declined": 300,
    "withdrawn": 200,
    "lapsed": 200,
}
Row = dict[str, Any]


@dataclass(frozen=True)
class User:
    """A signed-in coordinator. `matches` are the ones this person can accept, each once."""

    person_id: UUID
    organisation_id: UUID
    token: str
    matches: list[UUID] = field(default_factory=list)


@dataclass(frozen=True)
class Filled:
    """What requests need to know of the database."""

    users: list[User]
    open_needs: list[UUID]
    busy_action: UUID


def fill(
    engine: Engine, url: str, *, needs: int, offers: int, to_accept: int, users: int
) -> Filled:
    """Fill a migrated, empty database. The same numbers give the same data, but for ids and
    moments.
    """
    with Session(engine, expire_on_commit=False) as session, session.begin():
        seed_reference(session)
        seed_target_groups(session)
        open_regions(session)
    with psycopg.connect(url.replace("+psycopg", "", 1)) as connection:
        filler = _Filler(connection)
        filler.write_needs(needs)
        filler.write_offers(offers)
        people = filler.sign_in(users)
        filler.write_matches(people, to_accept)
        busy = filler.write_registers(max(10, needs // 5))
    with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    return Filled(people, [need["id"] for need in filler.needs if need["status"] == "open"], busy)


class _Filler:
    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        self._chance = random.Random(2026)  # noqa: S311  the same data at every run
        self._now = datetime.now(UTC)
        self._municipalities = dict(
            self._rows("SELECT code, name FROM municipality WHERE region_code = %s", REGION)
        )
        self._organisations: dict[str, tuple[UUID, str | None]] = {
            name: (found, place)
            for name, found, place in self._rows(
                "SELECT name, id, municipality_code FROM organisation WHERE region_code = %s",
                REGION,
            )
        }
        self._crises = dict(
            self._rows("SELECT slug, id FROM crisis WHERE region_code = %s", REGION)
        )
        self._support = dict(self._rows("SELECT slug, label_nl FROM support_type"))
        self._groups = dict(self._rows("SELECT slug, label_nl FROM target_group"))
        self._names = {o["key"]: o["name"] for o in read("organisations") if o["region"] == REGION}
        self._towns = [(c, o) for o, c in self._organisations.values() if c in self._municipalities]
        self.needs: list[Row] = []
        self.offers: list[Row] = []
        self._matches: list[Row] = []
        self._pairs: set[tuple[UUID, UUID]] = set()

    def _rows(self, statement: str, *values: Any) -> list[Any]:
        return self._connection.execute(statement.encode(), values).fetchall()

    def _copy(self, table: str, rows: Sequence[Row]) -> None:
        columns = list(rows[0])
        into = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        with self._connection.cursor() as cursor, cursor.copy(into) as copy:
            for row in rows:
                copy.write_row([row[name] for name in columns])

    def _ago(self, days: float) -> datetime:
        return self._now - timedelta(days=days, seconds=self._chance.randrange(3600))

    def _day(self, in_days: int | None) -> date | None:
        return None if in_days is None else self._now.date() + timedelta(days=in_days)

    def write_needs(self, count: int) -> None:
        """Municipalities log most needs, in the proportions of status, urgency and kind of help of
        the demo.
        """
        stories = [n for n in read("needs") if n["organisation"] in self._names]
        for number in range(count):
            story, other = stories[number % len(stories)], self._chance.choice(stories)
            owner, place = self._organisations[self._names[story["organisation"]]]
            if story["organisation"].startswith("gm"):
                place, owner = self._chance.choice(self._towns)
            people = max(1, (story["people"] or 20) + self._chance.randrange(-12, 40))
            created = self._ago(story["created_days_ago"] * 2 * self._chance.random() + 1)
            ended = story["state"] in ("closed", "withdrawn")
            where = self._municipalities.get(place or "", "Groningen")
            self.needs.append(
                {
                    "id": new_id(),
                    "organisation_id": owner,
                    "region_code": REGION,
                    "municipality_code": place,
                    "crisis_id": self._crises.get(story["crisis"]),
                    "title": f"{story['title']} ({where}, vraag {number + 1})"[:120],
                    "description": f"{story['description']} {other['description']}",
                    "support_type": story["support_type"],
                    "target_group": story["target_group"],
                    "also_groups": story["also_groups"],
                    "people": people,
                    "quantity": people if story["unit"] == "people" else max(3, story["quantity"]),
                    "unit": story["unit"],
                    "committed": 0,
                    "known_to": [],
                    "urgency": story["urgency"],
                    "needed_from": self._day(story["needed_from_in_days"]),
                    "needed_until": self._day(story["needed_until_in_days"]),
                    "status": story["state"],
                    "outcome": story["outcome"],
                    "withdrawal": story["reason"],
                    "closing_note": story["closing_note"] or "",
                    "created_at": created,
                    "edited_at": created,
                    "published_at": None
                    if story["state"] == "draft"
                    else created + timedelta(hours=2),
                    "ended_at": created + timedelta(hours=20) if ended else None,
                    "version": 1,
                    "search_words": self._words(
                        story["support_type"], [story["target_group"]], where
                    ),
                }
            )

    def write_offers(self, count: int) -> None:
        """As the demo's, with the same shares of drafts, paused and expired ones."""
        stories = [o for o in read("offers") if o["organisation"] in self._names]
        for number in range(count):
            story, other = stories[number % len(stories)], self._chance.choice(stories)
            created = self._ago(story["created_days_ago"] * 2 * self._chance.random() + 1)
            shown = story["state"] in ("published", "expired", "paused", "withdrawn")
            status = "published" if story["state"] == "expired" else story["state"]
            places = [self._chance.choice(self._towns)[0]] if self._chance.random() < 0.7 else []
            fresh = -5 if story["state"] == "expired" else self._chance.randrange(5, 56)
            self.offers.append(
                {
                    "id": new_id(),
                    "organisation_id": self._organisations[self._names[story["organisation"]]][0],
                    "region_code": REGION,
                    "crisis_id": self._crises.get(story["crisis"]),
                    "title": f"{story['title']} (aanbod {number + 1})"[:120],
                    "description": f"{story['description']} {other['description']}",
                    "support_type": story["support_type"],
                    "target_groups": story["target_groups"],
                    "municipalities": places,
                    "quantity": max(1, story["quantity"] + self._chance.randrange(-3, 60)),
                    "unit": story["unit"],
                    "committed": 0,
                    "available_from": self._day(min(story["available_from_in_days"], 20)),
                    "available_until": self._day(max(story["available_until_in_days"] or 90, 21)),
                    "status": status,
                    "withdrawal": story["reason"] if status == "withdrawn" else None,
                    "closing_note": "",
                    "team_note": "",
                    "created_at": created,
                    "edited_at": created,
                    "published_at": created if shown else None,
                    "confirmed_at": created if shown else None,
                    "fresh_until": self._day(fresh) if shown else None,
                    "version": 1,
                    "search_words": self._words(story["support_type"], story["target_groups"], ""),
                }
            )

    def _words(self, support_type: str, groups: Iterable[str], place: str) -> str:
        return " ".join(
            [self._support[support_type], *(self._groups[group] for group in groups), place]
        )

    def sign_in(self, count: int) -> list[User]:
        """Sessions of the region's coordinators, their secrets made here."""
        found = self._rows(
            "SELECT m.person_id, m.organisation_id FROM membership m JOIN organisation o ON "
            "o.id = m.organisation_id"
            " WHERE o.region_code = %s AND m.role = 'coordinator' AND o.kind <> 'safety_region' "
            "ORDER BY o.sort_name",
            REGION,
        )
        users = [
            User(person, organisation, secrets.token_urlsafe(32))
            for person, organisation in islice(cycle(found), count)
        ]
        sessions = [
            {
                "token_hash": token_hash(user.token),
                "person_id": user.person_id,
                "created_at": self._now,
                "last_seen_at": self._now,
            }
            for user in users
        ]
        self._copy("login_session", sessions)
        return users

    def write_matches(self, users: list[User], to_accept: int) -> None:
        """Matches in every state, what they commit added up on both sides; then everything is
        written.
        """
        needs = [n for n in self.needs if n["status"] == "open"]
        offers = [o for o in self.offers if o["status"] == "published"]
        matches = [
            self._match(self._chance.choice(needs), state, offers)
            for state, n in MATCHES.items()
            for _ in range(n)
        ]
        made = [match for match in matches if match is not None]
        roomy = [n for n in needs if n["quantity"] - n["committed"] > 2]
        for number in range(to_accept):
            made.append(
                self._match_to_accept(
                    users[number % len(users)], roomy[number % len(roomy)], offers[number]
                )
            )
        self._copy("need", self.needs)
        self._copy("offer", self.offers)
        self._copy("match", made)
        self._matches = made

    def write_registers(self, count: int) -> UUID:
        """So many actions, and the sizes of all groups. Returns the action with most in it."""
        organisations = [owner for owner, _place in self._organisations.values()]
        groups, places = list(self._groups), list(self._municipalities)
        made = registers.actions(count, REGION, organisations, groups, places)
        for table, rows in made.items():
            self._copy(table, rows)
        self._copy("action_match", registers.served(made["action"], self._matches))
        self._copy(
            "target_group_estimate", registers.sizes(REGION, organisations[0], groups, places)
        )
        busy: UUID = made["action"][0]["id"]
        return busy

    def _match_to_accept(self, user: User, need: Row, like: Row) -> Row:
        """A match that waits for the yes of this person's own organisation, on an offer of its
        own.
        """
        offer = like | {
            "id": new_id(),
            "organisation_id": user.organisation_id,
            "unit": need["unit"],
        }
        offer |= {"quantity": 50, "committed": 0}
        self.offers.append(offer)
        match = self._row(need, offer, "approved", 1) | {
            "reason": "Kunnen jullie er hier nog één bij hebben?"
        }
        user.matches.append(match["id"])
        return match

    def _match(self, need: Row, state: str, offers: list[Row]) -> Row | None:
        fitting = (o for o in self._chance.sample(offers, 40) if o["unit"] == need["unit"])
        offer = next((o for o in fitting if o["organisation_id"] != need["organisation_id"]), None)
        if offer is None or (need["id"], offer["id"]) in self._pairs:
            return None
        # At least 2 stay open on both sides, so that accepting one more never closes the rest.
        most = min(need["quantity"] - need["committed"], offer["quantity"] - offer["committed"]) - 2
        if most < 1:
            return None
        self._pairs.add((need["id"], offer["id"]))
        quantity = self._chance.randint(1, max(1, most // 2))
        if state in COMMITTED:
            need["committed"] += quantity
            offer["committed"] += 0 if state == "completed" else quantity
            need["known_to"] = [*need["known_to"], offer["organisation_id"]]
        return self._row(need, offer, state, quantity)

    def _row(self, need: Row, offer: Row, state: str, quantity: int) -> Row:
        moved = self._ago(self._chance.random() * 20)
        return {
            "id": new_id(),
            "need_id": need["id"],
            "offer_id": offer["id"],
            "region_code": REGION,
            "need_organisation_id": need["organisation_id"],
            "offer_organisation_id": offer["organisation_id"],
            "quantity": quantity,
            "offer_quantity": quantity,
            "status": state,
            "proposed_by": "need",
            "needs_review": True,
            "awaits_need": False,
            "awaits_offer": state not in COMMITTED,
            "reason": "Zelfde soort hulp en in de buurt.",
            "answer_by": self._now + timedelta(days=3) if state == "approved" else None,
            "decline_reason": "no_capacity" if state == "declined" else None,
            "declined_by": "offer" if state == "declined" else None,
            "withdraw_reason": "no_longer_needed" if state == "withdrawn" else None,
            "ending_note": "",
            "outcome": "succeeded" if state == "completed" else None,
            "need_answer_note": "",
            "offer_answer_note": "",
            "created_at": moved - timedelta(days=2),
            "moved_at": moved,
            "accepted_at": moved if state in COMMITTED else None,
        }
