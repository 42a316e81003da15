"""The arrival of the help that was agreed for a need: what of it did not come."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from app.core.i18n import gettext as _, ngettext, number


@dataclass(frozen=True, slots=True)
class NeedArrival:
    """What of the help that was agreed did not come, as far as the reader may know. `is_unsure`:
    of some of it nobody said how much.
    """

    missing: int = 0
    is_unsure: bool = False

    @property
    def lacks(self) -> bool:
        """Whether part of the help did not come."""
        return self.missing > 0 or self.is_unsure

    def said(self, committed: int, amount: str) -> str:
        """How much of an amount is covered, and what did not come."""
        covered = number(committed - self.missing)
        return _("%(covered)s of %(all)s covered", covered=covered, all=amount) + f", {self.words}"

    @property
    def told(self) -> int | str | None:
        """How much did not come, in the cell of a file; empty where all of it did."""
        return self.words if self.is_unsure else self.missing or None

    @property
    def words(self) -> str:
        """How much did not come; "" where all of it did, or nobody knows."""
        if self.is_unsure:
            return _("not all of it came")
        many = self.missing
        return ngettext("%(num)s did not come", "%(num)s did not come", many) if many else ""

    @classmethod
    def of(cls, missing: Collection[int | None]) -> "NeedArrival":
        """Of several matches, in the unit of their need; None where nobody said how much."""
        return cls(sum(filter(None, missing)), is_unsure=None in missing)


ALL_CAME = NeedArrival()


class CoveredNeed:
    """What every row with a need says of how far it is covered, and a file of it: nothing where its
    number is hidden.
    """

    __slots__ = ()

    committed: Any
    hides_number: Any
    arrival: Any

    @property
    def covered(self) -> int:
        """What was agreed, without what did not come."""
        return int(self.committed - self.arrival.missing)

    @property
    def told_covered(self) -> int | None:
        return None if self.hides_number else self.covered

    @property
    def told_missing(self) -> int | str | None:
        return None if self.hides_number else self.arrival.told
