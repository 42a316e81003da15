"""Choices and starting values of the pages of management."""

from collections.abc import Mapping

from app.core import words
from app.reference.models import OrganisationKind


def label_of(regions: Mapping[str, str], value: str) -> str:
    """What a kind of organisation or a region is called."""
    return regions.get(value) or OrganisationKind(value).word


def all_kinds() -> list[words.Choice]:
    """Every kind of organisation: in the region's own some are neither team nor administrator."""
    return words.options(OrganisationKind)


def kinds() -> list[words.Choice]:
    """The kinds of organisation whose offers can wait for the team: all but its own."""
    return words.options(
        kind for kind in OrganisationKind if kind is not OrganisationKind.SAFETY_REGION
    )
