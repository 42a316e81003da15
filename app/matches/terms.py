"""What both sides of a match said yes to, and what has become different since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core import errors
from app.core.i18n import gettext as _
from app.matches.models import Match, Side

# Columns of a need and of an offer, in the order in which a page tells them.
OF: Mapping[Side, tuple[str, ...]] = {
    Side.NEED: (
        "title", "support_type", "groups", "municipality_code", "needed_from", "needed_until",
        "unit", "quantity",
    ),
    Side.OFFER: (
        "title", "support_type", "target_groups", "municipalities", "available_from",
        "available_until", "unit", "quantity",
    ),
}  # fmt: skip
# A need keeps its groups in two columns.
COLUMNS_OF = {"groups": ("target_group", "also_groups")}


@dataclass(frozen=True, slots=True)
class TermChange:
    """A term that is no longer what the other side said yes to. Values as in the snapshot."""

    name: str
    then: Any
    now: Any

    @property
    def matters(self) -> bool:
        """Whether the other side has to say yes to it again: another name or more of it is no other
        help.
        """
        if self.name == "quantity":
            return bool(self.now < self.then)
        return self.name != "title"

    @property
    def columns(self) -> tuple[str, ...]:
        """Of the need or the offer."""
        return COLUMNS_OF.get(self.name, (self.name,))


def versions(match: Match) -> str:
    """What somebody who reads the match now has before them: both sides as they are."""
    return f"{match.need.version}.{match.offer.version}"


def refuse_unseen(match: Match, seen: str | None) -> None:
    """Raises Conflict when a side was changed after the page was made on which somebody says yes:
    `seen` is what `versions` said then. None, and nobody asks.
    """
    if seen is not None and seen != versions(match):
        raise errors.Conflict(
            _("Somebody changed what this is about after you opened the page. Look at it again.")
        )


def keep(match: Match, *sides: Side) -> None:
    """The terms of these sides as they are now are what is agreed."""
    now = {side.value: _terms(match, side) for side in sides}
    match.agreed = {**(match.agreed or {}), **now}


def changes(match: Match, side: Side) -> list[TermChange]:
    """What of one side is different since the yes; nothing when nothing is agreed."""
    agreed: Mapping[str, Any] = (match.agreed or {}).get(side.value, {})
    now = _terms(match, side)
    return [
        TermChange(name, agreed[name], now[name])
        for name in OF[side]
        if name in agreed and _unordered(agreed[name]) != _unordered(now[name])
    ]


def _terms(match: Match, side: Side) -> dict[str, Any]:
    thing = match.need if side is Side.NEED else match.offer
    return {name: _plain(getattr(thing, name)) for name in OF[side]}


def _plain(value: Any) -> Any:
    """As JSON keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, (list, tuple)) else getattr(value, "value", value)


def _unordered(value: Any) -> Any:
    return set(value) if isinstance(value, list) else value


def shared_period(match: Match) -> tuple[date, date | None]:
    """The days on which both want it: what a yes holds for."""
    need, offer = match.need, match.offer
    ends = [day for day in (need.needed_until, offer.available_until) if day is not None]
    return max(need.needed_from, offer.available_from), min(ends, default=None)
