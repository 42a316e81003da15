"""Choices and starting values of the pages of management."""

from app.reference.labels import kind_label
from app.reference.models import OrganisationKind, ReviewMode
from app.reference.queries import Choice
from app.region.labels import review_hint, review_label


class ReviewChoice(Choice):
    """A choice with a sentence below it."""

    @property
    def hint(self) -> str:
        return review_hint(ReviewMode(self.value))


def review_modes() -> list[ReviewChoice]:
    """Which proposals the team can look at."""
    return [ReviewChoice(mode.value, review_label(mode)) for mode in ReviewMode]


def kinds() -> list[Choice]:
    """The kinds of organisation whose offers can wait for the team: all but its own."""
    others = [kind for kind in OrganisationKind if kind is not OrganisationKind.SAFETY_REGION]
    return [Choice(kind.value, kind_label(kind)) for kind in others]
