"""What matches do when a need or an offer ends."""

from sqlmodel import Session

from app.core.events import ActorLike
from app.matches.ending_commands import end_matches_of_need, end_matches_of_offer
from app.needs.events import NeedClosed, NeedWithdrawn
from app.offers.events import OfferWithdrawn


def on_need_closed(session: Session, actor: ActorLike, event: NeedClosed) -> None:
    """Whoever is still asked hears that it is no longer needed; what was agreed goes on."""
    end_matches_of_need(session, actor, event.object_id, also_agreed=False)


def on_need_withdrawn(session: Session, actor: ActorLike, event: NeedWithdrawn) -> None:
    """Nothing of it goes on."""
    end_matches_of_need(session, actor, event.object_id, also_agreed=True)


def on_offer_withdrawn(session: Session, actor: ActorLike, event: OfferWithdrawn) -> None:
    """Nothing of it goes on."""
    end_matches_of_offer(session, actor, event.object_id)
