"""How many people of a group live in a municipality.

Written down with source and day, never changed.
"""

from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import AfterValidator, StringConstraints
from sqlmodel import Session

from app.audit import record
from app.core import clock
from app.core.errors import Invalid
from app.core.i18n import gettext as _, mark
from app.core.inputs import Count, Day, Input, Slug, without_persons
from app.core.policy import asks
from app.identity.actor import Actor, Seat
from app.reference.checks import Errors, check_municipalities
from app.target_groups.events import SizeEstimated
from app.target_groups.models import TargetGroupEstimate
from app.target_groups.policy import may_estimate, may_estimate_in, sizing_seats
from app.target_groups.queries import get_groups

Source = Annotated[
    str, StringConstraints(min_length=2, max_length=160), AfterValidator(without_persons)
]


class EstimateInput(Input):
    """The form of a size."""

    when_missing: ClassVar[dict[str, str]] = {
        "target_group": mark("Choose a target group."),
        "municipality": mark("Choose a municipality."),
        "people": mark("Fill in how many people there are."),
        "source": mark("Say where the number comes from."),
    }

    target_group: Slug
    municipality: Slug
    people: Count
    source: Source
    # Empty: today.
    as_of: Day | None = None
    # Which of the writer's organisations says so; the first one that may when it is left empty.
    organisation: UUID | None = None


@asks(may_estimate)
def check_estimate(session: Session, actor: Actor, given: EstimateInput) -> dict[str, Any]:
    """The columns `add_estimate` would store, or what it would raise. Stores nothing."""
    errors: Errors = {}
    seat = _seat_for(actor, given, errors)
    places = check_municipalities(session, [given.municipality], errors, "municipality")
    if seat is not None and given.municipality in places:
        if places[given.municipality].region_code != seat.region_code:
            errors["municipality"] = _("Choose a municipality in your own region.")
        elif not may_estimate_in(seat, given.municipality):
            errors["municipality"] = _("A municipality fills in sizes for itself only.")
    if seat is not None and given.target_group not in get_groups(
        session, [given.target_group], seat.region_code
    ):
        errors["target_group"] = _("Choose a target group from the list.")
    as_of = given.as_of or clock.today()
    if as_of > clock.today():
        errors["as_of"] = _("This day has yet to come. Fill in the day that the number was true.")
    if errors:
        raise Invalid(errors)
    assert seat is not None
    return {
        "region_code": seat.region_code,
        "target_group": given.target_group,
        "municipality_code": given.municipality,
        "people": given.people,
        "source": given.source,
        "as_of": as_of,
        "organisation_id": seat.organisation_id,
    }


@asks(may_estimate)
def add_estimate(session: Session, actor: Actor, given: EstimateInput) -> TargetGroupEstimate:
    """Write a size down. The one with the latest day counts from now on, of one day what was
    written last.
    """
    estimate = TargetGroupEstimate(**check_estimate(session, actor, given), created_at=clock.now())
    session.add(estimate)
    session.flush()
    event = SizeEstimated(
        object_id=estimate.id,
        organisation_id=estimate.organisation_id,
        region_code=estimate.region_code,
        target_group=estimate.target_group,
        municipality_code=estimate.municipality_code,
    )
    record(session, actor, event)
    return estimate


def _seat_for(actor: Actor, given: EstimateInput, errors: Errors) -> Seat | None:
    seats = sizing_seats(actor)
    if given.organisation is None:
        own = (seat for seat in seats if may_estimate_in(seat, given.municipality))
        return next(own, seats[0])
    found = next((seat for seat in seats if seat.organisation_id == given.organisation), None)
    if found is None:
        errors["organisation"] = _("You can fill in a size for your own organisation only.")
    return found
