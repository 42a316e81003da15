"""Actions with their partners, steps, notes and matches, and the sizes of groups, beside the needs
and offers.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.core import clock
from app.core.db import new_id
from app.language import lookup

Row = dict[str, Any]
Copy = Callable[[str, Sequence[Row]], None]

STATUSES = ("planned", "running", "running", "running", "done", "done", "stopped")
LESSONS = (
    "Vaste dagen werkten beter dan bellen wanneer het nodig is.",
    "Haal eenzame ouderen thuis op, dan komen ze echt.",
    "Een uur uitleg bij een laptop scheelt veel vragen daarna.",
    "Vrijwilligers haken af zonder vast aanspreekpunt.",
)
MOST_IN_ONE = 30  # partners, steps and notes of the busiest action


def actions(
    count: int,
    region: str,
    organisations: Sequence[UUID],
    groups: Sequence[str],
    places: Sequence[str],
) -> dict[str, list[Row]]:
    """Rows for each table. The first action runs and is the busiest: its page is the one that is
    measured.
    """
    chance = random.Random(5)  # noqa: S311  the same data at every run
    now = clock.now()
    made: dict[str, list[Row]] = {
        "action": [],
        "action_partner": [],
        "action_step": [],
        "action_note": [],
    }
    for number in range(count):
        status = "running" if number == 0 else chance.choice(STATUSES)
        lead, *others = chance.sample(list(organisations), min(len(organisations), MOST_IN_ONE + 1))
        action = _action(chance, number, status, region, lead, now)
        action |= {
            "target_groups": chance.sample(list(groups), 2),
            "municipalities": [chance.choice(places)],
        }
        made["action"].append(action)
        most = MOST_IN_ONE if number == 0 else chance.randrange(6)
        for partner in others[:most]:
            made["action_partner"].append(_partner(action["id"], partner, now))
        for step in range(most):
            made["action_step"].append(_step(chance, action["id"], lead, step, now))
            made["action_note"].append(_note(action["id"], lead, step, now))
    return made


def _action(
    chance: random.Random, number: int, status: str, region: str, lead: UUID, now: datetime
) -> Row:
    ended = status in ("done", "stopped")
    created = now - timedelta(days=1 + 80 * chance.random())
    lesson = chance.choice(LESSONS) if ended else ""
    title = f"Samen boodschappen doen in de buurt (actie {number + 1})"
    return {
        "id": new_id(),
        "organisation_id": lead,
        "region_code": region,
        "title": title,
        "description": "Elke week een vaste middag, met vervoer vanaf huis voor wie niet zelf "
        "kan komen.",
        "themes": ["social_cohesion"],
        "starts_on": created.date(),
        "ends_on": (created + timedelta(days=60)).date(),
        "status": status,
        "outcome": "succeeded" if status == "done" else None,
        "outcome_note": "",
        "lessons": lesson,
        "stop_reason": "no_partners" if status == "stopped" else None,
        "people_reached": chance.randrange(5, 90),
        "is_public": False,
        "created_at": created,
        "moved_at": created,
        "ended_at": created + timedelta(days=20) if ended else None,
        "version": 1,
        "search_words": "Ouderen senioren",
        "found_by": lookup.found_by(title, lesson, "Ouderen senioren"),
    }


def _partner(action: UUID, partner: UUID, now: datetime) -> Row:
    known = {"asked_for": "", "reply": "", "answer_note": "", "invited_at": now, "answered_at": now}
    return known | {"action_id": action, "organisation_id": partner, "status": "joined"}


def _step(chance: random.Random, action: UUID, lead: UUID, number: int, now: datetime) -> Row:
    return {
        "id": new_id(),
        "action_id": action,
        "organisation_id": lead,
        "title": f"Stap {number + 1}: de wijkteams inlichten",
        "due_on": (now + timedelta(days=chance.randrange(-10, 30))).date(),
        "done_at": now if chance.random() < 0.4 else None,
        "created_at": now,
    }


def _note(action: UUID, lead: UUID, number: int, now: datetime) -> Row:
    return {
        "id": new_id(),
        "action_id": action,
        "organisation_id": lead,
        "text": "Vandaag kwamen er weer meer mensen dan vorige week.",
        "people_reached": number,
        "created_at": now,
    }


def served(rows: Sequence[Row], matches: Sequence[Row]) -> list[Row]:
    """Each running action serves a few running matches, the first one the most."""
    running = [action for action in rows if action["status"] == "running"]
    working = [match for match in matches if match["status"] in ("accepted", "running")]
    links, start = [], 0
    for number, action in enumerate(running):
        most = MOST_IN_ONE if number == 0 else 3
        links += [
            {"action_id": action["id"], "match_id": match["id"]}
            for match in working[start : start + most]
        ]
        start += most
    return links


def sizes(region: str, owner: UUID, groups: Sequence[str], places: Sequence[str]) -> list[Row]:
    """Two sizes of every group in every municipality."""
    chance = random.Random(6)  # noqa: S311  the same data at every run
    now = clock.now()
    return [
        {
            "id": new_id(),
            "region_code": region,
            "target_group": group,
            "municipality_code": place,
            "people": chance.randrange(0, 9000),
            "source": "Schatting voor de meting",
            "as_of": (now - timedelta(days=days)).date(),
            "organisation_id": owner,
            "created_at": now,
        }
        for days in (400, 30)
        for group in groups
        for place in places
    ]
