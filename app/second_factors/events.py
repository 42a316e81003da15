"""What happens to second factors."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event
from app.second_factors.models import IdentityCheck, LostReason


@dataclass(frozen=True, kw_only=True)
class FactorAdded(Event):
    """`kind`: app or passkey."""

    name: ClassVar[str] = "factor:added"
    kind: str


@dataclass(frozen=True, kw_only=True)
class FactorRemoved(Event):
    name: ClassVar[str] = "factor:removed"
    kind: str


@dataclass(frozen=True, kw_only=True)
class RecoveryCodesMade(Event):
    name: ClassVar[str] = "factor:codes_made"


@dataclass(frozen=True, kw_only=True)
class RecoveryCodeUsed(Event):
    name: ClassVar[str] = "factor:code_used"
    left: int


@dataclass(frozen=True, kw_only=True)
class FactorsReset(Event):
    """By an administrator, after a check outside the system."""

    name: ClassVar[str] = "factor:reset"
    reason: LostReason
    check: IdentityCheck
