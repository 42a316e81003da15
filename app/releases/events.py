"""What happens to a public picture."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PictureReleased(Event):
    name: ClassVar[str] = "release:released"
    week: str


@dataclass(frozen=True, kw_only=True)
class ReleaseWithdrawn(Event):
    name: ClassVar[str] = "release:withdrawn"
    week: str
