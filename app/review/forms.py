"""What the pages of the review ask, and the words they use."""

from typing import ClassVar
from uuid import UUID

from app.core.i18n import mark
from app.core.inputs import Input, Quantity
from app.matches.forms import MatchChoices
from app.matches.models import DeclineReason
from app.needs.labels import urgency_label
from app.suggestions.labels import fit_label


class Approval(Input):
    """The team's yes to a suggestion: with which offer, and for how many."""

    when_missing: ClassVar[dict[str, str]] = {"quantity": mark("Fill in for how many.")}

    offer: UUID
    quantity: Quantity
    offer_quantity: Quantity | None = None


class Unsuitable(Input):
    """The team's no to a suggestion. Nobody was asked, so there is nobody to explain it to."""

    when_missing: ClassVar[dict[str, str]] = {"reason": mark("Choose a reason.")}

    offer: UUID
    reason: DeclineReason


class Offered(Input):
    """Which suggestion for the need of the path."""

    offer: UUID


class ReviewChoices(MatchChoices):
    """Every label that the pages show."""

    urgency_label = staticmethod(urgency_label)
    fit_label = staticmethod(fit_label)
