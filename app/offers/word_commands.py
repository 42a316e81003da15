"""The words by which offers are found, as a newer version of the product says them."""

from collections.abc import Iterable

from sqlmodel import Session

from app.offers import subscribers
from app.offers.models import Offer


def renew_words(session: Session, offers: Iterable[Offer]) -> None:
    """Write anew what these rows are found by. Whoever asks holds them until commit."""
    subscribers.renew(session, offers)
