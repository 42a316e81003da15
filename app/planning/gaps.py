"""Why something of a need stays open although it has pairs: one reason each, from the plan itself.
Pure.
"""

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from app.planning import models
from app.planning.problem import Ints, Problem


def explain_planned(problem: Problem, quantity: Ints) -> dict[int, models.GapReason]:
    """The reason for every need (by position) that has pairs and is not covered in full. The plan
    must be the best.
    """
    users: dict[int, set[int]] = defaultdict(set)
    for pair in np.flatnonzero(quantity).tolist():
        users[int(problem.pair_offer[pair])].add(int(problem.pair_need[pair]))
    open_needs = problem.need_left > problem.received(quantity)
    fitting: dict[int, list[int]] = defaultdict(list)
    for pair in np.flatnonzero(open_needs[problem.pair_need]).tolist():
        fitting[int(problem.pair_need[pair])].append(int(problem.pair_offer[pair]))
    return {need: _reason(problem, need, offers, users) for need, offers in fitting.items()}


def _reason(
    problem: Problem, need: int, offers: list[int], users: Mapping[int, set[int]]
) -> models.GapReason:
    free = [offer for offer in offers if problem.offer_left[offer] > 0]
    if not free:
        return models.GapReason.ASKED_ELSEWHERE
    others = {user for offer in free for user in users.get(offer, ())} - {need}
    if not others:
        return models.GapReason.NOT_ENOUGH
    if all(problem.urgency[other] < problem.urgency[need] for other in others):
        return models.GapReason.MORE_URGENT
    return models.GapReason.AS_URGENT
