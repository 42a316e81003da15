"""What happens to passwords."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PasswordReset(Event):
    name: ClassVar[str] = "password:reset"
