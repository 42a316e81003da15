"""What the forms of a proposal start with, and what they say of it."""

from dataclasses import dataclass
from typing import Any

from app.core.i18n import gettext as _, number
from app.matches.estimates import Estimate, estimate, rate_words, takes
from app.reference.models import Unit


@dataclass(frozen=True, slots=True)
class Start:
    """What the form of one proposal begins with: what is still needed and nobody is asked for, as
    far as it fits. `needed` and `free` are None where the reader may not know them.
    """

    kind: str
    need_unit: Unit
    offer_unit: Unit
    needed: int | None
    free: int | None
    # Of what is needed: how much others are asked for, who have not answered yet.
    asked: int = 0
    # What stands in the form where the number is hidden.
    at_most: int | None = None

    @property
    def most(self) -> int | None:
        """Who asks for more than this asks for more than is needed, others counted in."""
        return None if self.needed is None else max(self.needed - self.asked, 0)

    @property
    def estimate(self) -> Estimate:
        """As much as fits, where units differ with an estimate of what that takes. Where others are
        asked for all of it already, it begins with all of it again: the form says that it is more.
        """
        wanted = self.at_most if self.needed is None else self.most or self.needed
        return estimate(self.kind, self.need_unit, self.offer_unit, wanted, self.free)

    @property
    def values(self) -> dict[str, Any]:
        """What stands in the fields."""
        start = self.estimate
        return {"quantity": start.quantity, "offer_quantity": start.offer_quantity}

    @property
    def differs(self) -> bool:
        """Whether need and offer count in different units."""
        return self.need_unit is not self.offer_unit

    @property
    def hint(self) -> str:
        """Below the field that asks for how many."""
        if self.needed is None:
            return ""
        if self.asked:
            return _(
                "%(needed)s still needed, %(asked)s of it asked already.",
                needed=number(self.needed),
                asked=number(self.asked),
            )
        if self.differs or self.free is None:
            return _("%(needed)s still needed.", needed=number(self.needed))
        return _(
            "%(needed)s still needed, %(free)s free.",
            needed=number(self.needed),
            free=number(self.free),
        )

    @property
    def offer_hint(self) -> str:
        """Below the field that asks how much of the offer it takes."""
        if reason := self.estimate.reason:
            counted = _("Counted as the offer: %(unit)s.", unit=self.offer_unit.word)
            return f"{counted} {reason}"
        return self.rate_hint

    @property
    def rate_hint(self) -> str:
        """The same for any number."""
        counted = _("Counted as the offer: %(unit)s.", unit=self.offer_unit.word)
        rate = rate_words(self.kind, self.need_unit, self.offer_unit)
        if rate:
            return f"{counted} " + _("Reckon with %(rate)s.", rate=rate)
        return f"{counted} " + _("How much one takes is not known: fill in what you expect.")

    @property
    def takes(self) -> str:
        """How much of the offer one of the need takes, as "1/2"; "" where nobody knows."""
        return takes(self.kind, self.need_unit, self.offer_unit) if self.differs else ""
