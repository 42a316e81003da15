"""What happens to accounts and sessions."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event
from app.identity.models import Role


@dataclass(frozen=True, kw_only=True)
class PersonAdded(Event):
    name: ClassVar[str] = "person:added"
    role: Role


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    name: ClassVar[str] = "person:signed_in"


@dataclass(frozen=True, kw_only=True)
class SignedOut(Event):
    name: ClassVar[str] = "person:signed_out"
