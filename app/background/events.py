"""What happens to work in the background by hand."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class JobTriedAgain(Event):
    name: ClassVar[str] = "job:tried_again"

    kind: str
