"""What happens to an interpretation."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class InterpretationWritten(Event):
    name: ClassVar[str] = "interpretation:written"


@dataclass(frozen=True, kw_only=True)
class InterpretationRewritten(Event):
    """There is a next version, or the draft was changed by who wrote it."""

    name: ClassVar[str] = "interpretation:rewritten"
    number: int
    changed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class InterpretationPublished(Event):
    name: ClassVar[str] = "interpretation:published"
    number: int


@dataclass(frozen=True, kw_only=True)
class InterpretationWithdrawn(Event):
    name: ClassVar[str] = "interpretation:withdrawn"


@dataclass(frozen=True, kw_only=True)
class ExpertInvited(Event):
    name: ClassVar[str] = "interpretation:expert_invited"
    expert: UUID


@dataclass(frozen=True, kw_only=True)
class ExpertDismissed(Event):
    name: ClassVar[str] = "interpretation:expert_dismissed"
    expert: UUID


@dataclass(frozen=True, kw_only=True)
class InterpretationRemarked(Event):
    name: ClassVar[str] = "interpretation:remarked"


@dataclass(frozen=True, kw_only=True)
class ProposalAdded(Event):
    name: ClassVar[str] = "interpretation:proposal_added"
    proposal: UUID


@dataclass(frozen=True, kw_only=True)
class ProposalRemoved(Event):
    name: ClassVar[str] = "interpretation:proposal_removed"
    proposal: UUID


@dataclass(frozen=True, kw_only=True)
class ProposalFollowed(Event):
    """A need or an action was made of a proposal."""

    name: ClassVar[str] = "interpretation:proposal_followed"
    proposal: UUID
    need_id: UUID | None = None
    action_id: UUID | None = None
