"""Changing the crises of a region: require, change, record."""

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.audit import record
from app.core import clock, db, edits, errors, inputs
from app.core.events import address
from app.core.fields import Called, typed
from app.core.i18n import gettext as _, mark
from app.core.policy import asks, require
from app.crises import events, policy
from app.identity.actor import Actor
from app.reference import commands as reference_commands, models as reference_models, slugs

FIRST = 1  # the position of the region's default


class CrisisInput(inputs.Input):
    """A crisis as a region describes it."""

    when_missing: ClassVar[dict[str, str]] = {
        "name": mark("Say what the crisis is called."),
        "phase": mark("Choose how far the crisis is."),
        "started_on": mark("Fill in the first day of the crisis."),
    }
    days_in_order: ClassVar[tuple[str, str] | None] = ("started_on", "ended_on")

    name: Annotated[inputs.Name, Called(mark("name"))]
    phase: reference_models.CrisisPhase
    started_on: Annotated[inputs.Day, Called(mark("first day"))]
    # Up to and including; empty: it goes on.
    ended_on: inputs.Day | None = None
    version: inputs.Version | None = None


@asks(lambda actor: policy.ListsPolicy(actor).keep)
def add_crisis(session: Session, actor: Actor, given: CrisisInput) -> reference_models.Crisis:
    """Add a crisis to the region, after the others."""
    seat = policy.ListsPolicy(actor).seat
    _check(given)
    # Held, so that two who add a crisis at once do not get one slug or one place.
    reference_commands.lock_settings(session, seat.region_code)
    others = _crises_of(session, seat.region_code)
    _refuse_taken(given, others)
    crisis = reference_models.Crisis(
        id=db.new_id(),
        region_code=seat.region_code,
        slug=slugs.make_slug(
            given.name, seat.region_code, {c.slug for c in others}, nameless="crisis"
        ),
        position=max((c.position for c in others), default=FIRST - 1) + 1,
        **typed(given),
    )
    session.add(crisis)
    record(session, actor, events.CrisisAdded(**place_of(actor, crisis), phase=crisis.phase))
    return crisis


@asks(lambda actor, crisis: policy.CrisisPolicy(actor, crisis).keep)
def edit_crisis(
    session: Session, actor: Actor, crisis: reference_models.Crisis, given: CrisisInput
) -> reference_models.Crisis:
    """Change a crisis, locked by its caller. Raises Invalid when somebody else changed it since the
    form was opened.
    """
    _check(given)
    others = _crises_of(session, crisis.region_code)
    _refuse_taken(given, (each for each in others if each.id != crisis.id))
    phase = crisis.phase
    changed = edits.edit(
        crisis,
        typed(given),
        version=given.version,
        sentence=_(
            "This crisis was changed while you were typing. Your text is still here. "
            "Compare it with the crisis as it is now, then save again."
        ),
    )
    place = place_of(actor, crisis)
    facts = tuple(name for name in changed if name in ("name", "started_on"))
    if facts:
        record(session, actor, events.CrisisEdited(**place, changed=facts))
    if "phase" in changed:
        record(session, actor, events.CrisisPhaseChanged(**place, before=phase, after=crisis.phase))
    if "ended_on" in changed and crisis.ended_on is not None:
        record(session, actor, events.CrisisEnded(**place, last_day=crisis.ended_on))
    elif "ended_on" in changed:
        record(session, actor, events.CrisisReopened(**place))
    return crisis


@asks(lambda actor, crisis: policy.CrisisPolicy(actor, crisis).end)
def end_crisis(
    session: Session, actor: Actor, crisis: reference_models.Crisis
) -> reference_models.Crisis:
    """Today is its last day."""
    crisis.ended_on = clock.today()
    crisis.version += 1
    record(session, actor, events.CrisisEnded(**place_of(actor, crisis), last_day=crisis.ended_on))
    return crisis


@asks(lambda actor, crisis: policy.CrisisPolicy(actor, crisis).make_default)
def make_default(
    session: Session, actor: Actor, crisis: reference_models.Crisis
) -> reference_models.Crisis:
    """Put a crisis first: what is new is for this one, unless somebody chooses another."""
    everything = _crises_of(session, crisis.region_code, lock=True)  # as it is now
    require(policy.CrisisPolicy(actor, crisis).make_default)
    if everything[0].id == crisis.id:
        return crisis
    others = [other for other in everything if other.id != crisis.id]
    for position, other in enumerate([crisis, *others], start=FIRST):
        other.position = position
    record(session, actor, events.CrisisMadeDefault(**place_of(actor, crisis)))
    return crisis


@asks(lambda actor, crisis: policy.CrisisPolicy(actor, crisis).keep)
def remove_crisis(session: Session, actor: Actor, crisis: reference_models.Crisis) -> None:
    """Throw a crisis away. Raises Invalid when something points at it: then it can only end."""
    place = place_of(actor, crisis)
    remove_unused(
        session,
        crisis,
        _(
            "Needs, offers, measures or actions belong to this crisis, so it cannot be thrown "
            "away. End it instead."
        ),
    )
    record(session, actor, events.CrisisRemoved(**place))


def remove_unused(
    session: Session, thing: reference_models.Crisis | reference_models.Measure, in_use: str
) -> None:
    """Delete a row. Raises Invalid with this sentence when another row points at it, whoever may
    see that one.
    """
    try:
        with session.begin_nested():
            session.delete(thing)
    except IntegrityError:
        raise errors.Invalid({"": in_use}) from None


def _check(given: CrisisInput) -> None:
    if given.ended_on is not None and given.ended_on < given.started_on:
        raise errors.Invalid({"ended_on": _("The end date is before the start date.")})


def _refuse_taken(given: CrisisInput, others: Iterable[reference_models.Crisis]) -> None:
    """Two crises that nobody can tell apart, in a list or in a file that names one."""
    if db.sort_name(given.name) in {db.sort_name(other.name) for other in others}:
        raise errors.Invalid(
            {"name": _("There is a crisis with this name. Add the year, for instance.")}
        )


def _crises_of(
    session: Session, region_code: str, *, lock: bool = False
) -> list[reference_models.Crisis]:
    """All crises of a region in their order."""
    query = select(reference_models.Crisis).where(
        col(reference_models.Crisis.region_code) == region_code
    )
    if lock:
        query = (
            query.order_by(col(reference_models.Crisis.id))
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    return sorted(session.exec(query), key=lambda crisis: (crisis.position, crisis.started_on))


def place_of(
    actor: Actor, thing: reference_models.Crisis | reference_models.Measure
) -> dict[str, Any]:
    """Where what happens to a crisis or a measure belongs: to the organisation of who keeps it."""
    seat = next((seat for seat in actor.seats if seat.region_code == thing.region_code), None)
    return address(thing, organisation_id=seat.organisation_id if seat is not None else None)
