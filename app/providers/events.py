"""What happens to providers and to who is tied to them."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ProviderAdded(Event):
    name: ClassVar[str] = "provider:added"


@dataclass(frozen=True, kw_only=True)
class ProviderEdited(Event):
    name: ClassVar[str] = "provider:edited"
    changed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ProviderSwitched(Event):
    """Nobody signs in there any more, or people do again."""

    name: ClassVar[str] = "provider:switched"
    is_active: bool


@dataclass(frozen=True, kw_only=True)
class ProviderTied(Event):
    """Somebody can sign in through a provider from now on. The person is the object."""

    name: ClassVar[str] = "provider:tied"
    provider_id: UUID


@dataclass(frozen=True, kw_only=True)
class ProviderUntied(Event):
    name: ClassVar[str] = "provider:untied"
    issuer: str
