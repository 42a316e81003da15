"""What both sides of a match said yes to, and what has become different since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core import errors
from app.core.i18n import gettext as _
from app.matches.models import Match, Side
from app.target_groups.words import replace_group

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
GROUPS = ("groups", "target_groups")
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
            _("What this is about was changed after you opened the page. Look at it again.")
        )


def keep(match: Match, *sides: Side) -> None:
    """The terms of these sides as they are now are what is agreed."""
    now = {side.value: _terms(match, side) for side in sides}
    match.agreed = {**(match.agreed or {}), **now}


def keep_asked(match: Match) -> None:
    """Somebody says yes to what both sides are now, and another one still has to."""
    match.asked_terms = {side.value: _terms(match, side) for side in OF}


def keep_both(match: Match, last: Side) -> bool:
    """This side said yes last, and has seen the other side as it is. The other one said yes to what
    this side was then: that is what is agreed, until it says yes to what became of it. Returns
    whether it has to be asked.
    """
    asked = (match.asked_terms or {}).get(last.value)
    keep(match, Side.NEED, Side.OFFER)
    match.asked_terms = match.agreed
    if asked is None:
        return False
    match.agreed = {**(match.agreed or {}), last.value: dict(asked)}
    is_other = any(change.matters for change in changes(match, last))
    if not is_other:
        keep(match, last)
    match.ask_again(last, is_changed=is_other)
    return is_other


def are_counted_alike(match: Match) -> bool:
    """Whether need and offer are still in the units in which the match was asked."""
    asked = match.asked_terms or {}
    units = {Side.NEED: match.need.unit, Side.OFFER: match.offer.unit}
    return all(
        asked[side.value]["unit"] == unit.value
        for side, unit in units.items()
        if side.value in asked
    )


def regroup(match: Match, old: str, new: str) -> None:
    """A group went up in another one: who said yes to the one has said yes to the other."""
    match.agreed = _regrouped(match.agreed, old, new)
    match.asked_terms = _regrouped(match.asked_terms, old, new)
    if match.before_answer is not None:
        asked = _regrouped(match.before_answer.get("asked_terms"), old, new)
        match.before_answer = match.before_answer | {"asked_terms": asked}


def _regrouped(kept: dict[str, dict[str, Any]] | None, old: str, new: str) -> Any:
    if kept is None:
        return None
    return {
        side: {
            name: replace_group(value, old, new) if name in GROUPS else value
            for name, value in terms.items()
        }
        for side, terms in kept.items()
    }


def changes(match: Match, side: Side) -> list[TermChange]:
    """What of one side is different since the yes; nothing when nothing is agreed."""
    agreed: Mapping[str, Any] = (match.agreed or {}).get(side.value, {})
    now = _terms(match, side)
    return [
        TermChange(name, agreed[name], now[name])
        for name in OF[side]
        if name in agreed and _compared(name, agreed[name]) != _compared(name, now[name])
    ]


@dataclass(frozen=True, slots=True)
class Agreed:
    """What both sides said yes to, of what a page tells first; how much, the match itself says."""

    support_type: str
    groups: list[str]
    municipality_code: str | None
    begins: date
    ends: date | None


def agreed_of(match: Match) -> Agreed | None:
    """None while nothing is agreed."""
    if match.agreed is None:
        return None
    now = {side.value: _terms(match, side) for side in OF}
    need, offer = (now[side] | match.agreed.get(side, {}) for side in ("need", "offer"))
    begins = max(need["needed_from"], offer["available_from"])
    ends = [day for day in (need["needed_until"], offer["available_until"]) if day is not None]
    return Agreed(
        need["support_type"],
        need["groups"],
        need["municipality_code"],
        date.fromisoformat(begins),
        date.fromisoformat(min(ends)) if ends else None,
    )


def _terms(match: Match, side: Side) -> dict[str, Any]:
    thing = match.need if side is Side.NEED else match.offer
    return {name: _plain(getattr(thing, name)) for name in OF[side]}


def _plain(value: Any) -> Any:
    """As JSON keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, (list, tuple)) else getattr(value, "value", value)


def _compared(name: str, value: Any) -> Any:
    """Lists have no order, but of a need the first group is the main one."""
    if not isinstance(value, list):
        return value
    return (value[:1] if name == "groups" else []), set(value)


def shared_period(match: Match) -> tuple[date, date | None]:
    """The days on which both want it: what a yes holds for."""
    need, offer = match.need, match.offer
    ends = [day for day in (need.needed_until, offer.available_until) if day is not None]
    return max(need.needed_from, offer.available_from), min(ends, default=None)
