"""Changing the measures of a region: require, change, record."""

from typing import Annotated, Any, ClassVar

from pydantic import Field
from sqlmodel import Session, col, select

from app.audit import record
from app.core import clock
from app.core.db import new_id
from app.core.errors import Invalid
from app.core.i18n import gettext as _, mark
from app.core.inputs import Day, Description, Input, Slug, Title, WebAddress
from app.core.policy import asks
from app.crises import events
from app.crises.commands import remove_unused
from app.crises.policy import ListsPolicy, MeasurePolicy
from app.identity.actor import Actor
from app.reference.commands import lock_settings
from app.reference.crisis_queries import get_crisis
from app.reference.models import Measure, MeasureLevel
from app.reference.slugs import make_slug


class MeasureInput(Input):
    """A measure or rule as a region describes it."""

    when_missing: ClassVar[dict[str, str]] = {
        "title": mark("Say in a few words what the measure is."),
        "level": mark("Choose who decided on it."),
        "starts_on": mark("Fill in from which day it holds."),
    }

    title: Title
    description: Description = ""
    level: MeasureLevel
    starts_on: Day
    # Up to and including; empty: until further notice.
    ends_on: Day | None = None
    link: WebAddress = ""
    crisis: Slug | None = None
    version: Annotated[int, Field(ge=1)] | None = None


@asks(lambda actor: ListsPolicy(actor).keep)
def add_measure(session: Session, actor: Actor, given: MeasureInput) -> Measure:
    """Add a measure to the region."""
    region_code = ListsPolicy(actor).seat.region_code
    values = _checked(session, region_code, given)
    # Held, so that two who add a measure at once do not get one slug.
    lock_settings(session, region_code)
    taken = set(session.exec(select(Measure.slug).where(col(Measure.region_code) == region_code)))
    slug = make_slug(given.title, region_code, taken, nameless="maatregel")
    measure = Measure(
        id=new_id(), region_code=region_code, slug=slug, created_at=clock.now(), **values
    )
    session.add(measure)
    record(session, actor, events.MeasureAdded(**_address(actor, measure)))
    return measure


@asks(lambda actor, measure: MeasurePolicy(actor, measure).keep)
def edit_measure(session: Session, actor: Actor, measure: Measure, given: MeasureInput) -> Measure:
    """Change a measure. Raises Invalid when somebody else changed it since the form was opened."""
    values = _checked(session, measure.region_code, given)
    changed = tuple(name for name, value in values.items() if getattr(measure, name) != value)
    if given.version is not None and given.version != measure.version and changed:
        raise Invalid(
            {
                "version": _(
                    "Somebody else changed this measure while you were typing. Your text is "
                    "still here. "
                    "Compare it with the measure as it is now, then save again."
                )
            }
        )
    if changed:
        for name in changed:
            setattr(measure, name, values[name])
        measure.version += 1
        record(session, actor, events.MeasureEdited(**_address(actor, measure), changed=changed))
    return measure


@asks(lambda actor, measure: MeasurePolicy(actor, measure).keep)
def remove_measure(session: Session, actor: Actor, measure: Measure) -> None:
    """Throw a measure away. Raises Invalid when something points at it: then it can only end."""
    address = _address(actor, measure)
    remove_unused(
        session,
        measure,
        _(
            "Needs, offers or actions follow from this measure, so it cannot be thrown away. "
            "Fill in its last day."
        ),
    )
    record(session, actor, events.MeasureRemoved(**address))


def _checked(session: Session, region_code: str, given: MeasureInput) -> dict[str, Any]:
    """The columns of a measure from its form, or Invalid."""
    errors: dict[str, str] = {}
    if given.ends_on is not None and given.ends_on < given.starts_on:
        errors["ends_on"] = _("The end date is before the start date.")
    # Not the region's default when it is left empty: a measure may stand apart from every crisis.
    crisis = get_crisis(session, given.crisis, region_code) if given.crisis is not None else None
    if given.crisis is not None and crisis is None:
        errors["crisis"] = _("Choose a crisis from the list.")
    if errors:
        raise Invalid(errors)
    values = given.model_dump(exclude={"version", "crisis"})
    return values | {"crisis_id": crisis.id if crisis is not None else None}


def _address(actor: Actor, measure: Measure) -> dict[str, Any]:
    seat = next((seat for seat in actor.seats if seat.region_code == measure.region_code), None)
    return {
        "object_id": measure.id,
        "organisation_id": seat.organisation_id if seat is not None else None,
        "region_code": measure.region_code,
    }
