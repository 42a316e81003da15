"""What happens to the members of an organisation. Its line is of the organisation: `person` and
`invitation` say who.
"""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.core.events import Event
from app.identity.models import Role


@dataclass(frozen=True, kw_only=True)
class MemberInvited(Event):
    name: ClassVar[str] = "membership:invited"
    invitation: UUID
    role: Role


@dataclass(frozen=True, kw_only=True)
class InvitationRenewed(Event):
    """Sent again, with another link."""

    name: ClassVar[str] = "membership:invited_again"
    invitation: UUID
    role: Role


@dataclass(frozen=True, kw_only=True)
class InvitationWithdrawn(Event):
    name: ClassVar[str] = "membership:invitation_withdrawn"
    invitation: UUID


@dataclass(frozen=True, kw_only=True)
class MemberJoined(Event):
    """By an invitation."""

    name: ClassVar[str] = "membership:joined"
    invitation: UUID
    person: UUID
    role: Role


@dataclass(frozen=True, kw_only=True)
class RoleChanged(Event):
    name: ClassVar[str] = "membership:role_changed"
    person: UUID
    role: Role
    was: Role


@dataclass(frozen=True, kw_only=True)
class MemberRemoved(Event):
    name: ClassVar[str] = "membership:removed"
    person: UUID
    role: Role


@dataclass(frozen=True, kw_only=True)
class MemberLeft(Event):
    name: ClassVar[str] = "membership:left"
    person: UUID
    role: Role


@dataclass(frozen=True, kw_only=True)
class ChargeGiven(Event):
    """Its line is of what somebody looks after now. Empty: nobody does."""

    name: ClassVar[str] = "charge:given"
    person: UUID | None


@dataclass(frozen=True, kw_only=True)
class AccountClosed(Event):
    """By the operator: nobody signs in with it."""

    name: ClassVar[str] = "person:closed"


@dataclass(frozen=True, kw_only=True)
class AccountOpened(Event):
    name: ClassVar[str] = "person:opened"
