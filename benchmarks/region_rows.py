"""Needs, offers, matches and what hangs on them in the region of the demo, written by COPY."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg

from app.core import clock
from app.core.db import new_id
from app.demo import scale_texts
from app.demo.cast import read
from app.demo.scale_copy import copy_rows
from app.language import lookup
from app.matches.models import COMMITTED
from benchmarks import registers
from benchmarks.people import User

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


class RegionRows:
    """Collects rows until `write_matches` knows what is committed of each."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        self._chance = random.Random(2026)  # noqa: S311  the same data at every run
        self._now = clock.now()
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
        # The different texts by their number, the number of the text of each row, and by which
        # words it is found.
        self._numbers: dict[str, int] = {}
        self._said: dict[UUID, int] = {}
        self._found: dict[int, list[str]] = {}

    def _rows(self, statement: str, *values: Any) -> list[Any]:
        return self._connection.execute(statement.encode(), values).fetchall()

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
            story, other = self._two(stories, number)
            owner, place = self._organisations[self._names[story["organisation"]]]
            if story["organisation"].startswith("gm"):
                place, owner = self._chance.choice(self._towns)
            people = max(1, (story["people"] or 20) + self._chance.randrange(-12, 40))
            created = self._ago(story["created_days_ago"] * 2 * self._chance.random() + 1)
            ended = story["state"] in ("closed", "withdrawn")
            where = self._municipalities.get(place or "", "Groningen")
            need = {
                "id": new_id(),
                "organisation_id": owner,
                "region_code": REGION,
                "municipality_code": place,
                "crisis_id": self._crises.get(story["crisis"]),
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
                "published_at": None if story["state"] == "draft" else created + timedelta(hours=2),
                "ended_at": created + timedelta(hours=20) if ended else None,
                "version": 1,
                "search_words": self._words(story["support_type"], [story["target_group"]], where),
            }
            self.needs.append(self._tell(need, story["title"], f"{where}, vraag {number + 1}"))

    def write_offers(self, count: int) -> None:
        """As the demo's, with the same shares of drafts, paused and expired ones."""
        stories = [o for o in read("offers") if o["organisation"] in self._names]
        for number in range(count):
            story, other = self._two(stories, number)
            created = self._ago(story["created_days_ago"] * 2 * self._chance.random() + 1)
            shown = story["state"] in ("published", "expired", "paused", "withdrawn")
            status = "published" if story["state"] == "expired" else story["state"]
            places = [self._chance.choice(self._towns)[0]] if self._chance.random() < 0.7 else []
            fresh = -5 if story["state"] == "expired" else self._chance.randrange(5, 56)
            offer = {
                "id": new_id(),
                "organisation_id": self._organisations[self._names[story["organisation"]]][0],
                "region_code": REGION,
                "crisis_id": self._crises.get(story["crisis"]),
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
            self.offers.append(self._tell(offer, story["title"], f"aanbod {number + 1}"))

    def _two(self, stories: list[Row], number: int) -> tuple[Row, Row]:
        """A story, and one of four others that tell the rest: some hundreds of texts in all."""
        other = number + 17 * self._chance.randrange(1, 5)
        return stories[number % len(stories)], stories[other % len(stories)]

    def _words(self, support_type: str, groups: Iterable[str], place: str) -> str:
        return " ".join(
            [self._support[support_type], *(self._groups[group] for group in groups), place]
        )

    def write_texts(self) -> None:
        """What the product stores of every text, read once for all rows that say the same."""
        scale_texts.write_readings(self._connection, list(self._numbers))
        for table, rows in (("need", self.needs), ("offer", self.offers)):
            told = [(row["id"], REGION, self._said[row["id"]]) for row in rows]
            scale_texts.store_told(self._connection, table, told)

    def _tell(self, row: Row, title: str, number: str) -> Row:
        """With the number that tells rows apart for a reader, which nobody asks or offers help
        with.
        """
        said = f"{title}\n{row['description']}"
        key = self._numbers.setdefault(said, len(self._numbers))
        if key not in self._found:
            self._found[key] = lookup.words_of(lookup.found_by(said))
        words = [*self._found[key], *lookup.words_of(row["search_words"])]
        self._said[row["id"]] = key
        row["found_by"] = " ".join(dict.fromkeys(words))
        row["title"] = f"{title} ({number})"[:120]
        return row

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
        copy_rows(self._connection, "need", self.needs)
        copy_rows(self._connection, "offer", self.offers)
        copy_rows(self._connection, "match", made)
        self._matches = made

    def write_registers(self, count: int) -> UUID:
        """So many actions, and the sizes of all groups. Returns the action with most in it."""
        organisations = [owner for owner, _place in self._organisations.values()]
        groups, places = list(self._groups), list(self._municipalities)
        made = registers.actions(count, REGION, organisations, groups, places)
        for table, rows in made.items():
            copy_rows(self._connection, table, rows)
        copy_rows(self._connection, "action_match", registers.served(made["action"], self._matches))
        copy_rows(
            self._connection,
            "target_group_estimate",
            registers.sizes(REGION, organisations[0], groups, places),
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
        self._said[offer["id"]] = self._said[like["id"]]
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
            "review_by": moved + timedelta(days=1),
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
