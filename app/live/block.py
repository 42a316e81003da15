"""A block of a page that renews itself: the page of one thing, or of one person's work.

Such a page is one person's, because its forms are. It is sent whole and morphed: whoever types in
it keeps the page as it is until they ask for what is new (ADR 0070).
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlmodel import Session
from starlette.responses import Response

from app.core.i18n import gettext as _, ngettext
from app.identity.actor import Actor
from app.identity.timeline import TimelineEntry
from app.live import picture, stream
from app.web import View, blocks, stamps

MOST_SAID = 3
# What can be said of a block, by what it is about, newest first.
Told = Mapping[Hashable, str]


@dataclass(frozen=True)
class BlockPicture:
    """What the block shows."""

    name: str
    digest: str
    html: str
    told: Told
    macros: Any
    # What else on the page follows from it.
    also: str = ""

    def after(self, earlier: Any) -> "BlockPicture":
        return self

    def slim(self) -> "BlockPicture":
        return replace(self, html="", also="")

    @property
    def is_whole(self) -> bool:
        return bool(self.html)

    def since(self, earlier: Any) -> str:
        new = [self.told[key] for key in self.told if key not in earlier.told]
        said = " ".join(new[:MOST_SAID]) or _("This page has changed.")
        return self.whole() + str(self.macros.sent("spoken", "innerHTML", said))

    def whole(self) -> str:
        # What waited is shown with it.
        none = self.macros.sent("live_changes", "innerHTML")
        start = f'<hx-partial hx-target="#{self.name}" hx-swap="outerMorph">'
        return f"{start}{self.html}</hx-partial>{self.also}{none}"

    def how_many(self, earlier: Any) -> str:
        if earlier is not None and earlier.digest == self.digest:
            return str(self.macros.sent("live_changes", "innerHTML"))
        return str(self.macros.waiting(_how_many(self.told, earlier)))


def _how_many(told: Told, earlier: Any) -> str:
    many = 0 if earlier is None else len(told.keys() ^ earlier.told.keys())
    if not many:
        return _("Something changed, show")
    return ngettext("%(num)s change, show", "%(num)s changes, show", many)


def lines_of(entries: Iterable[TimelineEntry]) -> Told:
    """The history of a thing: what is new in it is what is said."""
    return {(each.when, each.text): each.text for each in entries}


@dataclass(frozen=True)
class LiveBlock:
    """A page with such a block: where it stands, where its stream is, and how it is read anew."""

    view: View
    template: str
    name: str
    page: str
    address: str
    shown: Callable[[Session, Actor], Mapping[str, Any]]
    concerns: picture.Concerns
    # Of what the page shows, that of which is said what is new, and how: the history of a thing.
    about: str = "entries"
    words: Callable[[Any], Told] = lines_of

    def drawn(self, actor: Actor) -> "DrawnBlock":
        """For the page itself, before anything of it is read."""
        return DrawnBlock(self, actor, stream.hall_of(self.view.request).heard)

    def watch(self, actor: Actor | None, shown: str) -> Response:
        """The answer of its stream."""
        person = actor.person_id if actor is not None else None
        watched = picture.Watched((self.page, person), self._read, self.concerns)
        return stream.open_for(self.view, actor, self.page, watched, shown)

    def picture(self, actor: Actor, html: str, told: Told, also: str = "") -> BlockPicture:
        """Of the block as it was rendered."""
        bare = blocks.plain(html)
        stamped = stamps.stamped(bare, actor.acts_for)
        macros = self.view.macros("components/live.html")
        return BlockPicture(self.name, blocks.digest_of(bare), stamped, told, macros, also)

    def _read(self, session: Session, actor: Actor) -> BlockPicture:
        shown = self.shown(session, actor)
        request = self.view.request
        html = blocks.draw(request, session, actor, self.page, self.template, self.name, shown)
        return self.picture(actor, html, self.words(shown[self.about]), shown.get("also", ""))


@dataclass(frozen=True)
class DrawnBlock:
    """The block in a page that is being drawn, as its template knows it."""

    live: LiveBlock
    actor: Actor
    heard: int

    def stream(self, html: str, about: Any) -> str:
        """Where the page watches that shows this block. The hall remembers it until then."""
        live = self.live
        drawn = live.picture(self.actor, str(html), live.words(about))
        known = stream.hall_of(live.view.request)
        known.draw(self.actor, (live.page, self.actor.person_id), drawn, self.heard)
        return f"{live.address}{'&' if '?' in live.address else '?'}shown={drawn.digest}"


def about(thing_id: UUID) -> picture.Concerns:
    """Whatever happens to a thing, what stands on its page, and the organisation of who looks."""
    return lambda actor, touched: touched.names((thing_id, *actor.organisation_ids))
