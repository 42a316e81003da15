"""What happens to what is kept of people."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PersonErased(Event):
    name: ClassVar[str] = "person:erased"


@dataclass(frozen=True, kw_only=True)
class KeptLongEnough(Event):
    """What was deleted because its period is over: which kind, and how many rows."""

    name: ClassVar[str] = "retention:removed"
    kind: str
    rows: int
    before: str


@dataclass(frozen=True, kw_only=True)
class TrailTaken(Event):
    """Somebody took the trail along as a file."""

    name: ClassVar[str] = "trail:taken"
    rows: int
