"""Who listens to whom. Every process that changes something connects them once: web, worker and
command line.
"""

from app.actions import subscribers as actions
from app.core.events import at_once
from app.interpretations import subscribers as interpretations
from app.matches import events as match_events, subscribers as matching
from app.members import subscribers as members
from app.needs import events as need_events, subscribers as needs
from app.offers import events as offer_events, subscribers as offers
from app.organisations import events as organisation_events, subscribers as organisations
from app.planning import subscribers as planning
from app.resilience import subscribers as resilience
from app.signals import subscribers as signals
from app.target_groups import events as group_events


def connect() -> None:
    """Register every subscriber. Doing it twice is doing it once."""
    at_once(need_events.NeedEdited, matching.on_need_edited)
    at_once(offer_events.OfferEdited, matching.on_offer_edited)
    at_once(need_events.NeedClosed, matching.on_need_closed)
    at_once(need_events.NeedWithdrawn, matching.on_need_withdrawn)
    at_once(offer_events.OfferWithdrawn, matching.on_offer_withdrawn)
    at_once(organisation_events.OrganisationSuspended, matching.on_organisation_suspended)
    at_once(organisation_events.OrganisationAdmitted, members.on_organisation_admitted)
    at_once(match_events.ReviewUndone, planning.on_review_undone)
    # A merge of groups holds the actions, needs, offers and matches of the group until it is done.
    # Every command that holds rows of several of these tables takes them in this order, so that no
    # two commands wait for each other.
    for slice in (actions, needs, offers, resilience):
        at_once(group_events.GroupEdited, slice.on_words_changed)
        at_once(group_events.GroupWordsChanged, slice.on_words_changed)
        at_once(group_events.GroupMerged, slice.on_group_merged)
        at_once(organisation_events.OrganisationTookOver, slice.on_organisation_took_over)
    at_once(group_events.GroupMerged, matching.on_group_merged)
    at_once(group_events.GroupMerged, organisations.on_group_merged)
    at_once(group_events.GroupMerged, signals.on_group_merged)
    at_once(group_events.GroupMerged, interpretations.on_group_merged)
    at_once(need_events.NeedMerged, signals.on_need_merged)
    at_once(need_events.NeedMerged, interpretations.on_need_merged)
    at_once(need_events.NeedMerged, resilience.on_need_merged)
