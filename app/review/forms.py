"""What the pages of the review ask."""

from typing import ClassVar
from uuid import UUID

from app.core import inputs
from app.core.i18n import mark
from app.matches.models import DeclineReason


class Approval(inputs.Input):
    """The team's yes to a suggestion: with which offer, and for how many."""

    when_missing: ClassVar[dict[str, str]] = {"quantity": mark("Fill in for how many.")}

    offer: UUID
    quantity: inputs.Quantity
    offer_quantity: inputs.Quantity | None = None


class Unsuitable(inputs.Input):
    """The team's no to a suggestion. Nobody was asked, so there is nobody to explain it to."""

    when_missing: ClassVar[dict[str, str]] = {"reason": mark("Choose a reason.")}

    offer: UUID
    reason: DeclineReason


class Offered(inputs.Input):
    """Which suggestion for the need of the path."""

    offer: UUID
