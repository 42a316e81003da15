"""What matches do when a need or an offer changes or ends."""

from sqlmodel import Session

from app.core.events import ActorLike
from app.matches import ending_commands, terms_commands
from app.needs import events as need_events
from app.needs.models import Need
from app.offers import events as offer_events
from app.offers.models import Offer
from app.organisations import events as organisation_events
from app.target_groups import events as group_events


def on_need_closed(session: Session, actor: ActorLike, event: need_events.NeedClosed) -> None:
    """Whoever is still asked hears that it is no longer needed; what was agreed goes on."""
    ending_commands.end_matches_of_need(session, actor, event.object_id, also_agreed=False)


def on_need_withdrawn(session: Session, actor: ActorLike, event: need_events.NeedWithdrawn) -> None:
    """Nothing of it goes on."""
    ending_commands.end_matches_of_need(session, actor, event.object_id, also_agreed=True)


def on_offer_withdrawn(
    session: Session, actor: ActorLike, event: offer_events.OfferWithdrawn
) -> None:
    """Nothing of it goes on."""
    ending_commands.end_matches_of_offer(session, actor, event.object_id)


def on_organisation_suspended(
    session: Session, actor: ActorLike, event: organisation_events.OrganisationSuspended
) -> None:
    """Nobody waits for an answer that cannot come."""
    ending_commands.end_asked_of_organisation(session, actor, event.object_id)


def on_need_edited(session: Session, actor: ActorLike, event: need_events.NeedEdited) -> None:
    """Whoever was asked for it or said yes to it."""
    terms_commands.follow_edit(
        session, actor, Need, event.object_id, event.changed, is_sure=bool(event.sure_terms)
    )


def on_offer_edited(session: Session, actor: ActorLike, event: offer_events.OfferEdited) -> None:
    """Whoever was asked with it or counts on it."""
    terms_commands.follow_edit(
        session, actor, Offer, event.object_id, event.changed, is_sure=bool(event.sure_terms)
    )


def on_group_merged(session: Session, actor: ActorLike, event: group_events.GroupMerged) -> None:
    """What both said yes to."""
    assert event.region_code is not None
    terms_commands.follow_merge(session, event.region_code, event.target_group, event.into)
