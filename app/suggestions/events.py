"""What happens to a pair that is not proposed."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.core.events import Event
from app.matches import models as match_models


@dataclass(frozen=True, kw_only=True)
class PairRejected(Event):
    """One side says that an offer does not suit a need; nothing was proposed."""

    name: ClassVar[str] = "pair:rejected"
    need: UUID
    offer: UUID
    side: match_models.Side
    reason: match_models.DeclineReason


@dataclass(frozen=True, kw_only=True)
class PairRestored(Event):
    name: ClassVar[str] = "pair:restored"
    need: UUID
    offer: UUID
    side: match_models.Side
