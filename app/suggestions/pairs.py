"""All needs of a region against all its offers, as arrays. Pure; `pair_queries` reads them.

Which pairs pass the gates, and which of those a coordinator would invite.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from app.core.kept import kept
from app.scoring import facts as scoring_facts
from app.scoring.reasons import Label, Pair, Why, explain
from app.scoring.terms import Rarity, Terms, Weights, score
from app.suggestions.evidence import Candidate

NEVER = np.iinfo(np.int32).max


@dataclass(frozen=True)
class PairsInput:
    """All needs of a region that look for help and all offers that can be asked, as the actor may
    know them.
    """

    needs: list[Candidate]
    offers: list[Candidate]
    need_crises: list[UUID | None]
    offer_crises: list[UUID | None]
    # Places in `needs` and `offers` of pairs that somebody said no to.
    barred: frozenset[tuple[int, int]]
    rarity: Rarity

    @kept
    def allowed(self) -> NDArray[np.bool_]:
        """(needs, offers): which pairs pass the gates; `gates.pair_rules` is the same in SQL, a
        test holds both.

        One byte a pair: 16 MB for 4,000 × 4,000.
        """
        needs, offers = [c.facts for c in self.needs], [c.facts for c in self.offers]
        number: dict[Any, int] = {}
        owners = [
            np.array([number.setdefault(f.organisation_id, len(number)) for f in s])
            for s in (needs, offers)
        ]
        crises = [
            np.array([-1 if c is None else number.setdefault(c, len(number)) for c in side])
            for side in (self.need_crises, self.offer_crises)
        ]
        starts, ends = zip(*(_days(side) for side in (needs, offers)), strict=True)
        # Of a need whose owner is not told nobody is it, as in `gates.are_of_others`.
        hidden = np.array([need.is_masked for need in self.needs], dtype=np.bool_)
        found = (owners[0][:, None] != owners[1][None, :]) | hidden[:, None]
        found &= (starts[0][:, None] <= ends[1][None, :]) & (starts[1][None, :] <= ends[0][:, None])
        free = (crises[0] < 0)[:, None] | (crises[1] < 0)[None, :]
        found &= free | (crises[0][:, None] == crises[1][None, :])
        for pair in self.barred:
            found[pair] = False
        return np.asarray(found, dtype=np.bool_)


def _days(side: list[scoring_facts.Facts]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    starts = np.array([facts.start.toordinal() for facts in side], dtype=np.int32)
    ends = np.array(
        [NEVER if facts.end is None else facts.end.toordinal() for facts in side], dtype=np.int32
    )
    return starts, ends


@dataclass(frozen=True, slots=True)
class Admissible:
    """A pair that may enter a region plan: places in `PairsInput.needs` and `offers`, and the
    chance that somebody would invite it.
    """

    need: int
    offer: int
    score: float


@dataclass(frozen=True)
class Admitted:
    """The pairs of a region that a coordinator would really invite, and what was compared to find
    them.
    """

    everything: PairsInput
    pairs: list[Admissible]
    weights: Weights

    def explain(self, pair: Admissible, label: Label) -> tuple[Terms, Why]:
        """The terms of one pair, and the words made of them."""
        need, offer = self.everything.needs[pair.need], self.everything.offers[pair.offer]
        rarity = self.everything.rarity
        terms = score(
            need.facts, scoring_facts.Batch([offer.facts], are_needs=False), self.weights, rarity
        ).terms_of(0)
        told = Pair(need.facts, offer.facts, terms, need.text, offer.text, is_masked=need.is_masked)
        return terms, explain(told, self.weights, rarity, label)
