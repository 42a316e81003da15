"""What happens to a need."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.core.events import Event
from app.needs import models


@dataclass(frozen=True, kw_only=True)
class NeedLogged(Event):
    name: ClassVar[str] = "need:logged"


@dataclass(frozen=True, kw_only=True)
class NeedEdited(Event):
    name: ClassVar[str] = "need:edited"
    changed: tuple[str, ...]
    # The editor has read that others were asked for it or said yes to it as it was.
    sure_terms: bool | None = None


@dataclass(frozen=True, kw_only=True)
class NeedPublished(Event):
    name: ClassVar[str] = "need:published"


@dataclass(frozen=True, kw_only=True)
class NeedClosed(Event):
    name: ClassVar[str] = "need:closed"
    outcome: models.NeedOutcome


@dataclass(frozen=True, kw_only=True)
class NeedWithdrawn(Event):
    name: ClassVar[str] = "need:withdrawn"
    reason: models.NeedWithdrawal


@dataclass(frozen=True, kw_only=True)
class NeedMerged(Event):
    """It was logged twice, and went up in the other one."""

    name: ClassVar[str] = "need:merged"
    into: UUID


@dataclass(frozen=True, kw_only=True)
class NeedTookOver(Event):
    """Another one went up in it. `changed`: what it says is different since."""

    name: ClassVar[str] = "need:took_over"
    taken: UUID
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NeedDiscarded(Event):
    name: ClassVar[str] = "need:discarded"
