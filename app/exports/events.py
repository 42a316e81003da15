"""What happens when a list is taken along."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ExportTaken(Event):
    """Somebody took a list along as a file. Which filters were on is not kept: they may hold
    words.
    """

    name: ClassVar[str] = "export:taken"
    listing: str
    ending: str
    rows: int
