"""What somebody looks after among what waits, and what nobody of an organisation looks after."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session, col

from app.actions import models as action_models
from app.identity.actor import Actor
from app.matches.models import Match
from app.members.charge import InCharge
from app.needs import models as need_models
from app.offers import models as offer_models
from app.work.tasks import MOST_TASKS, Task

THINGS: dict[str, type[InCharge]] = {
    "action": action_models.Action,
    "need": need_models.Need,
    "offer": offer_models.Offer,
}


@dataclass(frozen=True)
class Unattended:
    """How much of the organisation goes on and nobody looks after, no further than `MOST_TASKS`."""

    needs: int
    offers: int
    actions: int

    def __bool__(self) -> bool:
        return bool(self.needs or self.offers or self.actions)


def with_mine(session: Session, actor: Actor, tasks: Iterable[Task]) -> list[Task]:
    """The tasks, each with whether the actor looks after what it is about; of a match after its
    need or its offer. One query for all of them.
    """
    found = list(tasks)
    ids: dict[str, list[UUID]] = defaultdict(list)
    for task in found:
        ids[task.noun].append(task.id)
    asked = {"person": actor.person_id} | {noun: ids[noun] for noun in (*THINGS, "match")}
    mine = set(session.execute(_mine(), asked).scalars())
    return [replace(task, is_mine=True) if task.id in mine else task for task in found]


@cache
def _mine() -> Any:
    person = sa.bindparam("person", type_=sa.Uuid)
    parts = [
        sa.select(table.c.id).where(table.c.in_charge_id == person, table.c.id == _any(noun))
        for noun, table in ((noun, sa.inspect(thing).local_table) for noun, thing in THINGS.items())
    ]
    need, offer = need_models.Need, offer_models.Offer
    of_match = (
        sa.select(col(Match.id))
        .join(need, col(need.id) == col(Match.need_id))
        .join(offer, col(offer.id) == col(Match.offer_id))
        .where(
            col(Match.id) == _any("match"),
            sa.or_(col(need.in_charge_id) == person, col(offer.in_charge_id) == person),
        )
    )
    return sa.union_all(*parts, of_match)


def _any(noun: str) -> Any:
    return sa.any_(sa.bindparam(noun, type_=ARRAY(sa.Uuid)))


def count_unattended(session: Session, actor: Actor) -> Unattended | None:
    """None for who may choose nobody. In one query."""
    if not actor.deciding_seats:
        return None
    need, offer, action = need_models.Need, offer_models.Offer, action_models.Action
    ended = (need_models.NeedStatus.CLOSED, need_models.NeedStatus.WITHDRAWN)
    counts = (
        _count(actor, need, col(need.status).not_in(ended)),
        _count(actor, offer, col(offer.status) != offer_models.OfferStatus.WITHDRAWN),
        _count(actor, action, col(action.status).in_(action_models.LIVE)),
    )
    return Unattended(*session.execute(sa.select(*counts)).one())


def _count(actor: Actor, thing: type[InCharge], goes_on: sa.ColumnElement[bool]) -> Any:
    some: Any = (
        sa.select(sa.literal_column("1"))
        .select_from(thing)
        .where(
            col(thing.organisation_id).in_(actor.deciding_ids),
            col(thing.in_charge_id).is_(None),
            goes_on,
        )
        .limit(MOST_TASKS)
    )
    return sa.select(sa.func.count()).select_from(some.subquery()).scalar_subquery()
