"""The best plan, by min-cost flow. Pure.

A linear programme proves that there is no better one. What is best, in this order:

1. As much is covered as the pairs allow; of the same amount, more urgent needs first, and within
   one urgency the first half of every need before anybody's second half.
2. Where that leaves a choice: needs of which a unit is a larger share, and better fits. Halving the
   size of a need weighs as much as a quarter of the scale of fits.
3. Of equally good plans, one without needless small pairs (see `fewer_pairs`).

`solve(problem)` takes and gives plain arrays; `lp_bound(problem)` equals `solve(problem).objective`
to the unit.
"""

from dataclasses import dataclass

import highspy
import numpy as np
from ortools.graph.python import min_cost_flow

from app.planning import fewer_pairs
from app.planning.problem import Floats, Ints, Problem
from app.scoring import silent_solver


@dataclass(frozen=True, eq=False)
class Solution:
    """How much of every pair, in the order of the problem's pairs, and what that comes to."""

    quantity: Ints
    objective: int
    covered: int
    needs_full: int  # nothing is left of them
    needs_partly: int
    needs_without: int  # something is left of them, and they get nothing
    pairs: int


def solve(problem: Problem) -> Solution:
    """The best plan. Whole numbers, never more than a need or an offer has left; the same for the
    same problem.
    """
    quantity = fewer_pairs.tidy(problem, _flow(problem))
    received = problem.received(quantity)
    wanting = problem.need_left > 0
    full = wanting & (received == problem.need_left)
    return Solution(
        quantity=quantity,
        objective=problem.worth(quantity),
        covered=int(received.sum()),
        needs_full=int(full.sum()),
        needs_partly=int((wanting & ~full & (received > 0)).sum()),
        needs_without=int((wanting & (received == 0)).sum()),
        pairs=int(np.count_nonzero(quantity)),
    )


def _flow(problem: Problem) -> Ints:
    """Every need sends what it has left, over its pairs to offers and on to the drain, or straight
    to the drain.

    What goes straight is not covered, and costs what it would have been worth: first the second
    half, then the first.
    """
    usable = problem.usable
    quantity = np.zeros(len(problem.pair_need), dtype=np.int64)
    if len(usable) == 0:
        return quantity
    needs, need_at = np.unique(problem.pair_need[usable], return_inverse=True)
    offers, offer_at = np.unique(problem.pair_offer[usable], return_inverse=True)
    drain = len(needs) + len(offers)
    need_nodes, offer_nodes = np.arange(len(needs)), np.arange(len(needs), drain)
    (first, second), (first_value, second_value) = problem.halves, problem.half_values
    most = np.minimum(
        problem.need_left[problem.pair_need[usable]], problem.offer_left[problem.pair_offer[usable]]
    )
    network = min_cost_flow.SimpleMinCostFlow()
    arcs = network.add_arcs_with_capacity_and_unit_cost(
        need_at, offer_at + len(needs), most, _costs(problem, usable)
    )
    for tails, room, cost in (
        (need_nodes, second[needs], second_value[needs]),
        (need_nodes, first[needs], first_value[needs]),
        (offer_nodes, problem.offer_left[offers], np.zeros(len(offers), dtype=np.int64)),
    ):
        network.add_arcs_with_capacity_and_unit_cost(tails, np.full(len(tails), drain), room, cost)
    left = problem.need_left[needs]
    network.set_nodes_supplies(
        np.arange(drain + 1), np.concatenate([left, np.zeros(len(offers)), [-left.sum()]])
    )
    status = network.solve()
    if status != network.OPTIMAL:
        raise RuntimeError(f"the flow ended as {status.name}")
    quantity[usable] = network.flows(arcs)
    return quantity


def _costs(problem: Problem, usable: Ints) -> Ints:
    return -problem.pair_values[usable]


def lp_bound(problem: Problem, *, seconds: float | None = None) -> int:
    """The most any plan can be worth, in points: HiGHS solves the same question with fractions
    allowed.

    HiGHS gives a price for every offer; the bound is counted from those prices in whole numbers, so
    rounding inside the solver cannot make it too low. Stopped after `seconds` it is still a bound,
    only perhaps not the lowest.
    """
    usable = problem.usable
    if len(usable) == 0:
        return 0
    return _bound(problem, np.maximum(np.rint(_offer_prices(problem, seconds)), 0).astype(np.int64))


def _bound(problem: Problem, prices: Ints) -> int:
    """Weak duality: sell all that offers have at these prices, then let every need choose as if it
    were alone.
    """
    usable = problem.usable
    gain = np.full(len(problem.need_left), -(2**62), dtype=np.int64)
    np.maximum.at(
        gain,
        problem.pair_need[usable],
        problem.pair_values[usable] - prices[problem.pair_offer[usable]],
    )
    total = int((prices * problem.offer_left).sum())
    for room, value in zip(problem.halves, problem.half_values, strict=True):
        total += int((room * np.maximum(value + gain, 0)).sum())
    return total


def _offer_prices(problem: Problem, seconds: float | None) -> Floats:
    """What one unit more of every offer would be worth.

    Columns are the pairs, the first halves and the second halves of needs; rows are needs and
    offers.
    """
    usable = problem.usable
    pairs, needs, offers = len(usable), len(problem.need_left), len(problem.offer_left)
    (first, second), (first_value, second_value) = problem.halves, problem.half_values
    rows = np.empty(2 * pairs + 2 * needs, dtype=np.int32)
    rows[0 : 2 * pairs : 2] = problem.pair_need[usable]
    rows[1 : 2 * pairs : 2] = problem.pair_offer[usable] + needs
    rows[2 * pairs :] = np.tile(np.arange(needs), 2)
    signs = np.concatenate([np.ones(2 * pairs), -np.ones(2 * needs)])
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_, lp.sense_ = (
        pairs + 2 * needs,
        needs + offers,
        highspy.ObjSense.kMaximize,
    )
    lp.col_cost_ = np.concatenate([problem.pair_values[usable], first_value, second_value]).astype(
        np.float64
    )
    lp.col_lower_ = np.zeros(lp.num_col_)
    lp.col_upper_ = np.concatenate([np.full(pairs, highspy.kHighsInf), first, second])
    lp.row_lower_ = np.concatenate([np.zeros(needs), np.full(offers, -highspy.kHighsInf)])
    lp.row_upper_ = np.concatenate([np.zeros(needs), problem.offer_left])
    matrix = lp.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kColwise
    matrix.start_ = np.concatenate(
        [np.arange(0, 2 * pairs, 2), np.arange(2 * pairs, 2 * pairs + 2 * needs + 1)]
    )
    matrix.index_, matrix.value_ = rows, signs
    solver = silent_solver.make_solver()
    solver.setOptionValue(
        "solver", "ipx"
    )  # with its crossover; twice as fast as the simplex method here
    if seconds is not None:
        solver.setOptionValue("time_limit", seconds)
    solver.passModel(lp)
    solver.run()
    prices = np.asarray(solver.getSolution().row_dual, dtype=np.float64)
    return prices[needs:] if len(prices) else np.zeros(offers)
