"""The lists that a region keeps as files: its crises and its measures."""

from collections.abc import Iterable, Iterator

from sqlmodel import Session

from app.core.i18n import gettext as _, mark
from app.core.inputs import Input
from app.core.policy import require
from app.crises.forms import ListChoices
from app.crises.policy import ListsPolicy
from app.crises.queries import CrisisRow, MeasureFilters, MeasureRow, find_crises, find_measures
from app.exports.listing import PAGE_SIZE, Column, Kind, Listing, every_row
from app.identity.actor import Actor

NOTHING_HIDDEN = mark("This list speaks of no people, so nothing is hidden here.")


class CrisisFilters(Input):
    """The list of crises has no filters."""


def _crises(session: Session, actor: Actor, filters: CrisisFilters) -> Iterable[CrisisRow]:
    require(ListsPolicy(actor).keep)
    return find_crises(session, actor, ListsPolicy(actor).seat.region_code)


def _measures(session: Session, actor: Actor, filters: MeasureFilters) -> Iterator[MeasureRow]:
    require(ListsPolicy(actor).keep)
    region_code = ListsPolicy(actor).seat.region_code
    return every_row(
        lambda cursor: find_measures(
            session,
            actor,
            region_code,
            filters.model_copy(update={"cursor": cursor}),
            size=PAGE_SIZE,
        )
    )


CRISES = Listing(
    name="crises",
    title=mark("Crises"),
    filename="crises",
    filters=CrisisFilters,
    choices=ListChoices,
    rows=_crises,
    columns=(
        Column(mark("Crisis"), lambda crisis, words: crisis.name, width=40),
        Column(mark("Status"), lambda crisis, words: crisis.going.word),
        Column(mark("Phase"), lambda crisis, words: crisis.phase.word),
        Column(
            mark("First"),
            lambda crisis, words: _("yes") if crisis.is_default else _("no"),
            width=10,
        ),
        Column(mark("Starts on"), lambda crisis, words: crisis.started_on, Kind.DATE, width=12),
        Column(mark("Ends on"), lambda crisis, words: crisis.ended_on, Kind.DATE, width=12),
        Column(mark("Reference"), lambda crisis, words: crisis.slug, width=32),
    ),
    masking=NOTHING_HIDDEN,
)

MEASURES = Listing(
    name="measures",
    title=mark("Measures"),
    filename="maatregelen",
    filters=MeasureFilters,
    choices=ListChoices,
    rows=_measures,
    columns=(
        Column(mark("Measure"), lambda measure, words: measure.title, width=48),
        Column(mark("Status"), lambda measure, words: measure.going.word),
        Column(mark("Level"), lambda measure, words: measure.level.word, width=14),
        Column(mark("Starts on"), lambda measure, words: measure.starts_on, Kind.DATE, width=12),
        Column(mark("Ends on"), lambda measure, words: measure.ends_on, Kind.DATE, width=12),
        Column(mark("Crisis"), lambda measure, words: measure.crisis_name or None, width=32),
        Column(mark("Link"), lambda measure, words: measure.link or None, width=48),
        Column(mark("Reference"), lambda measure, words: measure.slug, width=32),
    ),
    masking=NOTHING_HIDDEN,
)
