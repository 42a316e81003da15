"""The plan is the best there is: held against a linear programme, a maximum flow, and cases worked
out by hand.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, strategies as st
from ortools.graph.python import max_flow

from app.planning.fewer_pairs import tidy
from app.planning.problem import Ints, Problem
from app.planning.solver import lp_bound, solve

ACUTE, HIGH, NORMAL, LOW = range(4)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Up to eight needs and offers, some without anything left, with any of the pairs between
    them.
    """
    needs, offers = draw(st.integers(0, 8)), draw(st.integers(0, 8))
    size = draw(st.lists(st.integers(0, 30), min_size=needs, max_size=needs))
    left = [draw(st.integers(0, whole)) for whole in size]
    grid = [(need, offer) for need in range(needs) for offer in range(offers)]
    pairs = draw(st.lists(st.sampled_from(grid), unique=True)) if grid else []
    scores = [draw(st.sampled_from((0.5, 0.62, 0.75, 0.751, 1.0))) for _ in pairs]
    return Problem.of(
        left,
        [draw(st.integers(0, 3)) for _ in range(needs)],
        draw(st.lists(st.integers(0, 40), min_size=offers, max_size=offers)),
        ([need for need, _ in pairs], [offer for _, offer in pairs], scores),
        need_size=size,
    )


def planned(problem: Problem) -> dict[tuple[int, int], int]:
    """What a plan gives: (need, offer) to quantity."""
    quantity = solve(problem).quantity
    pairs = zip(
        problem.pair_need.tolist(), problem.pair_offer.tolist(), quantity.tolist(), strict=True
    )
    return {(need, offer): amount for need, offer, amount in pairs if amount}


def everybody(
    left: list[int], urgency: list[int], offers: list[int], score: Any = 0.8, **rest: Any
) -> Problem:
    """Every need fits every offer."""
    grid = [(need, offer) for need in range(len(left)) for offer in range(len(offers))]
    scores = [score[pair] if isinstance(score, dict) else score for pair in grid]
    return Problem.of(
        left, urgency, offers, ([n for n, _ in grid], [o for _, o in grid], scores), **rest
    )


def most(problem: Problem, needs: Ints) -> int:
    """The most that these needs could get together, if the others were not there."""
    flow = max_flow.SimpleMaxFlow()
    count, drain = len(problem.need_left), len(problem.need_left) + len(problem.offer_left)
    for need in needs.tolist():
        flow.add_arc_with_capacity(drain + 1, need, int(problem.need_left[need]))
    for need, offer in zip(problem.pair_need.tolist(), problem.pair_offer.tolist(), strict=True):
        flow.add_arc_with_capacity(need, count + offer, 10**6)
    for offer, room in enumerate(problem.offer_left.tolist()):
        flow.add_arc_with_capacity(count + offer, drain, room)
    flow.solve(drain + 1, drain)
    return int(flow.optimal_flow())


@given(problems())
def test_no_plan_is_better_fractions_allowed(problem: Problem) -> None:
    assert solve(problem).objective == lp_bound(problem)


@given(problems())
def test_nothing_is_given_twice_and_nobody_gets_more_than_was_asked(problem: Problem) -> None:
    solution = solve(problem)
    assert solution.quantity.dtype == np.int64
    assert (solution.quantity >= 0).all()
    assert (problem.received(solution.quantity) <= problem.need_left).all()
    assert (problem.given(solution.quantity) <= problem.offer_left).all()


@given(problems())
def test_as_much_is_covered_as_the_pairs_allow_and_the_more_urgent_come_first(
    problem: Problem,
) -> None:
    received = problem.received(solve(problem).quantity)
    for least in (ACUTE, HIGH, NORMAL, LOW):
        urgent = np.flatnonzero(problem.urgency <= least)
        assert received[urgent].sum() == most(problem, urgent)


@given(problems())
def test_the_sums_of_a_plan_are_those_of_its_quantities(problem: Problem) -> None:
    solution = solve(problem)
    wanting = problem.need_left > 0
    received = problem.received(solution.quantity)
    assert solution.covered == received.sum()
    assert solution.needs_full == (wanting & (received == problem.need_left)).sum()
    assert solution.needs_without == (wanting & (received == 0)).sum()
    assert solution.needs_full + solution.needs_partly + solution.needs_without == wanting.sum()
    assert solution.pairs == np.count_nonzero(solution.quantity)


@given(problems())
def test_the_same_question_has_the_same_answer(problem: Problem) -> None:
    assert (solve(problem).quantity == solve(problem).quantity).all()


@given(problems())
def test_a_plan_has_no_ring_of_pairs(problem: Problem) -> None:
    """So no pair can be spared by moving quantities between the others; unused capacity is one more
    need.
    """
    quantity = solve(problem).quantity
    leader: dict[object, object] = {}

    def find(node: object) -> object:
        while leader.setdefault(node, node) != node:
            node = leader[node]
        return node

    spare = problem.offer_left - problem.given(quantity)
    edges: list[tuple[object, object]] = [
        (("need", int(problem.pair_need[pair])), ("offer", int(problem.pair_offer[pair])))
        for pair in np.flatnonzero(quantity)
    ]
    edges += [("unused", ("offer", int(offer))) for offer in np.flatnonzero(spare)]
    for one, other in edges:
        assert find(one) != find(other)
        leader[find(one)] = find(other)


@given(problems())
def test_needless_slivers_go_without_changing_what_anybody_gets(problem: Problem) -> None:
    """Spread as thin as it can be between equal offers, a plan comes back with fewer pairs and the
    same cover.
    """
    level = Problem(
        problem.need_size,
        problem.need_left,
        problem.urgency,
        problem.offer_left,
        problem.pair_need,
        problem.pair_offer,
        np.full(len(problem.pair_score), 0.75),
    )
    spread = np.zeros(len(level.pair_need), dtype=np.int64)
    moved = True
    while moved:  # one unit of every pair in turn, as long as it fits
        moved = False
        for pair in range(len(spread)):
            spread[pair] += 1
            fits = (level.received(spread) <= level.need_left).all() and (
                level.given(spread) <= level.offer_left
            ).all()
            spread[pair] -= not fits
            moved |= bool(fits)
    tidied = tidy(level, spread)
    assert (level.received(tidied) == level.received(spread)).all()
    assert (level.given(tidied) <= level.offer_left).all()
    assert (tidied >= 0).all()
    assert level.worth(tidied) == level.worth(spread)
    assert np.count_nonzero(tidied) <= np.count_nonzero(spread)


def test_an_urgent_need_comes_before_any_number_of_others() -> None:
    small = [NORMAL] * 5
    problem = everybody(
        [100, 1, 1, 1, 1, 1],
        [ACUTE, *small],
        [60],
        {(0, 0): 0.5} | {(n, 0): 1.0 for n in range(1, 6)},
    )
    assert planned(problem) == {(0, 0): 60}


def test_every_level_of_urgency_comes_before_the_next() -> None:
    problem = everybody([10, 10, 10, 10], [LOW, NORMAL, HIGH, ACUTE], [10, 10, 5])
    assert problem.received(solve(problem).quantity).tolist() == [0, 5, 10, 10]


def test_nobody_is_left_with_nothing_while_another_as_urgent_gets_everything() -> None:
    problem = everybody([40, 40], [HIGH, HIGH], [40], {(0, 0): 1.0, (1, 0): 0.5})
    assert planned(problem) == {(0, 0): 20, (1, 0): 20}


def test_the_first_half_of_an_odd_number_is_the_larger() -> None:
    assert planned(everybody([5, 5], [HIGH, HIGH], [6])) == {(0, 0): 3, (1, 0): 3}


def test_what_is_covered_already_counts_for_the_first_half() -> None:
    """Forty of which thirty are covered has its share: the other comes first."""
    problem = everybody([10, 40], [HIGH, HIGH], [20], need_size=[40, 40])
    assert planned(problem) == {(1, 0): 20}


def test_a_need_weighs_by_its_share_and_not_by_its_size() -> None:
    problem = everybody([400, 4], [NORMAL, NORMAL], [2])
    assert planned(problem) == {(1, 0): 2}


def test_a_better_fit_comes_before_a_poorer_one() -> None:
    scores = {(0, 0): 0.9, (0, 1): 0.6, (1, 0): 0.7, (1, 1): 0.9}
    assert planned(everybody([10, 10], [NORMAL, NORMAL], [10, 10], scores)) == {
        (0, 0): 10,
        (1, 1): 10,
    }


def test_help_is_not_kept_back_for_a_better_fit() -> None:
    """The need that fits best would leave the other without: both are covered."""
    problem = Problem.of(
        [10, 10], [NORMAL, NORMAL], [10, 10], ([0, 0, 1], [0, 1, 0], [1.0, 0.5, 0.5])
    )
    assert planned(problem) == {(0, 1): 10, (1, 0): 10}


def test_one_offer_that_can_do_it_all_is_not_cut_into_slivers() -> None:
    problem = everybody([40], [NORMAL], [40] * 10)
    assert solve(problem).pairs == 1


def test_equal_offers_are_used_up_before_another_is_asked() -> None:
    """Four needs of 15 and ten offers of 20: a ring-free plan asks at most one offer for a part of
    what it has.
    """
    problem = everybody([15, 15, 15, 15], [NORMAL] * 4, [20] * 10, need_size=[30] * 4)
    used = problem.given(solve(problem).quantity)
    assert np.count_nonzero((used > 0) & (used < 20)) + solve(
        problem
    ).pairs <= 4 + np.count_nonzero(used)


@pytest.mark.parametrize(
    "problem",
    [
        Problem.of([], [], [], ([], [], [])),
        Problem.of([10], [ACUTE], [], ([], [], [])),
        Problem.of([10], [ACUTE], [10], ([], [], [])),
        Problem.of([10], [ACUTE], [0], ([0], [0], [1.0])),
        Problem.of([0], [ACUTE], [10], ([0], [0], [1.0])),
    ],
)
def test_where_nothing_can_be_given_nothing_is(problem: Problem) -> None:
    solution = solve(problem)
    assert (solution.objective, solution.covered, solution.pairs, lp_bound(problem)) == (0, 0, 0, 0)
    assert solution.needs_without == np.count_nonzero(problem.need_left)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"need_left": [-1]}, "what is left of a need"),
        ({"need_size": [5]}, "what is covered of a need"),
        ({"offer_left": [-1]}, "what is left of an offer"),
        ({"urgency": [4]}, "an urgency"),
        ({"urgency": [0, 1]}, "a need has a size"),
        ({"pairs": ([1], [0], [0.5])}, "the need of a pair"),
        ({"pairs": ([0], [1], [0.5])}, "the offer of a pair"),
        ({"pairs": ([0], [0], [1.5])}, "a score"),
        ({"pairs": ([0], [0], [float("nan")])}, "a score"),
        ({"pairs": ([0], [0], [])}, "a pair has"),
        ({"need_left": [2**55]}, "too large"),
    ],
)
def test_a_question_that_cannot_be_meant_is_refused(changes: dict[str, Any], message: str) -> None:
    asked: dict[str, Any] = {
        "need_left": [10],
        "urgency": [0],
        "offer_left": [10],
        "pairs": ([0], [0], [0.5]),
    }
    with pytest.raises(ValueError, match=message):
        Problem.of(**asked | changes)


def test_a_bound_that_is_stopped_early_is_still_a_bound() -> None:
    random = np.random.default_rng(7)
    needs, offers = 300, 300
    pairs = (
        np.repeat(np.arange(needs), 8),
        random.integers(0, offers, needs * 8),
        random.uniform(0.5, 1, needs * 8),
    )
    problem = Problem.of(
        random.integers(1, 80, needs),
        random.integers(0, 4, needs),
        random.integers(1, 60, offers),
        pairs,
    )
    assert lp_bound(problem, seconds=0.0) >= solve(problem).objective


def test_the_solver_writes_nothing_on_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    """Commands print their answer there."""
    problem = everybody([10, 10], [NORMAL, HIGH], [15])
    assert solve(problem).objective == lp_bound(problem)
    assert capfd.readouterr().out == ""
