"""How evenly partners are asked: the part that was, and the Gini of how often."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, strategies as st

from app.scoring import evenness

COUNTS = st.lists(st.integers(0, 200), min_size=1, max_size=40)


@given(COUNTS)
def test_gini_is_the_mean_difference_of_two_partners_and_from_0_to_below_1(
    counts: list[int],
) -> None:
    found = evenness.gini(counts)
    assert found is not None and 0 <= found < 1
    apart = sum(abs(a - b) for a, b in product(counts, counts))
    whole = 2 * len(counts) * sum(counts)
    assert found == pytest.approx(float(Fraction(apart, whole)) if whole else 0)


@given(st.integers(0, 50), st.integers(1, 40))
def test_gini_is_0_when_all_are_asked_equally_often(times: int, partners: int) -> None:
    assert evenness.gini([times] * partners) == 0


@given(COUNTS, st.integers(1, 30), st.randoms())
def test_gini_is_the_same_for_more_of_everything_and_in_any_order(
    counts: list[int], factor: int, pick: object
) -> None:
    other = [count * factor for count in counts]
    pick.shuffle(other)  # type: ignore[attr-defined]
    assert evenness.gini(other) == pytest.approx(evenness.gini(counts))


@given(COUNTS)
def test_the_share_is_that_of_those_who_were_asked_at_all(counts: list[int]) -> None:
    share = evenness.share_asked(counts)
    assert share is not None and 0 <= share <= 1
    assert round(share * len(counts)) == len([count for count in counts if count])


def test_nobody_one_alone_and_one_of_many() -> None:
    assert evenness.gini([]) is None is evenness.share_asked([])
    assert (evenness.gini([7]), evenness.share_asked([7])) == (0, 1)
    assert (evenness.gini([0, 0]), evenness.share_asked([0, 0])) == (0, 0)
    assert evenness.gini([0] * 9 + [5]) == pytest.approx(0.9)
    assert evenness.gini([1, 2, 3, 4]) == pytest.approx(0.25)
