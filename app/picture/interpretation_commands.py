"""The door to write of an interpretation of a view: its figures are kept as they are now."""

from sqlmodel import Session

from app.core import errors
from app.core.i18n import gettext as _
from app.core.policy import asks
from app.identity.actor import Actor
from app.interpretations import commands, fields, policy
from app.interpretations.models import Interpretation
from app.picture import figures, filters as picture_filters
from app.reference import crisis_queries

# What of the form says of which view it is.
VIEW = tuple(picture_filters.PictureFilters.model_fields)
OWN_DAYS = "days"


@asks(policy.may_interpret)
def interpret(session: Session, actor: Actor, given: fields.NewInterpretation) -> Interpretation:
    """Write an interpretation of the view that the form names."""
    view = read_view(given)
    choices = picture_filters.PictureChoices.for_reading(session, actor)
    view.refuse_unknown(choices.reference)
    span, region_code = view.read_span(), actor.team_regions[0]
    crisis = view.crisis and crisis_queries.get_crisis(session, view.crisis, region_code)
    kept = commands.KeptView(
        region_code=region_code,
        first_day=span.first,
        last_day=span.last,
        municipality_code=view.municipality,
        crisis_id=crisis.id if crisis else None,
        period=view.period.value if view.period else OWN_DAYS if view.has_days else "",
        figures=figures.take(session, region_code, view, choices),
    )
    return commands.write_interpretation(session, actor, given, view=kept)


def read_view(given: fields.NewInterpretation) -> picture_filters.PictureFilters:
    """The filters of the picture that a form names. Raises Invalid for nonsense."""
    asked = {name: getattr(given, name) for name in VIEW}
    try:
        return picture_filters.PictureFilters.model_validate(asked)
    except ValueError:
        raise errors.Invalid({"period": _("Choose one of the options.")}) from None


def view_of(interpretation: Interpretation) -> dict[str, str]:
    """The filters with which the picture shows the same view as it is now."""
    asked = {
        "municipality": interpretation.municipality_code or "",
        "crisis": interpretation.crisis.slug if interpretation.crisis else "",
    }
    if interpretation.period == OWN_DAYS:
        asked["seen_from"] = interpretation.first_day.isoformat()
        asked["seen_until"] = interpretation.last_day.isoformat()
    else:
        asked["period"] = interpretation.period
    return {name: value for name, value in asked.items() if value}
