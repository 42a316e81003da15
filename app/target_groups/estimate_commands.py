"""How many people of a group live in a municipality.

Written down with source and day, never changed.
"""

from typing import Any

from sqlmodel import Session

from app.audit import record
from app.core import clock, errors as core_errors, read_once
from app.core.fields import typed
from app.core.i18n import gettext as _
from app.core.policy import asks
from app.identity.actor import Actor, Seat
from app.reference import checks
from app.target_groups import events, fields, models, policy, queries


@asks(policy.may_estimate)
def check_estimate(session: Session, actor: Actor, given: fields.EstimateInput) -> dict[str, Any]:
    """The columns `add_estimate` would store, or what it would raise. Stores nothing."""
    errors: checks.Errors = {}
    seat = _seat_for(actor, given, errors)
    places = checks.check_municipalities(session, [given.municipality], errors, "municipality")
    if seat is not None and given.municipality in places:
        if places[given.municipality].region_code != seat.region_code:
            errors["municipality"] = _("Choose a municipality in your own region.")
        elif not policy.may_estimate_in(seat, given.municipality):
            errors["municipality"] = _("A municipality fills in sizes for itself only.")
    if seat is not None and given.target_group not in queries.get_groups(
        session, [given.target_group], seat.region_code
    ):
        errors["target_group"] = _("Choose a target group from the list.")
    as_of = given.as_of or clock.today()
    if as_of > clock.today():
        errors["as_of"] = _("This day has yet to come. Fill in the day that the number was true.")
    if errors:
        raise core_errors.Invalid(errors)
    assert seat is not None
    return typed(given) | {
        "region_code": seat.region_code,
        "as_of": as_of,
        "organisation_id": seat.organisation_id,
    }


@asks(policy.may_estimate)
def add_estimate(
    session: Session,
    actor: Actor,
    given: fields.EstimateInput,
    *,
    checked: dict[str, Any] | None = None,
) -> models.TargetGroupEstimate:
    """Write a size down. The one with the latest day counts from now on, of one day what was
    written last. `checked`: what `check_estimate` said of it in this transaction.
    """
    values = checked or check_estimate(session, actor, given)
    estimate = models.TargetGroupEstimate(**values, created_at=clock.now())
    session.add(estimate)
    read_once.flush_row(session)
    event = events.SizeEstimated(
        object_id=estimate.id,
        organisation_id=estimate.organisation_id,
        region_code=estimate.region_code,
        target_group=estimate.target_group,
        municipality_code=estimate.municipality_code,
    )
    record(session, actor, event)
    return estimate


def _seat_for(actor: Actor, given: fields.EstimateInput, errors: checks.Errors) -> Seat | None:
    seats = policy.sizing_seats(actor)
    if given.organisation is None:
        own = (seat for seat in seats if policy.may_estimate_in(seat, given.municipality))
        return next(own, seats[0])
    found = next((seat for seat in seats if seat.organisation_id == given.organisation), None)
    if found is None:
        errors["organisation"] = _("You can fill in a size for your own organisation only.")
    return found
