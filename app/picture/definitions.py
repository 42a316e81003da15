"""What the numbers of each table of the picture are: said below it, and in its file."""

from app.core.i18n import gettext as _
from app.picture import filters as picture_filters, funnel_queries


def of_effects(given: picture_filters.PictureFilters, *, has_crises: bool = True) -> str:
    """What a theme weighs, and what a column is."""
    return _joined(
        _("What weighs most stands first."),
        _(
            "A negative signal weighs as much as its effect is large: 1 to 5, and 3 when nobody "
            "said."
        ),
        _(
            "When who saw it says that it grows, it weighs half as much again; "
            "when it lessens, half."
        ),
        _("The weight of a theme is the sum of its negative signals."),
        _columns(given),
        _(
            "Above the themes stands in which phase a crisis was at the end of each column, "
            "as the region kept it."
        )
        if has_crises
        else "",
    )


def of_support(given: picture_filters.PictureFilters) -> str:
    """Which measures there are, and when a local one is not named."""
    return _joined(
        _(
            "The measures of this period, those with most signals first, and in which columns "
            "they were in force."
        ),
        _columns(given),
        _("A local measure tells where something is: of a small group it is not named."),
    )


def of_signals(given: picture_filters.PictureFilters) -> str:
    """When problems stack, and what stands under the region."""
    return _joined(
        _(
            "Problems stack where a group has negative signals on three or more themes in one "
            "municipality within the period."
        ),
        ""
        if given.municipality
        else _(
            "Under “Region” stand signals about groups so small that their municipality is told "
            "nobody else."
        ),
    )


def of_needs(given: picture_filters.PictureFilters) -> str:
    """How needs of several groups count, and from when one waits."""
    return _joined(
        _(
            "A need of several groups counts for each of them, so a total is not the sum of the "
            "cells before it."
        ),
        ""
        if given.municipality
        else _(
            "Under “Region” stand needs of the whole region, and of groups so small that their "
            "municipality is told nobody else."
        ),
        _("Waiting counts from the day on which a need was placed, as long as it is not covered."),
    )


def of_place_sizes(given: picture_filters.PictureFilters) -> str:
    """Which needs count, and what is covered."""
    return _joined(
        _("Needs that are open today and are counted in people."),
        _("Covered is for how many of them help was agreed."),
        _("Needs for fewer than 5 people count only for who may know their municipality."),
        _("A need of the whole region stands under the region.")
        if not given.municipality
        else _("A need of the whole region counts for this municipality as well."),
    )


def of_partners(given: picture_filters.PictureFilters) -> str:
    """For which groups an organisation counts, and when there is a gap."""
    return _joined(
        _(
            "An organisation counts for the groups that it names itself, in its profile or in an "
            "offer that stands today."
        ),
        _(
            "A gap stands where needs that name the group still ask for help: the groups with "
            "most of these come first."
        ),
        _("The period changes nothing here; the crisis changes only which needs count."),
    )


def of_funnel(given: picture_filters.PictureFilters) -> str:
    """To which steps a need counts, and of which needs the days are."""
    return _joined(
        _(
            "A need counts at each step up to the furthest that it came to. Withdrawn needs do "
            "not count."
        ),
        _("The days are those of the middle need, from the step before."),
        _(
            "Only needs of which both moments are known count there, and there must be %(num)s "
            "of them.",
            num=funnel_queries.MEDIAN_FROM,
        ),
        _("With a municipality chosen, needs of the whole region do not count.")
        if given.municipality
        else "",
    )


def of_spread(given: picture_filters.PictureFilters) -> str:
    """Who can be asked, what is one time, and how unevenness is counted."""
    return _joined(
        _(
            "This counts organisations that take part and have an offer that stands today, in the "
            "municipality if one is chosen."
        ),
        _(
            "Each match that somebody else proposed is one time; who offers its own help was not "
            "asked."
        ),
        _(
            "Unevenness is the Gini coefficient. Put n partners in order, from the least asked to "
            "the most."
        ),
        _(
            "Add up (2 i − n − 1) × how often number i was asked. Divide that by n × how often "
            "all of them were asked."
        ),
        _(
            "0: all were asked equally often, as one partner alone always is. Close to 1: nearly "
            "all questions went to one."
        ),
        _("Period and crisis change nothing here."),
    )


def _columns(given: picture_filters.PictureFilters) -> str:
    if given.read_span().is_in_weeks:
        return _("A column is seven days; above it stands the last one.")
    return _("A column is a month.")


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))
