"""What happens to a plan."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.core.events import Event
from app.planning.models import PlanFailure


@dataclass(frozen=True, kw_only=True)
class PlanAsked(Event):
    name: ClassVar[str] = "plan:asked"


@dataclass(frozen=True, kw_only=True)
class PlanMade(Event):
    """The proposal is there. Nothing is decided yet."""

    name: ClassVar[str] = "plan:made"
    lines: int
    covered: int
    wanted: int


@dataclass(frozen=True, kw_only=True)
class PlanFailed(Event):
    name: ClassVar[str] = "plan:failed"
    failure: PlanFailure


@dataclass(frozen=True, kw_only=True)
class LineTaken(Event):
    """One proposal became a match."""

    name: ClassVar[str] = "plan:line_taken"
    match_id: UUID


@dataclass(frozen=True, kw_only=True)
class LineLeft(Event):
    """Taking it over was undone before anybody was told. The match is withdrawn."""

    name: ClassVar[str] = "plan:line_left"
    match_id: UUID
