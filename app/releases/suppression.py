"""Which numbers of a public picture are shown, and which are hidden.

A count below five stands for people who can be known. It is shown as "fewer than five", and nobody
can work out more than that: not from a total, not from another table, not with the releases before.
What is hidden for that is found with the means of an attacker: for every small count the lowest and
the highest number are looked for that agree with everything published (ADR 98).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import highspy
import numpy as np

from app.scoring import silent_solver

# From which count on a number may be shown, and to which numbers it is rounded.
THRESHOLD = 5
BASE = 5
# How far the lowest and the highest number that a small count can be stay apart: from 1 to 4.
WIDTH = THRESHOLD - 2
_EXACT = 1e-6

# What is counted, about what, which of these, and where.
Key = tuple[str, str, str, str]


class CellState(StrEnum):
    """What is said of a number."""

    SHOWN = "shown"
    SMALL = "small"  # at least one, fewer than five
    WITHHELD = "withheld"  # nothing is said, so that small ones cannot be worked out


class NothingSafeError(Exception):
    """No choice of what is hidden protects every small count."""


@dataclass(frozen=True)
class Counts:
    """Numbers, and which of them are the sum of which others."""

    values: Mapping[Key, int]
    sums: tuple[tuple[Key, tuple[Key, ...]], ...] = ()

    @property
    def totals(self) -> frozenset[Key]:
        return frozenset(total for total, _parts in self.sums)


@dataclass(frozen=True)
class Covered:
    """Counts, with what is said of each."""

    counts: Counts
    states: Mapping[Key, CellState]

    def said(self, key: Key) -> int | None:
        """The number that is published; None for what is hidden."""
        if self.states[key] is not CellState.SHOWN:
            return None
        return rounded(self.counts.values[key])


def rounded(value: int) -> int:
    """The multiple of five that is nearest."""
    return (value + BASE // 2) // BASE * BASE


def bounds(state: CellState, value: int) -> tuple[float, float]:
    """Between which numbers a reader knows it to be, from what is said of it alone."""
    if state is CellState.WITHHELD:
        return 0, highspy.kHighsInf
    if state is CellState.SMALL:
        return 1, THRESHOLD - 1
    if value == 0:
        return 0, 0
    around = rounded(value)
    return max(THRESHOLD, around - BASE // 2), around + BASE // 2


def is_small(value: int) -> bool:
    return 0 < value < THRESHOLD


def cover(counts: Counts, before: Sequence[Covered] = ()) -> Covered:
    """Hide what is small, and of the rest as much as is needed. `before`: what was released last,
    the oldest first. Raises NothingSafeError when hiding is not enough.
    """
    states = {
        key: CellState.SMALL if is_small(value) else CellState.SHOWN
        for key, value in counts.values.items()
    }
    audit = _Audit(Covered(counts, states), before)
    for column in audit.protected:
        while (binding := audit.pinned_by(column)) is not None:
            key = _next_hidden(binding, counts, states, before)
            if key is None:
                raise NothingSafeError
            states[key] = CellState.WITHHELD
            audit.hide(key)
    return Covered(counts, states)


def _next_hidden(
    binding: Iterable[Key],
    counts: Counts,
    states: Mapping[Key, CellState],
    before: Sequence[Covered],
) -> Key | None:
    """Of what holds a small count in place first other small counts, that they are at least one:
    the less of that is said, the more totals can be. Then small totals, parts, totals, and noughts;
    each time what was hidden last time too, and what counts least.
    """
    last = before[-1].states if before else {}
    totals = counts.totals

    def cost(key: Key) -> tuple[int, bool, int, Key]:
        value, is_total = counts.values[key], key in totals
        large = (3 if is_total else 2) if value else 4
        order = int(is_total) if states[key] is CellState.SMALL else large
        return order, last.get(key) is not CellState.WITHHELD, value, key

    held = [key for key in binding if states[key] is not CellState.WITHHELD]
    if not held:  # the solver named only what older releases say
        held = [key for key, state in states.items() if state is not CellState.WITHHELD]
    return min(held, key=cost, default=None)


class _Audit:
    """What somebody can work out who has everything that was published and solves for it.

    Who reads two releases may know which numbers did not change between them: those are one
    unknown here, so that what one release hides is not told by the other.
    """

    def __init__(self, new: Covered, before: Sequence[Covered]) -> None:
        self._releases = [*before, new]
        self._columns: list[dict[Key, int]] = []
        self._known: list[list[tuple[int, Key]]] = []  # of a column, where it stands
        for number, release in enumerate(self._releases):
            self._columns.append(self._place(number, release))
        self._lows, self._highs = (np.zeros(len(self._known)) for _each in range(2))
        for column in range(len(self._known)):
            self._lows[column], self._highs[column] = self._bounds(column)
        self._solver = self._build()
        self._least = np.full(len(self._known), np.inf)
        self._most = np.full(len(self._known), -np.inf)
        self._aim: int | None = None

    def _place(self, number: int, release: Covered) -> dict[Key, int]:
        """A column for each number; the same one as the release before where it did not change."""
        found: dict[Key, int] = {}
        for key, value in release.counts.values.items():
            if number and self._releases[number - 1].counts.values.get(key) == value:
                column = self._columns[number - 1][key]
            else:
                column = len(self._known)
                self._known.append([])
            self._known[column].append((number, key))
            found[key] = column
        return found

    def _bounds(self, column: int) -> tuple[float, float]:
        each = [
            bounds(self._releases[number].states[key], self._releases[number].counts.values[key])
            for number, key in self._known[column]
        ]
        return max(low for low, _high in each), min(high for _low, high in each)

    def _build(self) -> highspy.Highs:
        """Only what is published, as linear constraints."""
        rows = [
            (columns[total], [columns[part] for part in parts])
            for columns, release in zip(self._columns, self._releases, strict=True)
            for total, parts in release.counts.sums
        ]
        solver = silent_solver.make_solver()
        # One solution leads to the next; a reduced problem would begin anew every time.
        solver.setOptionValue("presolve", "off")
        solver.addVars(len(self._known), self._lows, self._highs)
        for total, parts in rows:
            weights: dict[int, float] = {total: -1.0}
            for part in parts:
                weights[part] = weights.get(part, 0.0) + 1.0
            index = np.fromiter(weights, dtype=np.int32)
            value = np.fromiter(weights.values(), dtype=np.float64)
            solver.addRow(0.0, 0.0, len(index), index, value)
        return solver

    @property
    def protected(self) -> list[int]:
        """The columns of small counts, of this release and of those before."""
        found = []
        for column, places in enumerate(self._known):
            number, key = places[0]
            if is_small(self._releases[number].counts.values[key]):
                found.append(column)
        return found

    def pinned_by(self, column: int) -> list[Key] | None:
        """What of the new release keeps a number within too little; None when enough is open."""
        binding: list[Key] = []
        for goal in (1.0, -1.0):
            if self._most[column] - self._least[column] >= WIDTH - _EXACT:
                return None
            binding += self._solve(column, goal)
        if self._most[column] - self._least[column] >= WIDTH - _EXACT:
            return None
        return binding

    def _solve(self, column: int, goal: float) -> list[Key]:
        if self._aim is not None:
            self._solver.changeColCost(self._aim, 0.0)
        self._solver.changeColCost(column, goal)
        self._aim = column
        self._solver.run()
        status = self._solver.getModelStatus()
        if status == highspy.HighsModelStatus.kUnbounded:
            self._least[column] = min(self._least[column], self._lows[column])
            self._most[column] = np.inf
            return []
        if status != highspy.HighsModelStatus.kOptimal:
            raise NothingSafeError
        solution = self._solver.getSolution()
        values = np.asarray(solution.col_value)
        # What one solution shows of other numbers need not be looked for again.
        np.minimum(self._least, values, out=self._least)
        np.maximum(self._most, values, out=self._most)
        new = len(self._releases) - 1
        return [
            key
            for each in np.flatnonzero(np.abs(np.asarray(solution.col_dual)) > _EXACT)
            for number, key in self._known[each]
            if number == new
        ]

    def hide(self, key: Key) -> None:
        """From here on nothing is said of this number."""
        column = self._columns[-1][key]
        self._lows[column], self._highs[column] = self._bounds(column)
        self._solver.changeColBounds(column, self._lows[column], self._highs[column])
