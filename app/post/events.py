"""What happens to mail by hand."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class MailTriedAgain(Event):
    name: ClassVar[str] = "mail:tried_again"
