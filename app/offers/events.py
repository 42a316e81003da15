"""What happens to an offer."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event
from app.offers.models import OfferWithdrawal


@dataclass(frozen=True, kw_only=True)
class OfferPosted(Event):
    name: ClassVar[str] = "offer:posted"


@dataclass(frozen=True, kw_only=True)
class OfferEdited(Event):
    name: ClassVar[str] = "offer:edited"
    changed: tuple[str, ...]
    # The editor has read that others were asked for it or said yes to it as it was.
    sure_terms: bool | None = None


@dataclass(frozen=True, kw_only=True)
class OfferSubmitted(Event):
    name: ClassVar[str] = "offer:submitted"


@dataclass(frozen=True, kw_only=True)
class OfferPublished(Event):
    name: ClassVar[str] = "offer:published"


@dataclass(frozen=True, kw_only=True)
class OfferReturned(Event):
    name: ClassVar[str] = "offer:returned"


@dataclass(frozen=True, kw_only=True)
class OfferConfirmed(Event):
    name: ClassVar[str] = "offer:confirmed"


@dataclass(frozen=True, kw_only=True)
class OfferAnswered(Event):
    """What was just said of it, was said with the link in a mail, without signing in."""

    name: ClassVar[str] = "offer:answered"


@dataclass(frozen=True, kw_only=True)
class OfferPaused(Event):
    name: ClassVar[str] = "offer:paused"


@dataclass(frozen=True, kw_only=True)
class OfferResumed(Event):
    name: ClassVar[str] = "offer:resumed"


@dataclass(frozen=True, kw_only=True)
class OfferWithdrawn(Event):
    name: ClassVar[str] = "offer:withdrawn"
    reason: OfferWithdrawal


@dataclass(frozen=True, kw_only=True)
class OfferDiscarded(Event):
    name: ClassVar[str] = "offer:discarded"
