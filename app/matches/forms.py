"""Choices of the pages of matches."""

from app.matches.labels import (
    channel_label,
    decline_label,
    outcome_label,
    side_label,
    status_icon,
    status_label,
    withdraw_label,
)
from app.matches.models import Channel, DeclineReason, Match, MatchOutcome, WithdrawReason
from app.needs.labels import owner_label
from app.needs.policy import hides_number
from app.reference.queries import Choice
from app.target_groups.choices import RegionChoices


def refusals() -> list[Choice]:
    """Why somebody says no: the short list."""
    return [Choice(reason.value, decline_label(reason)) for reason in DeclineReason]


class MatchChoices(RegionChoices):
    """Every list a page of matches can offer, and every label it can show."""

    match_label = staticmethod(status_label)
    owner_label = staticmethod(owner_label)
    match_icon = staticmethod(status_icon)
    decline_label = staticmethod(decline_label)
    withdraw_label = staticmethod(withdraw_label)
    match_outcome = staticmethod(outcome_label)
    channel_label = staticmethod(channel_label)
    side_label = staticmethod(side_label)

    @property
    def refusals(self) -> list[Choice]:
        return refusals()

    @property
    def takings_back(self) -> list[Choice]:
        return [Choice(reason.value, withdraw_label(reason)) for reason in WithdrawReason]

    @property
    def match_outcomes(self) -> list[Choice]:
        return [Choice(outcome.value, outcome_label(outcome)) for outcome in MatchOutcome]

    @property
    def channels(self) -> list[Choice]:
        return [Choice(channel.value, channel_label(channel)) for channel in Channel]


def asked_of(match: Match, *, masked: bool, quiet: bool) -> dict[str, int | None]:
    """What was asked, as far as the actor may know it: a number of a small group is not filled in
    for it.
    """
    unit, quantity = match.offer.unit, match.offer_quantity
    hidden = hides_number(is_masked=masked, unit=unit, quantity=quantity)
    return {
        "quantity": None if quiet else match.quantity,
        "offer_quantity": None if hidden else quantity,
    }
