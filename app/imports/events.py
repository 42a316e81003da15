"""What happens to a file."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event
from app.imports.models import ImportKind


@dataclass(frozen=True, kw_only=True)
class ImportDone(Event):
    """All rows of a file are stored, or were there already."""

    name: ClassVar[str] = "import:done"
    kind: ImportKind
    stored: int
    linked: int
    changed: int | None = None
