"""Who listens to whom. Every process that changes something connects them once: web, worker and
command line.
"""

from app.actions import subscribers as actions
from app.core.events import at_once
from app.matches import subscribers as matching
from app.needs import subscribers as needs
from app.needs.events import NeedClosed, NeedWithdrawn
from app.offers import subscribers as offers
from app.offers.events import OfferWithdrawn
from app.target_groups.events import GroupEdited, GroupMerged, GroupWordsChanged


def connect() -> None:
    """Register every subscriber. Doing it twice is doing it once."""
    at_once(NeedClosed, matching.on_need_closed)
    at_once(NeedWithdrawn, matching.on_need_withdrawn)
    at_once(OfferWithdrawn, matching.on_offer_withdrawn)
    # Each locks its rows. A request that locks rows of several slices does so in this order, so
    # that two of them never wait for each other.
    for slice in (actions, needs, offers):
        at_once(GroupEdited, slice.on_words_changed)
        at_once(GroupWordsChanged, slice.on_words_changed)
        at_once(GroupMerged, slice.on_group_merged)
