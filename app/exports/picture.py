"""A table of the picture as a file: what its files have in common.

A file says what the page says to the same reader, cell by cell (ADR 89), so its rows are made when
they are read and its columns when the filters are known.
"""

from collections.abc import Callable, Iterable, Sequence

from sqlmodel import Session

from app.core import clock, i18n, shown
from app.core.i18n import gettext as _, mark
from app.core.policy import require
from app.exports.listing import Listing
from app.identity.actor import Actor
from app.picture import periods, policy
from app.picture.filters import PictureChoices, PictureFilters

# A row of a file, in the order of its columns.
Row = Sequence[shown.Value]
PictureColumn = shown.Column[Row, PictureChoices]
Columns = tuple[PictureColumn, ...]
Told = list[tuple[str, shown.Value]]

_MASKING = mark(
    "As on the page. Where fewer than 5 people can be recognised, what is said of them counts for "
    "the whole region; only who may know their municipality finds it there. So think of whom you "
    "pass this file on to."
)


def picture_listing(
    name: str,
    title: str,
    filename: str,
    rows: Callable[[Session, Actor, PictureFilters, PictureChoices], Iterable[Row]],
    columns: Callable[[PictureFilters, PictureChoices], Columns],
    define: Callable[[PictureFilters], str],
    *,
    has_period: bool = True,
) -> Listing[PictureFilters, PictureChoices, Row]:
    """One table of the picture. `define`: what its numbers are; `has_period`: whether the period
    changes them.
    """

    def checked(session: Session, actor: Actor, given: PictureFilters) -> Iterable[Row]:
        require(policy.may_read(actor))
        choices = PictureChoices.for_reading(session, actor)
        given.refuse_unknown(choices.reference)
        given.read_span()
        return rows(session, actor, given, choices)

    def told(given: PictureFilters, choices: PictureChoices) -> Told:
        span = given.read_span()
        of_period: Told = [(_("Period"), i18n.period(span.first, span.last))] if has_period else []
        moment = (_("As it was at"), i18n.exact_moment(clock.now()))
        return [*of_period, moment, (_("What the numbers are"), define(given))]

    return Listing(
        name=f"picture_{name}",
        title=title,
        filename=filename,
        filters=PictureFilters,
        choices=PictureChoices,
        rows=checked,
        columns=columns,
        masking=_MASKING,
        told=told,
    )


def in_order(*columns: tuple[str, int]) -> Columns:
    """Columns of numbers behind one of text, by header and width. A header is a msgid, or a name
    that no catalogue knows.
    """
    return tuple(
        column(header, number, width, shown.Kind.NUMBER if number else shown.Kind.TEXT)
        for number, (header, width) in enumerate(columns)
    )


def column(header: str, number: int, width: int, kind: shown.Kind) -> PictureColumn:
    """The cells of each row at that place."""
    return shown.Column(header, lambda row, words: row[number], kind, width)


def days_of(part: periods.Stretch) -> str:
    """What stands above a column of time."""
    if part.is_month:
        return i18n.month_of(part.first)
    return _("7 days up to %(day)s", day=i18n.long_date(part.last))
