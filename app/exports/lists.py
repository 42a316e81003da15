"""The lists that a region keeps as files: its crises and its measures."""

from collections.abc import Iterable, Iterator

from sqlmodel import Session

from app.core import inputs, shown
from app.core.i18n import gettext as _, mark
from app.core.policy import require
from app.crises import forms as crisis_forms, policy as crisis_policy, queries as crisis_queries
from app.exports import listing
from app.identity.actor import Actor

NOTHING_HIDDEN = mark("This list speaks of no people, so nothing is hidden here.")


class CrisisFilters(inputs.Input):
    """The list of crises has no filters."""


def _crises(
    session: Session, actor: Actor, filters: CrisisFilters
) -> Iterable[crisis_queries.CrisisRow]:
    require(crisis_policy.ListsPolicy(actor).keep)
    return crisis_queries.find_crises(
        session, actor, crisis_policy.ListsPolicy(actor).seat.region_code
    )


def _measures(
    session: Session, actor: Actor, filters: crisis_queries.MeasureFilters
) -> Iterator[crisis_queries.MeasureRow]:
    require(crisis_policy.ListsPolicy(actor).keep)
    region_code = crisis_policy.ListsPolicy(actor).seat.region_code
    return listing.every_row(
        lambda cursor: crisis_queries.find_measures(
            session,
            actor,
            region_code,
            filters.model_copy(update={"cursor": cursor}),
            size=listing.PAGE_SIZE,
        )
    )


CRISES = listing.Listing(
    name="crises",
    title=mark("Crises"),
    filename="crises",
    filters=CrisisFilters,
    choices=crisis_forms.ListChoices,
    rows=_crises,
    columns=(
        shown.Column(mark("Crisis"), lambda crisis, words: crisis.name, width=40),
        shown.Column(mark("Status"), lambda crisis, words: crisis.going.word),
        shown.Column(mark("Phase"), lambda crisis, words: crisis.phase.word),
        shown.Column(
            mark("First"),
            lambda crisis, words: _("yes") if crisis.is_default else _("no"),
            width=10,
        ),
        shown.Column(
            mark("Starts on"), lambda crisis, words: crisis.started_on, shown.Kind.DATE, width=12
        ),
        shown.Column(
            mark("Ends on"), lambda crisis, words: crisis.ended_on, shown.Kind.DATE, width=12
        ),
        shown.Column(mark("Reference"), lambda crisis, words: crisis.slug, width=32),
    ),
    masking=NOTHING_HIDDEN,
)

MEASURES = listing.Listing(
    name="measures",
    title=mark("Measures"),
    filename="maatregelen",
    filters=crisis_queries.MeasureFilters,
    choices=crisis_forms.ListChoices,
    rows=_measures,
    columns=(
        shown.Column(mark("Measure"), lambda measure, words: measure.title, width=48),
        shown.Column(mark("Status"), lambda measure, words: measure.going.word),
        shown.Column(mark("Level"), lambda measure, words: measure.level.word, width=14),
        shown.Column(
            mark("Starts on"), lambda measure, words: measure.starts_on, shown.Kind.DATE, width=12
        ),
        shown.Column(
            mark("Ends on"), lambda measure, words: measure.ends_on, shown.Kind.DATE, width=12
        ),
        shown.Column(mark("Crisis"), lambda measure, words: measure.crisis_name or None, width=32),
        shown.Column(mark("Web address"), lambda measure, words: measure.link or None, width=48),
        shown.Column(mark("Reference"), lambda measure, words: measure.slug, width=32),
    ),
    masking=NOTHING_HIDDEN,
)
