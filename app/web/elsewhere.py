"""Way on to another organisation of who asks: what was meant for it, or only seen by it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from fastapi import Request
from sqlmodel import Session

from app.core import inputs
from app.core.i18n import gettext as _, listed
from app.web import back, drafts, forms, frame, middleware, stamps

# Parts of an address, and without their end fields of a form.
MERGED_NAMES = frozenset({"organisation_id", "need_id"})
# Behind the question mark of an address, where it starts with what can have gone up in another one.
ASKED_NAMES = frozenset({"need", "na", "into", "organisation"})


class LedOn(Exception):
    """What the address starts with went up in another one. It reads on `at`."""

    def __init__(self, at: str) -> None:
        super().__init__(at)
        self.at = at


@dataclass(frozen=True)
class WayOn:
    """Other organisations of who asks, for which they can go on with this. `next`: on which page;
    `heading`: what such a page says first, instead of what its status says; `typed`: with what was
    typed in a short form; `comes_back`: with the form as it is filled in.
    """

    seats: Sequence[frame.Elsewhere]
    next: str
    heading: str = ""
    typed: str = ""
    comes_back: bool = False

    @property
    def names(self) -> list[str]:
        """What they are called."""
        return [other.seat.organisation_name for other in self.seats]


def keep_for_another(
    request: Request, session: Session, typed: drafts.Typed | None
) -> tuple[str, WayOn | None]:
    """What was filled in for another organisation than the one somebody works for now: why it is
    refused, and the way on. What was typed is kept as after an ended session (ADR 41), and stands
    on the page, with the words of its choices.
    """
    actor, state = request.state.actor, request.state
    before = back.page_before(request)
    if typed is not None:
        drafts.keep(session, actor.person_id, typed)
        form = forms.form_for(request, typed)
        state.typed = typed.texts
        if form is not None:
            tell = request.app.state.elsewhere.tell_typed
            state.typed = tell(session, actor.everywhere, *form)
        if typed.place is not None and typed.place.person_id == actor.person_id:
            before = typed.place.page
    state.page_before = before
    seats = _meant(request)
    if not seats:
        return _(
            "You filled this in for an organisation that you cannot work for now. Nothing of it is "
            "sent. Go back to look at it for the one you work for now."
        ), None
    is_short = typed is not None and typed.place is None
    way_on = WayOn(
        seats,
        before,
        typed=typed.packed() if typed is not None and is_short else "",
        comes_back=typed is not None and typed.is_kept,
    )
    message = _(
        "You filled this in for %(name)s, and you work for %(now)s now. Nothing of it is sent. Go "
        "on for %(name)s to send it.",
        name=way_on.names[0],
        now=actor.organisation_name,
    )
    return message, way_on


def _meant(request: Request) -> tuple[frame.Elsewhere, ...]:
    """The organisation that a form says it is of; one that says nothing was shown when there was
    one only: see `Actor.is_meant`.
    """
    said = request.query_params.get(stamps.FIELD, "")
    first = request.state.actor.memberships[:1]
    return tuple(
        other
        for other in frame.elsewhere_of(request)
        if (str(other.seat.organisation_id) == said if said else other.seat in first)
    )


def may_be_seen(request: Request) -> bool:
    """Whether to look if another organisation of who asks sees what is not there for this one. Of
    nobody else is anything asked.
    """
    actor = getattr(request.state, "actor", None)
    is_reading = request.method in middleware.SAFE_METHODS
    return is_reading and actor is not None and bool(actor.others)


def find_way_on(request: Request, session: Session) -> WayOn | None:
    """To the organisations of who asks that see the page of this address; None when none does."""
    route = request.scope.get("route")
    seeing = request.app.state.elsewhere.find_seeing(
        session, request.state.actor, getattr(route, "name", ""), request.path_params
    )
    seats = tuple(other for other in frame.elsewhere_of(request) if other.seat in seeing)
    if not seats:
        return None
    heading = _("This page is of another organisation of yours")
    return WayOn(seats, frame.found_again_at(request), heading)


def find_same_page(request: Request, session: Session, organisation_id: UUID) -> str:
    """The page that somebody switches from, when it is one of the menu of the other organisation or
    the page of something that this sees too; "" of all others, such as a form or what it may not
    do.
    """
    actor, state = request.state.actor, request.app.state
    address = back.page_before(request)
    page, named = state.paths.read(address.partition("?")[0])
    there = next((seat for seat in actor.others if seat.organisation_id == organisation_id), None)
    if there is None:
        return ""
    if not named:
        as_there = replace(actor, seats=(there,))
        is_seen = any(item.route == page and item.is_for(as_there) for item in state.nav)
    else:
        try:
            ids = {
                key: UUID(value) if key.endswith("_id") else value for key, value in named.items()
            }
        except ValueError:  # the address was written by somebody
            return ""
        seeing = state.elsewhere.find_seeing(session, actor, page, ids)
        is_seen = page.endswith(":show") and there in seeing
    return address if is_seen else ""


def say_seen(request: Request, way_on: WayOn) -> str:
    """Who sees this page, and who does not."""
    return _(
        "You work for %(now)s now, which does not see it. You do see it for %(names)s.",
        now=request.state.actor.organisation_name,
        names=listed(way_on.names),
    )


def may_have_moved(request: Request) -> bool:
    """Whether a request that names something that is not there may be about what went up in another
    one: it says so in its address, or in a form.
    """
    in_address = not MERGED_NAMES.isdisjoint(request.path_params)
    return in_address or request.method not in middleware.SAFE_METHODS


def say_merged() -> str:
    """Of a form that was open then: it is not sent on, as who sent it looks first."""
    return _(
        "This was merged with another one meanwhile. Nothing of what you filled in is stored. Go "
        "back: you come to the page of the other one, so look first whether it is still right "
        "there."
    )


def find_led_on(
    request: Request, session: Session, typed: drafts.Typed | None = None
) -> str | None:
    """Where it goes on when what is named here went up in another one: the address that this one
    has now, or of a form the page that it stood on. None when nothing did, or who asks does not see
    the other one.
    """
    merged = request.app.state.elsewhere.find_merged(
        session, getattr(request.state, "actor", None), _named_in(typed) | request.path_params
    )
    led_on = frame.found_again_at(request)
    for old, new in merged.items():
        led_on = led_on.replace(old, new)
    return led_on if merged else None


def follow_asked(request: Request, session: Session) -> None:
    """Whoever reads an address that starts with what went up in another one, such as the form to
    look for a partner, reads it of that other one. Raises LedOn. The page would not know: it finds
    nothing, or something that is over.
    """
    if request.method not in middleware.SAFE_METHODS:
        return
    asked = request.query_params
    named = {(name, value) for name in ASKED_NAMES for value in asked.getlist(name)}
    led_on = here = frame.found_again_at(request)
    for name, value in named:
        if inputs.read_id(value) is not None:
            # By its name it can be one of the two, or either.
            kinds = MERGED_NAMES & {f"{name}_id"} or MERGED_NAMES
            merged = request.app.state.elsewhere.find_merged(
                session, request.state.actor, dict.fromkeys(kinds, value)
            )
            for new in merged.values():
                led_on = led_on.replace(value, new)
    if led_on != here:
        raise LedOn(led_on)


def _named_in(typed: drafts.Typed | None) -> dict[str, str]:
    """What a form names that can have gone up in another one."""
    fields = {} if typed is None else typed.fields
    said = {name: fields.get(name.removesuffix("_id")) for name in MERGED_NAMES}
    return {name: values[-1] for name, values in said.items() if values}
