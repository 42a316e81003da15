"""What happens to a signal. A resident is not named: they have no account."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.core.events import Event
from app.signals.models import SignalKind, SignalRejection


@dataclass(frozen=True, kw_only=True)
class SignalReceived(Event):
    name: ClassVar[str] = "signal:received"
    kind: SignalKind


@dataclass(frozen=True, kw_only=True)
class SignalAccepted(Event):
    name: ClassVar[str] = "signal:accepted"
    # The offer that was made of it.
    offer_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class SignalRejected(Event):
    name: ClassVar[str] = "signal:rejected"
    reason: SignalRejection


@dataclass(frozen=True, kw_only=True)
class SignalTakenBack(Event):
    """Who sent it has its number, and took it back."""

    name: ClassVar[str] = "signal:taken_back"


@dataclass(frozen=True, kw_only=True)
class SignalLogged(Event):
    """By an organisation that takes part."""

    name: ClassVar[str] = "signal:logged"


@dataclass(frozen=True, kw_only=True)
class SignalEdited(Event):
    """By the organisation that logged it, with a file."""

    name: ClassVar[str] = "signal:edited"
    changed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SignalWithdrawn(Event):
    """The organisation that logged it does not stand by it."""

    name: ClassVar[str] = "signal:withdrawn"


@dataclass(frozen=True, kw_only=True)
class SignalFollowedUp(Event):
    """A need or an action follows from it."""

    name: ClassVar[str] = "signal:followed_up"
    need_id: UUID | None = None
    action_id: UUID | None = None
