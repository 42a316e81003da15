"""Changing the crises of a region: require, change, record."""

from typing import Annotated, Any, ClassVar

from pydantic import Field
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.audit import record
from app.core import clock
from app.core.db import new_id
from app.core.errors import Invalid
from app.core.i18n import gettext as _, mark
from app.core.inputs import Day, Input, Name
from app.core.policy import asks, require
from app.crises import events
from app.crises.policy import CrisisPolicy, ListsPolicy
from app.identity.actor import Actor
from app.reference.commands import lock_settings
from app.reference.models import Crisis, CrisisPhase, Measure
from app.reference.slugs import make_slug

FIRST = 1  # the position of the region's default


class CrisisInput(Input):
    """A crisis as a region describes it."""

    when_missing: ClassVar[dict[str, str]] = {
        "name": mark("Say what the crisis is called."),
        "phase": mark("Choose how far the crisis is."),
        "started_on": mark("Fill in the first day of the crisis."),
    }

    name: Name
    phase: CrisisPhase
    started_on: Day
    # Up to and including; empty: it goes on.
    ended_on: Day | None = None
    version: Annotated[int, Field(ge=1)] | None = None


@asks(lambda actor: ListsPolicy(actor).keep)
def add_crisis(session: Session, actor: Actor, given: CrisisInput) -> Crisis:
    """Add a crisis to the region, after the others."""
    seat = ListsPolicy(actor).seat
    _check(given)
    # Held, so that two who add a crisis at once do not get one slug or one place.
    lock_settings(session, seat.region_code)
    others = _crises_of(session, seat.region_code)
    crisis = Crisis(
        id=new_id(),
        region_code=seat.region_code,
        slug=make_slug(given.name, seat.region_code, {c.slug for c in others}, nameless="crisis"),
        position=max((c.position for c in others), default=FIRST - 1) + 1,
        **given.model_dump(exclude={"version"}),
    )
    session.add(crisis)
    record(session, actor, events.CrisisAdded(**_address(actor, crisis), phase=crisis.phase))
    return crisis


@asks(lambda actor, crisis: CrisisPolicy(actor, crisis).keep)
def edit_crisis(session: Session, actor: Actor, crisis: Crisis, given: CrisisInput) -> Crisis:
    """Change a crisis. Raises Invalid when somebody else changed it since the form was opened."""
    _check(given)
    values = given.model_dump(exclude={"version"})
    changed = tuple(name for name, value in values.items() if getattr(crisis, name) != value)
    if given.version is not None and given.version != crisis.version and changed:
        raise Invalid(
            {
                "version": _(
                    "Somebody else changed this crisis while you were typing. Your text is "
                    "still here. "
                    "Compare it with the crisis as it is now, then save again."
                )
            }
        )
    if not changed:
        return crisis
    address, phase = _address(actor, crisis), crisis.phase
    for name in changed:
        setattr(crisis, name, values[name])
    crisis.version += 1
    facts = tuple(name for name in changed if name in ("name", "started_on"))
    if facts:
        record(session, actor, events.CrisisEdited(**address, changed=facts))
    if "phase" in changed:
        record(
            session, actor, events.CrisisPhaseChanged(**address, before=phase, after=crisis.phase)
        )
    if "ended_on" in changed and crisis.ended_on is not None:
        record(session, actor, events.CrisisEnded(**address, last_day=crisis.ended_on))
    elif "ended_on" in changed:
        record(session, actor, events.CrisisReopened(**address))
    return crisis


@asks(lambda actor, crisis: CrisisPolicy(actor, crisis).end)
def end_crisis(session: Session, actor: Actor, crisis: Crisis) -> Crisis:
    """Today is its last day."""
    crisis.ended_on = clock.today()
    crisis.version += 1
    record(session, actor, events.CrisisEnded(**_address(actor, crisis), last_day=crisis.ended_on))
    return crisis


@asks(lambda actor, crisis: CrisisPolicy(actor, crisis).make_default)
def make_default(session: Session, actor: Actor, crisis: Crisis) -> Crisis:
    """Put a crisis first: what is new is for this one, unless somebody chooses another."""
    everything = _crises_of(session, crisis.region_code, lock=True)  # as it is now
    require(CrisisPolicy(actor, crisis).make_default)
    if everything[0].id == crisis.id:
        return crisis
    others = [other for other in everything if other.id != crisis.id]
    for position, other in enumerate([crisis, *others], start=FIRST):
        other.position = position
    record(session, actor, events.CrisisMadeDefault(**_address(actor, crisis)))
    return crisis


@asks(lambda actor, crisis: CrisisPolicy(actor, crisis).keep)
def remove_crisis(session: Session, actor: Actor, crisis: Crisis) -> None:
    """Throw a crisis away. Raises Invalid when something points at it: then it can only end."""
    address = _address(actor, crisis)
    remove_unused(
        session,
        crisis,
        _(
            "Needs, offers, measures or actions belong to this crisis, so it cannot be thrown "
            "away. End it instead."
        ),
    )
    record(session, actor, events.CrisisRemoved(**address))


def remove_unused(session: Session, thing: Crisis | Measure, in_use: str) -> None:
    """Delete a row. Raises Invalid with this sentence when another row points at it, whoever may
    see that one.
    """
    try:
        with session.begin_nested():
            session.delete(thing)
    except IntegrityError:
        raise Invalid({"": in_use}) from None


def _check(given: CrisisInput) -> None:
    if given.ended_on is not None and given.ended_on < given.started_on:
        raise Invalid({"ended_on": _("The end date is before the start date.")})


def _crises_of(session: Session, region_code: str, *, lock: bool = False) -> list[Crisis]:
    """All crises of a region in their order."""
    query = select(Crisis).where(col(Crisis.region_code) == region_code)
    if lock:
        query = (
            query.order_by(col(Crisis.id))
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    return sorted(session.exec(query), key=lambda crisis: (crisis.position, crisis.started_on))


def _address(actor: Actor, crisis: Crisis) -> dict[str, Any]:
    seat = next((seat for seat in actor.seats if seat.region_code == crisis.region_code), None)
    return {
        "object_id": crisis.id,
        "organisation_id": seat.organisation_id if seat is not None else None,
        "region_code": crisis.region_code,
    }
