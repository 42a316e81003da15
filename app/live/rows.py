"""A list that renews itself: the rows that somebody sees, each in its place.

A row that changed is put in its place. One that came, went or stands elsewhere moves what somebody
is reading, on a page of a list with filters: that is told, and shown when they ask (ADR 0070).
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import Session
from starlette.responses import Response

from app.core import errors, pages
from app.core.i18n import gettext as _, ngettext
from app.core.kept import kept
from app.identity.actor import Actor
from app.live import picture, stream
from app.web import Form, View, blocks, pieces

MOST_SAID = 3
Find = Callable[[Session, Actor], tuple[pages.ResultPage[Any], Any]]


@dataclass(frozen=True)
class ShownRow:
    """A row as it is on the page."""

    title: str
    html: Any


class DrawnRows(NamedTuple):
    """The rows for the page that shows them, and the address of the stream that renews them."""

    address: str
    html: list[Any]


@dataclass(frozen=True)
class RowsPicture:
    """The rows of one page of a list, and how many there are in all."""

    total: Any
    rows: Mapping[UUID, ShownRow]
    macros: Any

    @kept
    def digest(self) -> str:
        shown = (f"{key}{row.html}" for key, row in self.rows.items())
        return blocks.digest_of("".join((str(self.total), *shown)))

    @kept
    def html(self) -> Any:
        return self.macros.joined([row.html for row in self.rows.values()])

    def after(self, earlier: Any) -> "RowsPicture":
        rows = {key: self.rows.get(key, row) for key, row in earlier.rows.items()}
        return RowsPicture(self.total, rows, self.macros)

    def slim(self) -> "RowsPicture":
        return self  # its rows are pieces that all pages share

    is_whole = True

    def since(self, earlier: Any) -> str:
        changed = [
            (key, row)
            for key, row in self.rows.items()
            if key in earlier.rows and earlier.rows[key].html != row.html
        ]
        sent = self.macros.sent
        parts = [sent(f"at_{key}", "outerMorph", row.html) for key, row in changed]
        if earlier.total != self.total:
            parts.append(sent("list_total", "outerHTML", self.total))
        if said := _said([row.title for _key, row in changed]):
            parts.append(sent("spoken", "innerHTML", said))
        many = self._elsewhere(earlier)
        parts.append(self._waits(many) if many else sent("live_changes", "innerHTML"))
        return "".join(map(str, parts))

    def whole(self) -> str:
        return str(self.macros.waiting(_("Something changed, show")))

    def how_many(self, earlier: Any) -> str:
        if earlier is None:
            return self.whole()
        changed = sum(
            earlier.rows[key].html != row.html
            for key, row in self.rows.items()
            if key in earlier.rows
        )
        many = self._elsewhere(earlier) + changed
        return self._waits(many) if many else str(self.macros.sent("live_changes", "innerHTML"))

    def _waits(self, many: int) -> str:
        words = ngettext("%(num)s change, show", "%(num)s changes, show", many)
        return str(self.macros.waiting(words))

    def _elsewhere(self, earlier: Any) -> int:
        """How many rows came, went, or stand in another order."""
        came_or_went = len(self.rows.keys() ^ earlier.rows.keys())
        before = [key for key in earlier.rows if key in self.rows]
        now = [key for key in self.rows if key in earlier.rows]
        return came_or_went or sum(a != b for a, b in zip(before, now, strict=True))


def _said(titles: list[str]) -> str:
    if len(titles) > MOST_SAID:
        return ngettext("%(num)s row changed.", "%(num)s rows changed.", len(titles))
    return " ".join(_("“%(title)s” changed.", title=title) for title in titles)


@dataclass(frozen=True)
class LiveRows:
    """A list with its filters: where it stands, where its stream is, and how it is read anew."""

    view: View
    # Its pages are NOUN:index and NOUN:live_list; its template is NOUN/rows.html, with `listed`,
    # the piece of a row, and `total`, of how many there are.
    noun: str
    # The filters, as they stand in its address.
    chosen: Mapping[str, Any]
    find: Find

    @property
    def page(self) -> str:
        return self.view.url(f"{self.noun}:index", **self.chosen)

    def draw(
        self, actor: Actor, page: pages.ResultPage[Any], choices: Any, heard: int
    ) -> DrawnRows:
        """The page shows this, so its stream begins here."""
        drawn = self._picture(page, choices)
        stream.hall_of(self.view.request).draw(actor, self._key_for(actor), drawn, heard)
        address = self.view.url(f"{self.noun}:live_list", **self.chosen, shown=drawn.digest)
        return DrawnRows(address, [row.html for row in drawn.rows.values()])

    def watch(self, actor: Actor | None, form: Form[Any], shown: str) -> Response:
        """The answer of its stream, with the filters of `form`."""
        try:
            form.parse()
        except errors.Invalid:
            actor = None  # no page of ours asks that
        watched = picture.Watched(self._key_for(actor), self._read)
        return stream.open_for(self.view, actor, self.page, watched, shown)

    def _key_for(self, actor: Actor | None) -> Hashable:
        """Colleagues see the same list, unless a filter asks who it is that looks."""
        is_own = "in_charge" in self.chosen
        return self.page, actor.person_id if actor is not None and is_own else None

    def _read(self, session: Session, actor: Actor) -> RowsPicture:
        return self._picture(*self.find(session, actor))

    def _picture(self, page: pages.ResultPage[Any], choices: Any) -> RowsPicture:
        of_list = self.view.macros(f"{self.noun}/rows.html")
        rows: Iterable[Any] = page.rows
        html = pieces.pieces_of(of_list.listed, rows, choices)
        shown = {row.id: ShownRow(row.title, each) for row, each in zip(rows, html, strict=True)}
        return RowsPicture(of_list.total(page), shown, self.view.macros("components/live.html"))
