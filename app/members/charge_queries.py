"""Finding who looks after something, and who could."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core.read_once import read_once
from app.core.words import Choice
from app.identity.actor import Actor
from app.identity.models import Membership, Person
from app.members import charge, charge_policy
from app.members.charge import InCharge

MOST = 500  # members to choose from, as many as their page shows


@dataclass(frozen=True)
class Charge:
    """Who looks after something, for its page: `name` is empty for nobody."""

    name: str
    # For who may choose somebody else.
    choices: Sequence[Choice] = ()


def get_charge(session: Session, actor: Actor, thing: InCharge) -> Charge | None:
    """None for whom it does not concern, without asking the database."""
    if not charge_policy.may_know(actor, thing):
        return None
    may_choose = bool(charge_policy.may_choose(actor, thing))
    is_it = col(Person.id) == thing.in_charge_id
    query = (
        sa.select(col(Person.id), col(Person.name))
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(col(Membership.organisation_id) == thing.organisation_id)
        # Who cannot sign in is not chosen, and is still named where it is them.
        .where(sa.or_(col(Person.is_active), is_it) if may_choose else is_it)
        .order_by(sa.func.lower(col(Person.name)), col(Person.id))
        .limit(MOST)
    )
    found = session.execute(query).all()
    name = next((name for person_id, name in found if person_id == thing.in_charge_id), "")
    choices = [Choice(str(person_id), name) for person_id, name in found]
    return Charge(name, choices if may_choose else ())


def count_in_charge(session: Session, organisation_id: UUID) -> dict[UUID, dict[str, int]]:
    """Of every member who looks after something of the organisation: how many of each table. One
    query for all.
    """
    parts = [
        sa.select(
            table.c.in_charge_id, sa.literal(table.name).label("of"), sa.func.count().label("many")
        )
        .where(table.c.organisation_id == organisation_id, table.c.in_charge_id.is_not(None))
        .group_by(table.c.in_charge_id)
        for table in charge.tables()
    ]
    found: dict[UUID, dict[str, int]] = {}
    for person_id, of, many in session.execute(sa.union_all(*parts)):
        found.setdefault(person_id, {})[of] = many
    return found


def maker(session: Session, actor: Actor, organisation_id: UUID) -> UUID | None:
    """Who looks after what the actor makes for an organisation: the actor, as a member of it."""
    person_id = actor.person_id
    if person_id is None or actor.seat_in(organisation_id) is None:
        return None
    key = ("charge", organisation_id, person_id)
    held = read_once(session, key, lambda: hold_member(session, organisation_id, person_id))
    return person_id if held else None


def hold_member(session: Session, organisation_id: UUID, person_id: UUID) -> bool:
    """Whether somebody belongs to it, and then does until commit. Who is leaving at this moment is
    passed over: to wait for that, with the thing locked that it waits for, would be for ever.
    """
    whose = {"organisation_id": organisation_id, "person_id": person_id}
    return session.execute(_member(), whose).first() is not None


@cache
def _member() -> Any:
    """Built once: whatever is made asks it."""
    return (
        sa.select(col(Membership.person_id))
        .where(
            col(Membership.organisation_id) == sa.bindparam("organisation_id"),
            col(Membership.person_id) == sa.bindparam("person_id"),
        )
        .with_for_update(key_share=True, read=True, skip_locked=True)
    )
