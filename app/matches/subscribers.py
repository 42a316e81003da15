"""What matches do when a need or an offer ends."""

from sqlmodel import Session

from app.core.events import ActorLike
from app.matches import ending_commands
from app.needs import events as need_events
from app.offers.events import OfferWithdrawn


def on_need_closed(session: Session, actor: ActorLike, event: need_events.NeedClosed) -> None:
    """Whoever is still asked hears that it is no longer needed; what was agreed goes on."""
    ending_commands.end_matches_of_need(session, actor, event.object_id, also_agreed=False)


def on_need_withdrawn(session: Session, actor: ActorLike, event: need_events.NeedWithdrawn) -> None:
    """Nothing of it goes on."""
    ending_commands.end_matches_of_need(session, actor, event.object_id, also_agreed=True)


def on_offer_withdrawn(session: Session, actor: ActorLike, event: OfferWithdrawn) -> None:
    """Nothing of it goes on."""
    ending_commands.end_matches_of_offer(session, actor, event.object_id)
