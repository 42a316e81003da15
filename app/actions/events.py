"""What happens to an action."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.actions.models import StopReason
from app.core.events import Event
from app.matches import models as match_models


@dataclass(frozen=True, kw_only=True)
class ActionPlanned(Event):
    name: ClassVar[str] = "action:planned"


@dataclass(frozen=True, kw_only=True)
class ActionEdited(Event):
    name: ClassVar[str] = "action:edited"
    changed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ActionStarted(Event):
    name: ClassVar[str] = "action:started"


@dataclass(frozen=True, kw_only=True)
class ActionDone(Event):
    name: ClassVar[str] = "action:done"
    outcome: match_models.MatchOutcome
    people_reached: int | None


@dataclass(frozen=True, kw_only=True)
class ActionStopped(Event):
    name: ClassVar[str] = "action:stopped"
    reason: StopReason


@dataclass(frozen=True, kw_only=True)
class ActionPublished(Event):
    """From now on everybody can read its public page."""

    name: ClassVar[str] = "action:published"


@dataclass(frozen=True, kw_only=True)
class ActionUnpublished(Event):
    name: ClassVar[str] = "action:unpublished"


@dataclass(frozen=True, kw_only=True)
class PartnerInvited(Event):
    name: ClassVar[str] = "action:partner_invited"
    partner: UUID


@dataclass(frozen=True, kw_only=True)
class PartnerJoined(Event):
    name: ClassVar[str] = "action:partner_joined"
    partner: UUID
    on_behalf: match_models.Channel | None = None


@dataclass(frozen=True, kw_only=True)
class PartnerDeclined(Event):
    name: ClassVar[str] = "action:partner_declined"
    partner: UUID
    on_behalf: match_models.Channel | None = None


@dataclass(frozen=True, kw_only=True)
class PartnerTookBack(Event):
    """Its own answer, within the minute; nobody was told of it."""

    name: ClassVar[str] = "action:partner_took_back"
    partner: UUID


@dataclass(frozen=True, kw_only=True)
class PartnerLeft(Event):
    name: ClassVar[str] = "action:partner_left"
    partner: UUID


@dataclass(frozen=True, kw_only=True)
class StepAdded(Event):
    name: ClassVar[str] = "action:step_added"
    step: UUID


@dataclass(frozen=True, kw_only=True)
class StepDone(Event):
    name: ClassVar[str] = "action:step_done"
    step: UUID


@dataclass(frozen=True, kw_only=True)
class StepReopened(Event):
    name: ClassVar[str] = "action:step_reopened"
    step: UUID


@dataclass(frozen=True, kw_only=True)
class StepChanged(Event):
    name: ClassVar[str] = "action:step_changed"
    step: UUID


@dataclass(frozen=True, kw_only=True)
class StepRemoved(Event):
    name: ClassVar[str] = "action:step_removed"
    step: UUID


@dataclass(frozen=True, kw_only=True)
class ProgressNoted(Event):
    name: ClassVar[str] = "action:progress_noted"
    people_reached: int | None


@dataclass(frozen=True, kw_only=True)
class MatchServed(Event):
    """From now on this action serves a match."""

    name: ClassVar[str] = "action:match_served"
    match: UUID


@dataclass(frozen=True, kw_only=True)
class MatchReleased(Event):
    name: ClassVar[str] = "action:match_released"
    match: UUID
