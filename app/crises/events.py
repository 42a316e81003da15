"""What happens to a crisis and to a measure."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from app.core.events import Event
from app.reference.models import CrisisPhase


@dataclass(frozen=True, kw_only=True)
class CrisisAdded(Event):
    name: ClassVar[str] = "crisis:added"
    phase: CrisisPhase


@dataclass(frozen=True, kw_only=True)
class CrisisEdited(Event):
    name: ClassVar[str] = "crisis:edited"
    changed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CrisisPhaseChanged(Event):
    name: ClassVar[str] = "crisis:phase_changed"
    before: CrisisPhase
    after: CrisisPhase


@dataclass(frozen=True, kw_only=True)
class CrisisEnded(Event):
    """Its last day was set, or set to another day."""

    name: ClassVar[str] = "crisis:ended"
    last_day: date


@dataclass(frozen=True, kw_only=True)
class CrisisReopened(Event):
    """It has no last day any more."""

    name: ClassVar[str] = "crisis:reopened"


@dataclass(frozen=True, kw_only=True)
class CrisisMadeDefault(Event):
    name: ClassVar[str] = "crisis:made_default"


@dataclass(frozen=True, kw_only=True)
class CrisisRemoved(Event):
    name: ClassVar[str] = "crisis:removed"


@dataclass(frozen=True, kw_only=True)
class MeasureAdded(Event):
    name: ClassVar[str] = "measure:added"


@dataclass(frozen=True, kw_only=True)
class MeasureEdited(Event):
    name: ClassVar[str] = "measure:edited"
    changed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MeasureRemoved(Event):
    name: ClassVar[str] = "measure:removed"
