"""The question a plan answers, in plain arrays, and what a unit of help is worth in it. Pure: no
database.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.core.kept import kept

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]

LEVELS = 8  # four urgencies, each with a first and a second half
FIT_POINTS = 100  # a perfect match; a score counts in hundredths
HALVING_POINTS = 25  # a need half the size weighs as much as a quarter of the whole scale of fits
SHARE_POINTS = 20 * HALVING_POINTS  # a need of one, against one of a million
_MOST = 2**61  # so that no sum leaves 64 bits


@dataclass(frozen=True, eq=False)
class Problem:
    """Needs and offers by position, and the pairs that may be made.

    `need_size` is the whole need and `need_left` what is still open of it, in its unit; `urgency`
    is 0 (acute) to 3 (low); `offer_left` is what an offer still has. `pair_need` and `pair_offer`
    are positions, `pair_score` is the fit from 0 to 1. Units of a pair must be equal; that is for
    the caller to see to. Raises ValueError for arrays that do not belong together.
    """

    need_size: Ints
    need_left: Ints
    urgency: Ints
    offer_left: Ints
    pair_need: Ints
    pair_offer: Ints
    pair_score: Floats

    @classmethod
    def of(
        cls,
        need_left: Any,
        urgency: Any,
        offer_left: Any,
        pairs: tuple[Any, Any, Any],
        *,
        need_size: Any = None,
    ) -> "Problem":
        """From lists or arrays; `pairs` is (needs, offers, scores). Without `need_size` nothing is
        covered yet.
        """
        left = np.asarray(need_left, dtype=np.int64)
        needs, offers, scores = pairs
        return cls(
            need_size=left if need_size is None else np.asarray(need_size, dtype=np.int64),
            need_left=left,
            urgency=np.asarray(urgency, dtype=np.int64),
            offer_left=np.asarray(offer_left, dtype=np.int64),
            pair_need=np.asarray(needs, dtype=np.int64),
            pair_offer=np.asarray(offers, dtype=np.int64),
            pair_score=np.asarray(scores, dtype=np.float64),
        )

    def __post_init__(self) -> None:
        if not len(self.need_left) == len(self.need_size) == len(self.urgency):
            raise ValueError("a need has a size, a rest and an urgency")
        if not len(self.pair_need) == len(self.pair_offer) == len(self.pair_score):
            raise ValueError("a pair has a need, an offer and a score")
        _within(self.need_left, 0, None, "what is left of a need")
        _within(self.need_size - self.need_left, 0, None, "what is covered of a need")
        _within(self.offer_left, 0, None, "what is left of an offer")
        _within(self.urgency, 0, 3, "an urgency")
        _within(self.pair_need, 0, len(self.need_left) - 1, "the need of a pair")
        _within(self.pair_offer, 0, len(self.offer_left) - 1, "the offer of a pair")
        _within(self.pair_score, 0.0, 1.0, "a score")
        if self.step * LEVELS * int(self.need_left.sum()) > _MOST:
            raise ValueError("these quantities are too large to plan with")

    @kept
    def halves(self) -> tuple[Ints, Ints]:
        """What is left of the first and of the second half of every need. What is covered came off
        the first.
        """
        first = np.maximum(-(-self.need_size // 2) - (self.need_size - self.need_left), 0)
        return first, self.need_left - first

    @kept
    def step(self) -> int:
        """What one level weighs: more than all fits and shares that one change of the plan can win
        together.

        A change passes every need and every offer at most once, so this many points can never
        outweigh a level.
        """
        longest = min(len(self.need_left), len(self.offer_left)) + 1
        return FIT_POINTS * longest + SHARE_POINTS + 1

    @kept
    def half_values(self) -> tuple[Ints, Ints]:
        """What one unit is worth in the first and in the second half of every need, before the
        fit.
        """
        doublings = np.log2(np.maximum(self.need_size, 1))
        share = np.maximum(np.rint(SHARE_POINTS - HALVING_POINTS * doublings), 0).astype(np.int64)
        second = (1 + 2 * (3 - self.urgency)) * self.step + share
        return second + self.step, second

    @kept
    def pair_values(self) -> Ints:
        """What one unit of every pair adds for its fit."""
        return np.rint(self.pair_score * FIT_POINTS).astype(np.int64)

    @kept
    def usable(self) -> Ints:
        """Positions of the pairs of which both sides have something left."""
        return np.flatnonzero(
            (self.need_left[self.pair_need] > 0) & (self.offer_left[self.pair_offer] > 0)
        )

    def received(self, quantity: Ints) -> Ints:
        """What every need gets from quantities by pair."""
        return _sums(self.pair_need, quantity, len(self.need_left))

    def given(self, quantity: Ints) -> Ints:
        """What every offer gives."""
        return _sums(self.pair_offer, quantity, len(self.offer_left))

    def worth(self, quantity: Ints) -> int:
        """The objective of quantities by pair, in points. Exact."""
        received = self.received(quantity)
        in_first = np.minimum(received, self.halves[0])
        first, second = self.half_values
        parts = (in_first * first, (received - in_first) * second, quantity * self.pair_values)
        return int(sum(int(part.sum()) for part in parts))


def _within(values: Any, least: float, most: float | None, what: str) -> None:
    if len(values) and not (values.min() >= least and (most is None or values.max() <= most)):
        raise ValueError(f"{what} is out of range")


def _sums(places: Ints, quantity: Ints, size: int) -> Ints:
    sums = np.zeros(size, dtype=np.int64)
    np.add.at(sums, places, quantity)
    return sums
