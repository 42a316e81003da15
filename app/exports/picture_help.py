"""Whether help comes, and whether everybody is asked, as files: the steps and the spread."""

from collections.abc import Iterator

from sqlmodel import Session

from app.core import shown
from app.core.i18n import gettext as _, mark
from app.exports import picture
from app.identity.actor import Actor
from app.picture import definitions, funnel_queries, spread_queries
from app.picture.filters import PictureChoices, PictureFilters


def _funnel(
    session: Session, actor: Actor, given: PictureFilters, choices: PictureChoices
) -> Iterator[picture.Row]:
    found = funnel_queries.find_funnel(session, actor, given.of_steps(given.read_span()))
    if not found.placed:
        return
    for each in found.steps:
        stops = [each.stopped, each.still_open] if each.step.next else [None, None]
        share = round(100 * each.came / found.placed)
        yield [each.step.word, each.came, share, *stops, *_days(each)]


def _days(step: funnel_queries.Step) -> tuple[shown.Value, shown.Value]:
    """How many days the middle need took, and of how many that is."""
    if not step.step.number:
        return None, None
    if step.days is None:
        return _("known of too few") if step.timed else _("not known"), None
    return round(step.days), step.timed


def _spread(
    session: Session, actor: Actor, given: PictureFilters, choices: PictureChoices
) -> Iterator[picture.Row]:
    found = spread_queries.find_spread(session, actor, given.municipality)
    if found.everybody.partners:
        for kind, asked in found.kinds.items():
            yield _asked(kind.word, asked)
        yield _asked(_("All partners"), found.everybody)


def _asked(name: str, found: spread_queries.AskedPartners) -> picture.Row:
    uneven = _("nobody was asked") if found.gini is None else round(found.gini, 2)
    share = round(100 * (found.share or 0))
    return [name, found.partners, found.asked, share, found.times, uneven]


FUNNEL = picture.picture_listing(
    "funnel",
    mark("How far the needs came that were placed in this period"),
    "beeld-hulp",
    _funnel,
    lambda given, choices: picture.in_order(
        (mark("Step"), 24),
        (mark("Needs"), 12),
        (mark("Of all that were placed (%)"), 14),
        (mark("Came no further"), 14),
        (mark("Of which still open"), 14),
        (mark("Days from the step before"), 18),
        (mark("Needs of which the days are known"), 18),
    ),
    definitions.of_funnel,
)

SPREAD = picture.picture_listing(
    "spread",
    mark("Who was asked in the last 4 weeks, by kind of partner"),
    "beeld-verdeling",
    _spread,
    lambda given, choices: picture.in_order(
        (mark("Kind of partner"), 28),
        (mark("With an offer"), 12),
        (mark("Of which asked"), 12),
        (mark("Share asked (%)"), 12),
        (mark("Times asked"), 12),
        (mark("Unevenness"), 16),
    ),
    definitions.of_spread,
    has_period=False,
)
