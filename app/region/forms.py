"""Choices and starting values of the pages of management."""

from app.core.words import Choice, options
from app.reference.models import OrganisationKind


def kinds() -> list[Choice]:
    """The kinds of organisation whose offers can wait for the team: all but its own."""
    return options(kind for kind in OrganisationKind if kind is not OrganisationKind.SAFETY_REGION)
