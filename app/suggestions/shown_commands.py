"""Which lists of suggestions were shown: what the picture and the matching learn from."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlmodel import Session, col

from app.core import clock, db
from app.identity.actor import Actor
from app.needs.models import Need
from app.offers.models import Offer
from app.scoring.terms import ENGINE
from app.suggestions import models, queries


def note_shown(
    session: Session,
    actor: Actor,
    thing: Need | Offer,
    rows: Sequence[queries.Suggestion],
    *,
    is_typed: bool = False,
) -> None:
    """Keep the list that the page of a need or an offer, or the review of it, shows this actor, in
    the order in which it stands there. An empty one says that nobody fitted well enough.
    `is_typed`: it stands beside a form, and the need or offer is not there yet.
    """
    if not actor.seats:
        return
    is_need = isinstance(thing, Need)
    seat = actor.seat_in(thing.organisation_id) or actor.seats[0]
    own = [thing.id] if rows and not is_typed else []
    needs = own if is_need else [row.need_id for row in rows]
    of_list = {
        "id": db.new_id(),
        "at": clock.now(),
        "region_code": thing.region_code,
        "organisation_id": seat.organisation_id,
        "role": seat.role,
        "need_id": thing.id if is_need else None,
        "offer_id": None if is_need else thing.id,
        "shown_ids": [row.offer_id if is_need else row.need_id for row in rows],
        "scores": [row.score for row in rows],
        "terms": [asdict(row.terms) for row in rows],
        "engine": ENGINE,
    }
    asked = {f"its_{name}": value for name, value in of_list.items()}
    session.execute(_kept(), asked | {"needs": needs})


@cache
def _kept() -> Any:
    """One statement that keeps the list, and of `needs` that never stood in one that they do now.
    Always in one order, so that two readers do not wait for each other.
    """
    lists, first_shown = map(_table, (models.ShownList, models.FirstShown))
    values = {each.name: sa.bindparam(f"its_{each.name}", type_=each.type) for each in lists.c}
    kept = sa.insert(lists).values(values).cte("kept")
    each = sa.func.unnest(sa.bindparam("needs", type_=ARRAY(sa.Uuid))).column_valued("need_id")
    moment = sa.bindparam("its_at", type_=db.Timestamp)
    first = insert(first_shown).from_select(
        ["need_id", "at"], sa.select(each, moment).order_by(each)
    )
    return first.on_conflict_do_nothing().add_cte(kept)


def _table(model: Any) -> Any:
    return sa.inspect(model).local_table


def forget_shown(session: Session, before: datetime) -> int:
    """Delete the lists that were shown before that moment. Returns how many went."""
    gone = session.execute(
        sa.delete(models.ShownList)
        .where(col(models.ShownList.at) < before)
        .returning(col(models.ShownList.id))
    ).all()
    return len(gone)
