"""How many people of a group live in a municipality.

Written down with source and day, never changed.
"""

from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import AfterValidator, StringConstraints
from sqlmodel import Session

from app.audit import record
from app.core import clock, errors as core_errors, inputs
from app.core.fields import NOT_STORED, Called, Stored, typed
from app.core.i18n import gettext as _, mark
from app.core.policy import asks
from app.identity.actor import Actor, Seat
from app.reference import checks
from app.target_groups import events, models, policy, queries

Source = Annotated[
    str,
    StringConstraints(min_length=2, max_length=160),
    AfterValidator(inputs.without_persons),
    inputs.Readable,
]


class EstimateInput(inputs.Input):
    """The form of a size."""

    when_missing: ClassVar[dict[str, str]] = {
        "target_group": mark("Choose a target group."),
        "municipality": mark("Choose a municipality."),
        "people": mark("Fill in how many people there are."),
        "source": mark("Say where the number comes from."),
    }

    target_group: Annotated[
        inputs.Slug,
        Called(
            headers=("doelgroep",), about=mark("A word for the group, or its name in the list.")
        ),
    ]
    municipality: Annotated[
        inputs.Slug,
        Stored("municipality_code"),
        Called(headers=("gemeente", "gemeentecode"), about=mark("Name or code.")),
    ]
    people: Annotated[
        inputs.Count,
        Called(
            headers=("aantal mensen", "aantal", "mensen", "aantal personen", "personen", "omvang"),
            about=mark("How many people there are."),
        ),
    ]
    source: Annotated[Source, Called(headers=("bron",), about=mark("Where the number comes from."))]
    # Empty: today.
    as_of: Annotated[
        inputs.Day | None,
        Called(
            headers=("peildatum", "datum", "stand op"),
            about=mark("Day that the number was true. Empty: today."),
        ),
    ] = None
    # Which of the writer's organisations says so; the first one that may when it is left empty.
    organisation: Annotated[UUID | None, NOT_STORED] = None


@asks(policy.may_estimate)
def check_estimate(session: Session, actor: Actor, given: EstimateInput) -> dict[str, Any]:
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
    session: Session, actor: Actor, given: EstimateInput
) -> models.TargetGroupEstimate:
    """Write a size down. The one with the latest day counts from now on, of one day what was
    written last.
    """
    estimate = models.TargetGroupEstimate(
        **check_estimate(session, actor, given), created_at=clock.now()
    )
    session.add(estimate)
    session.flush()
    event = events.SizeEstimated(
        object_id=estimate.id,
        organisation_id=estimate.organisation_id,
        region_code=estimate.region_code,
        target_group=estimate.target_group,
        municipality_code=estimate.municipality_code,
    )
    record(session, actor, event)
    return estimate


def _seat_for(actor: Actor, given: EstimateInput, errors: checks.Errors) -> Seat | None:
    seats = policy.sizing_seats(actor)
    if given.organisation is None:
        own = (seat for seat in seats if policy.may_estimate_in(seat, given.municipality))
        return next(own, seats[0])
    found = next((seat for seat in seats if seat.organisation_id == given.organisation), None)
    if found is None:
        errors["organisation"] = _("You can fill in a size for your own organisation only.")
    return found
