"""What the pages of the review ask."""

from typing import ClassVar
from uuid import UUID

from app.core.i18n import mark
from app.core.inputs import Input, Quantity
from app.matches.models import DeclineReason


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
