"""What happens to an example of resilience."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ExampleWritten(Event):
    name: ClassVar[str] = "example:written"


@dataclass(frozen=True, kw_only=True)
class ExampleEdited(Event):
    name: ClassVar[str] = "example:edited"
    changed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ExampleShown(Event):
    name: ClassVar[str] = "example:shown"


@dataclass(frozen=True, kw_only=True)
class ExampleWithdrawn(Event):
    name: ClassVar[str] = "example:withdrawn"


@dataclass(frozen=True, kw_only=True)
class ExampleAdopted(Event):
    """An organisation does it too."""

    name: ClassVar[str] = "example:adopted"
    partner: UUID


@dataclass(frozen=True, kw_only=True)
class ExampleLeft(Event):
    """An organisation no longer does it."""

    name: ClassVar[str] = "example:left"
    partner: UUID
