"""Changing the measures of a region: require, change, record."""

from typing import Annotated, Any, ClassVar

from sqlmodel import Session, col, select

from app.audit import record
from app.core import clock, db, edits, errors as core_errors, inputs
from app.core.fields import Called, Stored, typed
from app.core.i18n import gettext as _, mark
from app.core.policy import asks
from app.crises import commands, events, policy
from app.identity.actor import Actor
from app.reference import (
    commands as reference_commands,
    crisis_queries,
    models as reference_models,
    slugs,
)


class MeasureInput(inputs.Input):
    """A measure or rule as a region describes it."""

    when_missing: ClassVar[dict[str, str]] = {
        "title": mark("Say in a few words what the measure is."),
        "level": mark("Choose who decided on it."),
        "starts_on": mark("Fill in from which day it holds."),
    }
    days_in_order: ClassVar[tuple[str, str] | None] = ("starts_on", "ends_on")

    title: Annotated[inputs.Title, Called(mark("title"))]
    description: Annotated[inputs.Description, Called(mark("explanation"))] = ""
    level: Annotated[reference_models.MeasureLevel, Called(mark("who decided on it"))]
    starts_on: Annotated[inputs.Day, Called(mark("first day"))]
    # Up to and including; empty: until further notice.
    ends_on: Annotated[inputs.Day | None, Called(mark("last day"))] = None
    link: Annotated[inputs.WebAddress, Called(mark("link"))] = ""
    crisis: Annotated[
        inputs.Slug | None, Stored("crisis_id", read="crisis.slug"), Called(mark("crisis"))
    ] = None
    version: inputs.Version | None = None


@asks(lambda actor: policy.ListsPolicy(actor).keep)
def add_measure(session: Session, actor: Actor, given: MeasureInput) -> reference_models.Measure:
    """Add a measure to the region."""
    region_code = policy.ListsPolicy(actor).seat.region_code
    values = _checked(session, region_code, given)
    # Held, so that two who add a measure at once do not get one slug.
    reference_commands.lock_settings(session, region_code)
    taken = set(
        session.exec(
            select(reference_models.Measure.slug).where(
                col(reference_models.Measure.region_code) == region_code
            )
        )
    )
    slug = slugs.make_slug(given.title, region_code, taken, nameless="maatregel")
    measure = reference_models.Measure(
        id=db.new_id(), region_code=region_code, slug=slug, created_at=clock.now(), **values
    )
    session.add(measure)
    record(session, actor, events.MeasureAdded(**commands.place_of(actor, measure)))
    return measure


@asks(lambda actor, measure: policy.MeasurePolicy(actor, measure).keep)
def edit_measure(
    session: Session, actor: Actor, measure: reference_models.Measure, given: MeasureInput
) -> reference_models.Measure:
    """Change a measure. Raises Invalid when somebody else changed it since the form was opened."""
    values = _checked(session, measure.region_code, given)
    changed = edits.edit(
        measure,
        values,
        version=given.version,
        sentence=_(
            "This measure was changed while you were typing. Your text is still here. "
            "Compare it with the measure as it is now, then save again."
        ),
    )
    if changed:
        record(
            session,
            actor,
            events.MeasureEdited(**commands.place_of(actor, measure), changed=changed),
        )
    return measure


@asks(lambda actor, measure: policy.MeasurePolicy(actor, measure).keep)
def remove_measure(session: Session, actor: Actor, measure: reference_models.Measure) -> None:
    """Throw a measure away. Raises Invalid when something points at it: then it can only end."""
    place = commands.place_of(actor, measure)
    commands.remove_unused(
        session,
        measure,
        _(
            "Needs, offers, actions or signals follow from this measure, so it cannot be thrown "
            "away. Fill in its last day."
        ),
    )
    record(session, actor, events.MeasureRemoved(**place))


def _checked(session: Session, region_code: str, given: MeasureInput) -> dict[str, Any]:
    """The columns of a measure from its form, or Invalid."""
    errors: dict[str, str] = {}
    if given.ends_on is not None and given.ends_on < given.starts_on:
        errors["ends_on"] = _("The end date is before the start date.")
    # Not the region's default when it is left empty: a measure may stand apart from every crisis.
    crisis = (
        crisis_queries.get_crisis(session, given.crisis, region_code)
        if given.crisis is not None
        else None
    )
    if given.crisis is not None and crisis is None:
        errors["crisis"] = _("Choose a crisis from the list.")
    if errors:
        raise core_errors.Invalid(errors)
    return typed(given) | {"crisis_id": crisis.id if crisis is not None else None}
