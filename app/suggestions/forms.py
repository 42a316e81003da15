"""What the forms of a proposal start with."""

from app.needs.models import Need
from app.offers.models import Offer
from app.suggestions.partner_queries import PartnerChoice


def start_of(own: Need | Offer | None, candidate: PartnerChoice, *, hidden: bool) -> int | None:
    """The quantity a proposal starts with: as much as both have, where they count alike and the
    actor may know it.
    """
    if own is None or own.unit is not candidate.unit or hidden or candidate.is_hidden:
        return None
    return min(candidate.left, own.left)
