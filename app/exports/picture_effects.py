"""Effects through time as files: signals of each theme, and of support for each measure."""

from collections.abc import Iterable, Iterator
from itertools import repeat

from sqlmodel import Session

from app.core import shown
from app.core.i18n import gettext as _, mark
from app.exports import picture
from app.identity.actor import Actor
from app.picture import axis_queries, definitions, effect_queries, support_queries
from app.picture.filters import PictureChoices, PictureFilters


def _effects(
    session: Session, actor: Actor, given: PictureFilters, choices: PictureChoices
) -> Iterable[picture.Row]:
    span = given.read_span()
    themes = [theme.value for theme in choices.reference.themes]
    found = effect_queries.find_effects(session, actor, given.of_signals(span), span, themes)
    if not found.everything.has_signals:
        return []
    crises = axis_queries.find_crises(session, actor, span, given.crisis)
    rows = [*map(_phases, crises)]
    for effect in found.rows:
        if effect.has_signals:
            rows += _directions(choices.label(effect.theme), effect, round(effect.weight))
    everything = found.everything
    return [*rows, *_directions(_("All themes"), everything, round(everything.weight))]


def _phases(line: axis_queries.CrisisLine) -> picture.Row:
    cells: list[shown.Value] = []
    for stay in line.stays:
        cells += repeat(stay.phase.word if stay.phase else None, stay.columns)
    return [line.name, _("Phase"), *cells, None, None]


def _directions(
    name: str, effect: effect_queries.Effect, *after: shown.Value
) -> Iterator[picture.Row]:
    """The row of what goes wrong, and that of what goes well."""
    negative, positive = effect.negative, effect.positive
    yield [name, _("Negative"), *negative.parts, negative.total, *after]
    yield [
        name,
        _("Positive"),
        *positive.parts,
        positive.total,
        *(None for _a in after),
    ]


def _support(
    session: Session, actor: Actor, given: PictureFilters, choices: PictureChoices
) -> Iterable[picture.Row]:
    span = given.read_span()
    found = support_queries.find_support(session, actor, given.of_signals(span), span)
    if not (found.measures or found.everything.has_signals):
        return
    for line in found.measures:
        cells: list[shown.Value] = []
        for stay in line.stays:
            cells += repeat(_("in force") if stay.holds else None, stay.columns)
        yield [line.title, _("Validity"), *cells, None]
        if line.signals.has_signals:
            yield from _directions(line.title, line.signals)
    if found.unsaid.has_signals:
        yield from _directions(_("No measure said"), found.unsaid)
    yield from _directions(_("All signals about support"), found.everything)


def _through_time(given: PictureFilters, first: str, *last: str) -> picture.Columns:
    parts = [(picture.days_of(part), 14) for part in given.read_span().parts]
    name, row, *numbers = picture.in_order(
        (first, 36), (mark("Row"), 12), *parts, *((header, 10) for header in last)
    )
    return (name, picture.column(row.header, 1, row.width, shown.Kind.TEXT), *numbers)


EFFECTS = picture.picture_listing(
    "effects",
    mark("Signals of each theme, negative and positive"),
    "beeld-gevolgen",
    _effects,
    lambda given, choices: _through_time(given, mark("Theme"), mark("Total"), mark("Weight")),
    definitions.of_effects,
)

SUPPORT = picture.picture_listing(
    "support",
    mark("Signals about support, of each measure"),
    "beeld-draagvlak",
    _support,
    lambda given, choices: _through_time(given, mark("Measure"), mark("Total")),
    definitions.of_support,
)
