"""A listing: what a list of the product is as a file.

Where its rows come from, what its columns hold and what is said about it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlmodel import Session

from app.core import clock, inputs, pages, personal_data, shown, words
from app.core.i18n import gettext as _, mark, number
from app.identity.actor import Actor
from app.target_groups.choices import RegionChoices

F = TypeVar("F", bound=inputs.Input)
C = TypeVar("C", bound=RegionChoices)
R = TypeVar("R")

MAX_ROWS = 20_000
PAGE_SIZE = 500  # rows read at once
LARGE = 1_000  # rows; beyond them a file needs a place of its own


@dataclass(frozen=True)
class Listing(Generic[F, C, R]):
    """One list of the product. `title` is a msgid, `filename` Dutch and without a day."""

    name: str
    title: str
    filename: str
    filters: type[F]
    choices: type[C]
    # Every row the actor may see with these filters, as another organisation sees it. Whatever
    # `cursor` says.
    rows: Callable[[Session, Actor, F], Iterable[R]]
    # Where the filters decide them, such as the weeks of a period, what makes them.
    columns: tuple[shown.Column[R, C], ...] | Callable[[F, C], tuple[shown.Column[R, C], ...]]
    # How many small groups a file with these filters leaves out.
    left_out: Callable[[Session, Actor, F], int] = lambda session, actor, filters: 0
    # What the file says about small groups; a msgid.
    masking: str = mark(
        "Fewer than 5 people in one municipality can be recognised. Such groups stand here as "
        "“<5”, in the whole "
        "region and without the name of their organisation, also when it is your own. They are "
        "left out of drafts, and "
        "of files with a filter on a municipality or on your own organisation."
    )
    # What the second sheet says besides of a file with these filters: what its numbers are.
    told: Callable[[F, C], list[tuple[str, shown.Value]]] = lambda filters, choices: []


def every_row(page_after: Callable[[str | None], pages.ResultPage[R]]) -> Iterator[R]:
    """The rows of a list, page by page, each page one query. `page_after` reads the page behind a
    cursor.
    """
    cursor: str | None = None
    while True:
        page = page_after(cursor)
        if cursor is not None and page.previous is None:
            # what was behind the cursor has gone in the meantime: this is the first page again
            return
        yield from page.rows
        if page.next is None:
            return
        cursor = page.next


class Limited:
    """At most `MAX_ROWS` of the rows, and how many went by. Read once. `at_large` is asked when
    they turn out to be many.
    """

    def __init__(self, rows: Iterable[R], most: int, at_large: Callable[[], None]) -> None:
        self._rows = rows
        self._most = most
        self._at_large = at_large
        self.count = 0
        self.is_cut = False

    def __iter__(self) -> Iterator[Any]:
        for row in self._rows:
            if self.count == self._most:
                self.is_cut = True
                return
            if self.count == LARGE:
                self._at_large()
            self.count += 1
            yield row


class Table(Generic[F, C, R]):
    """A listing for one actor with its filters: what the writers write."""

    def __init__(
        self,
        session: Session,
        actor: Actor,
        listing: Listing[F, C, R],
        filters: F,
        *,
        most: int = MAX_ROWS,
        at_large: Callable[[], None] = lambda: None,
    ) -> None:
        self._actor = actor
        self._listing = listing
        self._filters = filters
        self._choices = listing.choices.for_reading(session, actor)
        self._left_out = listing.left_out(session, actor, filters)
        self._rows = Limited(listing.rows(session, actor, filters), most, at_large)
        columns = listing.columns
        self.columns = columns if isinstance(columns, tuple) else columns(filters, self._choices)

    @property
    def title(self) -> str:
        return _(self._listing.title)

    @property
    def headers(self) -> list[str]:
        return [_(column.header) for column in self.columns]

    @property
    def rows(self) -> Iterator[list[shown.Value]]:
        """The cells of each row. Once; `count` and `is_cut` are known after it."""
        for row in self._rows:
            yield [column.value(row, self._choices) for column in self.columns]

    @property
    def count(self) -> int:
        return self._rows.count

    @property
    def cut(self) -> str:
        """What the file says when it does not hold everything; "" when it does."""
        if not self._rows.is_cut:
            return ""
        return _(
            "This file is cut off after %(num)s rows. Choose filters to get the rest.",
            num=number(self.count),
        )

    @property
    def left_out(self) -> str:
        """What the file says of the small groups it leaves out; "" when there are none."""
        return shown.left_out(self._left_out)

    @property
    def notes(self) -> list[str]:
        """What a file without a second sheet says below its rows."""
        return [note for note in (self.cut, self.left_out) if note]

    @property
    def about(self) -> list[tuple[str, shown.Value]]:
        """What stands in the sheet beside the rows, known once they are written."""
        regions = dict.fromkeys(seat.region_name for seat in self._actor.seats)
        told: list[tuple[str, shown.Value]] = [
            (_("List"), self.title),
            (_("Region"), ", ".join(regions)),
            (_("Day"), clock.today()),
            *self._listing.told(self._filters, self._choices),
            (_("Filters"), self._said_filters() or _("None")),
            (_("Number of rows"), self.count),
        ]
        if self.cut:
            told.append((_("Not complete"), self.cut))
        if self.left_out:
            told.append((_("Left out"), self.left_out))
        return [
            *told,
            (_("Small groups"), _(self._listing.masking)),
            (
                _("Persons"),
                _("A file never holds how to reach somebody. That stands on the page of a match."),
            ),
        ]

    def _said_filters(self) -> str:
        """Every filter in its own words, those that were not chosen but count too."""
        said: list[str] = []
        for name in type(self._filters).model_fields:
            value = getattr(self._filters, name)
            if name in ("cursor", "sort") or value in (None, "", False):
                continue
            # Somebody may have searched for a phone number; it does not travel with the file.
            has_person = name == "q" and personal_data.refused_in(str(value)) is not None
            if isinstance(value, words.Worded):
                said.append(value.word)
            elif has_person:
                said.append(_("search words"))
            else:
                said.append(self._choices.filter_label(name, str(value)))
        return ", ".join(said)
