"""Who listens to whom. Every process that changes something connects them once: web, worker and command line."""

from __future__ import annotations

from app.core.events import at_once
from app.matching import subscribers as matching
from app.needs.events import NeedClosed, NeedWithdrawn
from app.offers.events import OfferWithdrawn


def connect() -> None:
    """Register every subscriber. Doing it twice is doing it once."""
    at_once(NeedClosed, matching.on_need_closed)
    at_once(NeedWithdrawn, matching.on_need_withdrawn)
    at_once(OfferWithdrawn, matching.on_offer_withdrawn)
