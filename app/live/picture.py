"""A picture: what a page shows somebody, and what makes one that shows another show this."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Protocol

from sqlmodel import Session

from app.core.notices import Touched
from app.identity.actor import Actor


class Picture(Protocol):
    """What a page shows somebody: the same digest in every process, as it is made of what is shown
    alone.
    """

    @property
    def digest(self) -> str: ...

    def since(self, earlier: Any) -> str:
        """What makes a page that shows the earlier one show this one, in fragments for htmx."""

    def whole(self) -> str:
        """The same for a page of which nobody knows what it shows."""

    def how_many(self, earlier: Any) -> str:
        """A sentence with how much is different, for who does not want it to move by itself."""

    def after(self, earlier: Any) -> "Picture":
        """What a page shows that showed the earlier one and was sent what is different: this one,
        or where not everything moves by itself what has become of the earlier one.
        """

    def slim(self) -> "Picture":
        """As much of it as is needed to say later what is different since."""

    @property
    def is_whole(self) -> bool:
        """Whether a page can be made from it; what is slim has to be read first."""


Read = Callable[[Session, Actor], Picture]
Concerns = Callable[[Actor, Touched], bool]


def in_the_region(actor: Actor, touched: Touched) -> bool:
    """Whatever happens in a region of the actor, or to one of its organisations."""
    return touched.is_in(actor.regions) or touched.names(actor.organisation_ids)


@dataclass(frozen=True)
class Watched:
    """A page that can be watched: which one it is with its filters, how it is read, and what that
    happens may make it different. Who may not know something has a page that is read whatever
    happens in the region: or the moment of a change of something else would tell (ADR 0070).
    """

    key: Hashable
    read: Read
    concerns: Concerns = in_the_region
