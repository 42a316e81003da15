"""The words by which needs are found, as a newer version of the product says them."""

from collections.abc import Iterable

from sqlmodel import Session

from app.needs import subscribers
from app.needs.models import Need


def renew_words(session: Session, needs: Iterable[Need]) -> None:
    """Write anew what these rows are found by. Whoever asks holds them until commit."""
    subscribers.renew(session, needs)
