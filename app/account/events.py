"""What happens to somebody's own account, without what it was or became."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ProfileChanged(Event):
    name: ClassVar[str] = "person:profile_changed"


@dataclass(frozen=True, kw_only=True)
class MailChosen(Event):
    """About which topics somebody wants mail; which stands with the person, not in the trail."""

    name: ClassVar[str] = "person:mail_chosen"


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Event):
    name: ClassVar[str] = "person:password_changed"


@dataclass(frozen=True, kw_only=True)
class AddressAsked(Event):
    name: ClassVar[str] = "person:address_asked"


@dataclass(frozen=True, kw_only=True)
class AddressChanged(Event):
    name: ClassVar[str] = "person:address_changed"


@dataclass(frozen=True, kw_only=True)
class OwnDataTaken(Event):
    """Somebody took a file with what is stored of them."""

    name: ClassVar[str] = "person:own_data_taken"
