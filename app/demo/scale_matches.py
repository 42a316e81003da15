"""Matches in every state between the needs and offers of a filled country."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import psycopg

from app.core import clock, db
from app.demo.scale_copy import copy_rows
from app.matches.models import COMMITTED
from app.reference.models import Unit

# How likely each state is.
STATES = {
    "proposed": 10,
    "approved": 15,
    "accepted": 12,
    "running": 18,
    "completed": 20,
    "declined": 15,
    "withdrawn": 5,
    "lapsed": 5,
}
REASONS = ("no_capacity", "no_capacity", "too_far", "wrong_group", "already_solved", "other")
OUTCOMES = ("succeeded", "succeeded", "partly", "failed")
PER_NEED = 3
Row = dict[str, Any]


def write_matches(
    connection: psycopg.Connection,
    chance: random.Random,
    needs: Sequence[Row],
    offers: Sequence[Row],
) -> int:
    """Up to three a need, with offers of its region, kind and unit. Returns how many. Sums on both
    sides are kept.
    """
    fitting: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for offer in offers:
        fitting[offer["region_code"], offer["support_type"], offer["unit"]].append(offer)
    count = copy_rows(connection, "match", _matches(chance, needs, fitting))
    committed = [status.value for status in COMMITTED]
    connection.execute(
        "UPDATE need n SET committed = m.total, known_to = m.partners FROM (SELECT need_id, "
        "sum(quantity) AS total, "
        "array_agg(DISTINCT offer_organisation_id) AS partners FROM match WHERE status = "
        "ANY(%s) GROUP BY need_id) m "
        "WHERE n.id = m.need_id AND n.id = ANY(%s)",
        [committed, [need["id"] for need in needs]],
    )
    # What is renewed is free again once it is done.
    connection.execute(
        "UPDATE offer o SET committed = m.total FROM (SELECT x.offer_id, sum(x.offer_quantity) "
        "AS total FROM match x "
        "JOIN offer y ON y.id = x.offer_id WHERE x.status IN ('accepted', 'running') OR "
        "(x.status = 'completed' AND y.unit = %s) GROUP BY x.offer_id) m WHERE o.id = "
        "m.offer_id AND o.id = ANY(%s)",
        [Unit.PIECES.value, [offer["id"] for offer in offers]],
    )
    return count


def _matches(
    chance: random.Random, needs: Sequence[Row], fitting: dict[tuple[str, str, str], list[Row]]
) -> Iterator[Row]:
    taken: dict[Any, int] = defaultdict(int)
    for need in needs:
        offers = fitting.get((need["region_code"], need["support_type"], need["unit"]), [])
        for offer in chance.sample(offers, min(len(offers), chance.randint(0, PER_NEED))):
            state = chance.choices(tuple(STATES), tuple(STATES.values()))[0]
            # One stays open on both sides, so that nothing is full.
            most = (
                min(need["quantity"] - taken[need["id"]], offer["quantity"] - taken[offer["id"]])
                - 1
            )
            if most < 1 or need["organisation_id"] == offer["organisation_id"]:
                continue
            quantity = chance.randint(1, most)
            if state in COMMITTED:
                taken[need["id"]] += quantity
                taken[offer["id"]] += quantity
            yield _row(chance, need, offer, state, quantity)


def _row(chance: random.Random, need: Row, offer: Row, state: str, quantity: int) -> Row:
    moved = clock.now() - timedelta(days=chance.uniform(0, 50))
    waits = state in ("proposed", "approved")
    return {
        "id": db.new_id(),
        "need_id": need["id"],
        "offer_id": offer["id"],
        "region_code": need["region_code"],
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
        "reason": "",
        "answer_by": clock.now() + timedelta(days=chance.randint(1, 3)) if waits else None,
        "decline_reason": chance.choice(REASONS) if state == "declined" else None,
        "declined_by": "offer" if state == "declined" else None,
        "withdraw_reason": "no_longer_needed" if state == "withdrawn" else None,
        "ending_note": "",
        "outcome": chance.choice(OUTCOMES) if state == "completed" else None,
        "need_answer_note": "",
        "offer_answer_note": "",
        "created_at": moved - timedelta(days=2),
        "moved_at": moved,
        "accepted_at": moved if state in COMMITTED else None,
    }
