"""Nobody can work out a count below five: not from totals, tables, files, nor the weeks before."""

from __future__ import annotations

import random
from itertools import pairwise, product

import pytest
from hypothesis import given, settings, strategies as st

from app.releases import suppression, tables
from app.releases.suppression import CellState, Counts, Covered, Key
from app.releases.tables import Axis, PublicMeasure
from tests.releases import drawn
from tests.releases.attacker import Attacker

NEARLY = 1e-5


def check_alone(covered: Covered) -> None:
    """Of every small count four numbers are possible at least, for who has the file alone."""
    found = Attacker([drawn.file_of(covered)])
    for key in drawn.small_in(covered.counts):
        low, high = found.range_of(0, key)
        assert high - low >= 3 - NEARLY, (key, covered.counts.values[key], low, high)
        assert low - NEARLY <= covered.counts.values[key] <= high + NEARLY


def check_together(releases: list[Covered]) -> None:
    """The same for who has all files and knows what did not change from one to the next."""
    same = [drawn.unchanged(a.counts, b.counts) for a, b in pairwise(releases)]
    found = Attacker([drawn.file_of(each) for each in releases], same)
    for number, each in enumerate(releases):
        for key in drawn.small_in(each.counts):
            low, high = found.range_of(number, key)
            assert high - low >= 3 - NEARLY, (number, key, each.counts.values[key], low, high)


@settings(max_examples=16, deadline=None)
@given(
    st.integers(0, 2**32), st.integers(2, 5), st.integers(1, 4), st.sampled_from((0.4, 1, 2, 5, 12))
)
def test_no_small_count_can_be_worked_out(seed: int, places: int, rows: int, mean: float) -> None:
    pick = random.Random(seed)
    check_alone(drawn.released(drawn.inner(pick, places=places, rows=rows, mean=mean)))


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from((0.5, 1.5, 4)), st.sampled_from((1, 2, 6)))
def test_nor_from_the_weeks_before(seed: int, mean: float, changes: int) -> None:
    pick = random.Random(seed)
    cells = drawn.inner(pick, places=4, rows=3, mean=mean)
    releases: list[Covered] = []
    for _week in range(4):
        releases.append(drawn.released(cells, releases[-4:]))
        cells = drawn.moved(pick, cells, changes)
    check_together(releases)


def needs(rows: list[list[int]]) -> dict[Key, int]:
    return {
        (PublicMeasure.NEEDS.value, Axis.GROUP.value, f"g{r}", f"p{p}"): value
        for r, row in enumerate(rows)
        for p, value in enumerate(row)
    }


def test_a_total_that_tells_its_only_small_part_is_hidden() -> None:
    """Without more hidden than what is small, 4 and 4 would be told by their total."""
    cells = needs([[4, 4], [20, 30]])
    plain = Covered(
        tables.add_up(cells),
        {
            key: CellState.SMALL if suppression.is_small(value) else CellState.SHOWN
            for key, value in tables.add_up(cells).values.items()
        },
    )
    told = Attacker([drawn.file_of(plain)]).range_of(0, ("needs", "group", "g0", "p0"))
    assert told == pytest.approx((4, 4)), "the attacker of this test is worth nothing"
    covered = drawn.released(cells)
    check_alone(covered)
    hidden = [key for key, state in covered.states.items() if state is CellState.WITHHELD]
    assert len(hidden) == 1, "one of the two is not even said to be small; the totals are there"
    assert hidden[0] in (("needs", "group", "g0", "p0"), ("needs", "group", "g0", "p1"))
    assert covered.said(("needs", "group", "g0", "all")) == 10
    assert covered.said(("needs", "group", "g1", "p1")) == 30


def test_the_next_release_does_not_tell_what_this_one_hides() -> None:
    """Each release is safe by itself; the two together are not, unless the second one knows of the
    first.
    """
    pick = random.Random(3)
    told = 0
    for _try in range(16):
        cells = drawn.inner(pick, places=4, rows=3, mean=2)
        first = drawn.released(cells)
        after = drawn.moved(pick, cells, 2)
        forgetful = [first, drawn.released(after)]
        check_together([first, drawn.released(after, [first])])
        try:
            check_together(forgetful)
        except AssertionError:
            told += 1
    assert told, "no two of these releases tell anything together: the test shows nothing"


@pytest.mark.parametrize("seed", range(4))
def test_every_whole_number_is_possible_too(seed: int) -> None:
    """What the solver says of fractions holds for whole tables: all of them are tried."""
    pick = random.Random(seed)
    cells = needs([[pick.choice((0, 2, 3, 6)) for _p in range(2)] for _r in range(2)])
    covered = drawn.released(cells)
    told = drawn.file_of(covered)
    keys = [key for key, value in covered.counts.values.items() if tables.ALL not in key[2:]]
    possible: dict[Key, set[int]] = {}
    for numbers in product(*(_whole(told[key].bounds) for key in keys)):
        tried = tables.add_up(dict(zip(keys, numbers, strict=True)))
        if all(_agrees(tried, key, told[key].bounds) for key in covered.counts.values):
            for key, number in zip(keys, numbers, strict=True):
                possible.setdefault(key, set()).add(number)
    for key in keys:
        if key in drawn.small_in(covered.counts):
            assert len(possible[key]) >= 4
            if covered.states[key] is CellState.SMALL:
                assert possible[key] == {1, 2, 3, 4}


def _whole(bounds: tuple[float, float]) -> range:
    low, high = bounds
    return range(int(low), int(min(high, 14)) + 1)


def _agrees(tried: Counts, key: Key, bounds: tuple[float, float]) -> bool:
    low, high = bounds
    is_counted = key[0] == PublicMeasure.NEEDS.value
    return not is_counted or low <= tried.values.get(key, 0) <= high


def test_a_guess_knows_no_more_than_who_guesses_blindly() -> None:
    """Ranges can be wide and a guess still near: the middle of what is possible, for many tables of
    which the small counts are 1 to 4 equally often.
    """
    pick = random.Random(11)
    misses, blind, hits, many = 0.0, 0.0, 0, 0
    for _table in range(12):
        rows = [[pick.choice((1, 2, 3, 4, 7, 12, 25)) for _p in range(5)] for _r in range(6)]
        covered = drawn.released(needs(rows))
        keys = [key for key in drawn.small_in(covered.counts) if tables.ALL not in key[2:]]
        attacker = Attacker([drawn.file_of(covered)])
        middle = {key: sum(attacker.range_of(0, key)) / 2 for key in keys}
        likely = attacker.likely(0, keys)
        for key in keys:
            value = covered.counts.values[key]
            if covered.states[key] is CellState.SMALL:
                assert middle[key] == pytest.approx(2.5), "the middle of 1 to 4 says nothing"
            misses += abs(likely[key] - value)
            blind += abs(2.5 - value)
            hits += round(likely[key]) == value
            many += 1
    assert many > 150
    assert misses >= 0.75 * blind
    assert hits <= 0.45 * many  # one in four by chance


def test_what_is_said_agrees_with_what_is_counted() -> None:
    covered = drawn.released(needs([[0, 3, 5, 7, 8, 12, 13], [60, 60, 60, 60, 60, 60, 60]]))
    said = {key[3]: covered.said(key) for key in covered.states if key[2] == "g0"}
    assert said["p1"] is None
    assert (said["p2"], said["p3"], said["p4"], said["p5"], said["p6"]) == (5, 5, 10, 10, 15)
    assert tables.Published.of(covered).at(("needs", "group", "g0", "p0")) == ("shown", 0)


@given(st.integers(0, 2**32))
@settings(max_examples=20, deadline=None)
def test_a_release_is_kept_whole(seed: int) -> None:
    covered = drawn.released(drawn.inner(random.Random(seed), places=3, rows=2, mean=2))
    kept = tables.from_rows(tables.to_rows(covered))
    assert dict(kept.states) == dict(covered.states)
    assert dict(kept.counts.values) == dict(covered.counts.values)
    assert sorted(kept.counts.sums) == sorted(covered.counts.sums)


def test_numbers_add_up_before_anything_is_hidden() -> None:
    pick = random.Random(5)
    counts = tables.add_up(drawn.inner(pick, places=5, rows=3, mean=3))
    for total, parts in counts.sums:
        assert counts.values[total] == sum(counts.values[part] for part in parts)
    assert counts.values[tables.total_of(PublicMeasure.NEGATIVE)] > 0
