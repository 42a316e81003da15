"""What somebody chooses about their mail."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class MailChosen(Event):
    """About which topics; which stands with the person, not in the trail."""

    name: ClassVar[str] = "person:mail_chosen"
