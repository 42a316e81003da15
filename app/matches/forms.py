"""Choices of the pages of matches."""

from app.matches import small_groups
from app.matches.labels import status_label
from app.matches.models import Match
from app.needs import policy as need_policy
from app.needs.labels import owner_label
from app.target_groups.choices import RegionChoices


class MatchChoices(RegionChoices):
    """Every list a page of matches can offer, and every label it can show."""

    match_label = staticmethod(status_label)
    owner_label = staticmethod(owner_label)


def asked_of(match: Match, *, masked: bool, quiet: bool) -> dict[str, int | None]:
    """What was asked, as far as the actor may know it: a number of a small group is not filled in
    for it.
    """
    unit = match.offer.unit
    quantity = small_groups.told(match.need, match.offer, match, masked=masked)
    hidden = need_policy.hides_number(is_masked=masked, unit=unit, quantity=quantity)
    return {
        "quantity": None if quiet else match.quantity,
        "offer_quantity": None if hidden else quantity,
    }
