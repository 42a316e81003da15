"""What happens to target groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class SizeEstimated(Event):
    """Somebody wrote down how many people of a group live in a municipality."""

    name: ClassVar[str] = "target_group:size_estimated"
    target_group: str
    municipality_code: str
