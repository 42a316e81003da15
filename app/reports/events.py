"""What happens to a report."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ReportAsked(Event):
    """Somebody of the team composed one; a worker makes it."""

    name: ClassVar[str] = "report:asked"
    sections: tuple[str, ...]
    interpretations: int


@dataclass(frozen=True, kw_only=True)
class ReportMade(Event):
    """The file is there; everybody in the region reads it."""

    name: ClassVar[str] = "report:made"


@dataclass(frozen=True, kw_only=True)
class ReportFailed(Event):
    """It could not be made. The team may try again."""

    name: ClassVar[str] = "report:failed"
