"""Frame of every page: its top, its menu and its foot, and what all templates know."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from fastapi import Request
from sqlmodel import Session

from app.core import i18n
from app.web import back, cookies
from app.web.paths import Paths


def belongs(actor: Any) -> bool:
    """Whether there is anything to see for somebody with an account: they have an organisation."""
    return bool(actor.seats or actor.memberships or actor.suspended)


@dataclass(frozen=True)
class NavItem:
    """One page of the menu. `label` is a msgid; `is_for` says whether an actor has it in the
    menu.
    """

    route: str
    label: str
    icon: str
    section: str
    is_for: Callable[[Any], bool] = belongs
    # Of what waits there for an actor.
    count: Callable[[Session, Any], int] | None = None


class Shown(NamedTuple):
    """A page that the menu or the foot of a page leads to."""

    label: str
    url: str
    is_current: bool
    counts: bool


class Whose(NamedTuple):
    """What the top of a page shows of who asks."""

    name: str
    organisation_name: str
    region_name: str
    crises: Sequence[Any]
    seats: Sequence[Any]
    belongs: bool
    elsewhere: Sequence["Elsewhere"] = ()

    @property
    def waits_elsewhere(self) -> int:
        return sum(other.waits for other in self.elsewhere)


class Elsewhere(NamedTuple):
    """Another organisation of who asks, and how much waits for them there."""

    seat: Any
    waits: int


@functools.lru_cache(200)
def _shown(
    paths: Paths, items: tuple[NavItem, ...], section: str, _locale: str
) -> tuple[Shown, ...]:
    """These pages, in the language of the reader."""
    return tuple(
        Shown(i18n.gettext(i.label), paths.url(i.route), section == i.section, i.count is not None)
        for i in items
    )


def page_context(request: Request) -> dict[str, Any]:
    """What every template knows."""
    state = request.app.state
    actor = getattr(request.state, "actor", None)
    path, locale = request.scope["path"], i18n.current_locale()
    section = "/" + path.split("/")[1]
    mine = () if actor is None else tuple(i for i in state.nav if i.is_for(actor))
    return {
        "request": request,
        "locale": locale,
        "actor": actor,
        # Nobody looked yet: what is refused before that says nothing of who asks.
        "is_unsure": not hasattr(request.state, "actor")
        and cookies.SESSION.read(request) is not None,
        "whose": actor
        and Whose(
            actor.name,
            actor.organisation_name,
            actor.region_name,
            actor.crises,
            actor.seats,
            belongs(actor),
            elsewhere_of(request),
        ),
        "nav": _shown(state.paths, mine, section, locale),
        # A page of the product, which would be empty.
        "is_of_nobody": actor is not None
        and not belongs(actor)
        and any(item.section == section for item in state.nav),
        "waits_for_me": 0,
        "messages": [],
        "here": path,
        "here_with_query": found_again_at(request),
        "way_back": functools.partial(back.way_back, request),
        "footer_links": _shown(state.paths, state.footer, "", locale),
        "is_demo": state.settings.is_demo,
        "kept": None,
    }


def elsewhere_of(request: Request) -> tuple[Elsewhere, ...]:
    """Where else somebody could work, with what waits there where the page counted it."""
    waits: dict[Any, int] = getattr(request.state, "waits_elsewhere", {})
    return tuple(
        Elsewhere(seat, waits.get(seat.organisation_id, 0)) for seat in request.state.actor.others
    )


def found_again_at(request: Request) -> str:
    """Where a reader comes back to this page, such as in another language. An answer to a post is
    found nowhere: that is the page with the form.
    """
    if request.method not in ("GET", "HEAD") and (before := back.came_from(request)):
        return before
    here = request.url
    return here.path + ("?" + here.query if here.query else "")
