"""The plan of a collection from files, without a database: for the command line and to measure."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from app.planning import solver
from app.planning.problem import Problem
from app.scoring import chances, collection as scoring_collection, facts, terms

# Acute first, as in the column of the database.
URGENCIES = ("acute", "high", "normal", "low")


@dataclass(frozen=True)
class CollectionPlan:
    """What goes to whom, and how good that is beside the best any plan could be."""

    problem: Problem
    solution: solver.Solution
    bound: int
    need_ids: list[str]
    offer_ids: list[str]

    def lines(self) -> Iterator[str]:
        """One JSON object for every pair that gets something."""
        for pair in np.flatnonzero(self.solution.quantity):
            yield json.dumps(
                {
                    "need": self.need_ids[self.problem.pair_need[pair]],
                    "offer": self.offer_ids[self.problem.pair_offer[pair]],
                    "quantity": int(self.solution.quantity[pair]),
                }
            )


def plan_collection(
    collection: scoring_collection.Collection,
    weights: terms.Weights,
    *,
    today: date,
    threshold: float = chances.PLANNED_FROM,
) -> CollectionPlan:
    """The best plan over the pairs with equal units that fit well enough."""
    offers = facts.Batch(collection.offers, are_needs=False)
    pairs: list[tuple[int, int, float]] = []
    for position, need in enumerate(collection.needs):
        ranking = scoring_collection.rank(collection, offers, need, weights, today=today)
        is_good = ranking.scores.is_good(threshold)
        for place in ranking.places:
            if is_good[place] and offers.items[place].unit is need.unit:
                pairs.append((position, place, float(ranking.scores.chances[place])))
    problem = Problem.of(
        [need.left or 0 for need in collection.needs],
        [URGENCIES.index(collection.urgencies[need.id]) for need in collection.needs],
        [offer.left or 0 for offer in collection.offers],
        ([p[0] for p in pairs], [p[1] for p in pairs], [p[2] for p in pairs]),
    )
    return CollectionPlan(
        problem,
        solver.solve(problem),
        solver.lp_bound(problem),
        [need.id for need in collection.needs],
        [offer.id for offer in collection.offers],
    )
