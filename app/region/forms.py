"""Choices and starting values of the pages of management."""

from typing import Any

from app.core.words import Choice, options
from app.reference.models import OrganisationKind, RegionSettings


def kinds() -> list[Choice]:
    """The kinds of organisation whose offers can wait for the team: all but its own."""
    return options(kind for kind in OrganisationKind if kind is not OrganisationKind.SAFETY_REGION)


def typed_of(settings: RegionSettings) -> dict[str, Any]:
    """Stored settings as the values of their form."""
    return {
        "review_mode": settings.review_mode.value,
        "answer_days": settings.answer_days,
        "freshness_weeks": settings.freshness_weeks,
        "stacking_days": settings.stacking_days,
        "moderated_kinds": settings.moderated_kinds,
    }
