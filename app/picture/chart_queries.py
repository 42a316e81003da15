"""The numbers of one chart, read as its page reads them and no others."""

from sqlmodel import Session

from app.core import errors
from app.core.i18n import gettext as _
from app.identity.actor import Actor
from app.picture import (
    axis_queries,
    charts,
    effect_queries,
    filters as picture_filters,
    funnel_queries,
    support_queries,
)


def find_chart(
    session: Session,
    actor: Actor,
    name: charts.ChartName,
    given: charts.ChartFilters,
    choices: picture_filters.PictureChoices,
) -> charts.Chart:
    """At most three queries. Raises Invalid for filters that the page would not take."""
    given.refuse_unknown(choices.reference)
    themes = [theme.value for theme in choices.reference.themes]
    if name is charts.ChartName.EFFECT and given.theme not in themes:
        raise errors.Invalid({"theme": _("Choose a theme from the list.")})
    span, narrow = given.read_span(), given.narrow
    signals = given.of_signals(span)
    match name:
        case charts.ChartName.HELP:
            funnel = funnel_queries.find_funnel(session, actor, given.of_steps(span))
            return charts.of_help(funnel, narrow=narrow)
        case charts.ChartName.SUPPORT:
            support = support_queries.find_support(session, actor, signals, span)
            crises = axis_queries.find_crises(session, actor, span, given.crisis)
            return charts.of_support(support, crises, span, narrow=narrow)
        case charts.ChartName.MEASURES:
            support = support_queries.find_support(session, actor, signals, span)
            return charts.of_measures(support, span, narrow=narrow)
    effects = effect_queries.find_effects(session, actor, signals, span, themes)
    if name is charts.ChartName.WEIGHTS:
        return charts.of_weights(effects, choices.label, narrow=narrow)
    crises = axis_queries.find_crises(session, actor, span, given.crisis)
    assert given.theme is not None
    return charts.of_effect(given.theme, effects, crises, span, choices.label)
