"""What happened, told to whoever listens, at once and in the same transaction.

Subscribers are registered once, in `app.main.connect_subscribers`. A rollback leaves nothing
behind: what a subscriber leaves to a job is a row of the same transaction.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any, ClassVar, Protocol, TypeVar
from uuid import UUID

from sqlmodel import Session


class ActorLike(Protocol):
    """Who did it, as far as the ground floor needs to know. No person: the system itself."""

    @property
    def person_id(self) -> UUID | None: ...


_ADDRESS = ("object_id", "organisation_id", "region_code", "beside")


@dataclass(frozen=True, kw_only=True)
class Event:
    """A past-tense fact about one object. Fields are codes and numbers, never free text (P13)."""

    name: ClassVar[str]
    object_id: UUID
    organisation_id: UUID | None = None
    region_code: str | None = None
    # What else it touches, for whoever watches pages of it: no fact, the trail does not keep it.
    beside: tuple[UUID, ...] = ()

    def facts(self) -> dict[str, Any]:
        """The fields beyond the address, ready for JSON."""
        return {
            key: _plain(value)
            for key, value in asdict(self).items()
            if key not in _ADDRESS and value is not None
        }


def address(thing: Any, **known: Any) -> dict[str, Any]:
    """Where what happens to a thing belongs, for its event: the thing, its organisation and its
    region. What the thing does not say of itself is `known`.
    """
    asked = {"object_id": "id", "organisation_id": "organisation_id", "region_code": "region_code"}
    said = {name: getattr(thing, own) for name, own in asked.items() if name not in known}
    return said | {"beside": getattr(thing, "beside", ())} | known


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(v) for v in value]
    if isinstance(value, dict):  # a dataclass within the event, taken apart by asdict
        return {key: _plain(v) for key, v in value.items()}
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)


E = TypeVar("E", bound=Event)
AtOnce = Callable[[Session, ActorLike, E], None]

_at_once: dict[type[Event], list[Callable[[Session, ActorLike, Any], None]]] = defaultdict(list)


def at_once(kind: type[E], subscriber: AtOnce[E]) -> None:
    """Call `subscriber(session, actor, event)` in the transaction of the event. Twice counts
    once.
    """
    if subscriber not in _at_once[kind]:
        _at_once[kind].append(subscriber)


def dispatch(session: Session, actor: ActorLike, event: Event) -> None:
    """Tell every subscriber. Called by `audit.record`, so that nothing happens without a line in
    the trail.
    """
    for subscriber in _at_once[type(event)]:
        subscriber(session, actor, event)
