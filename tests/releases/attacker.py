"""Somebody who has everything that was published, and solves for what is hidden.

He shares nothing with the product: he reads the files that anybody can fetch, and knows the rules
that the page tells him.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import highspy
import numpy as np

Key = tuple[str, str, str, str]  # measure, axis, row, place
ALL = "all"
INF = highspy.kHighsInf


@dataclass(frozen=True)
class Told:
    """What one file says of a number."""

    status: str
    number: int | None

    @property
    def bounds(self) -> tuple[float, float]:
        """ "Fewer than 5" is 1 to 4; a number is rounded to five, and never one below five."""
        if self.status == "small":
            return 1, 4
        if self.status == "withheld":
            return 0, INF
        assert self.number is not None
        return (0, 0) if self.number == 0 else (max(5, self.number - 2), self.number + 2)


def read_file(text: str) -> dict[Key, Told]:
    """A file as it is published."""
    found = {}
    for row in csv.DictReader(io.StringIO(text)):
        axis = row["dimension"].replace(ALL, "")
        key = (row["measure"], axis, row["category"], row["area"])
        found[key] = Told(row["status"], int(row["number"]) if row["number"] else None)
    return found


class Attacker:
    """Solves for one release with those before it. `same`: numbers of which he happens to know that
    they did not change since the file before, by the position of the file.
    """

    def __init__(
        self, files: Sequence[Mapping[Key, Told]], same: Sequence[Iterable[Key]] = ()
    ) -> None:
        self.column: dict[tuple[int, Key], int] = {}
        lows: list[float] = []
        highs: list[float] = []
        rows: list[tuple[int, list[int]]] = []
        for number, told in enumerate(files):
            for key, each in told.items():
                self.column[number, key] = len(lows)
                low, high = each.bounds
                lows.append(low)
                highs.append(high)
            rows += self._sums(number, told)
        self.solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self.solver.setOptionValue("output_flag", False)
        self.solver.addVars(len(lows), np.array(lows), np.array(highs))
        for total, parts in rows:
            columns = np.array([total, *parts], dtype=np.int32)
            weights = np.array([-1.0, *[1.0] * len(parts)])
            self.solver.addRow(0.0, 0.0, len(columns), columns, weights)
        for number, keys in enumerate(same):
            for key in keys:
                pair = np.array([self.column[number, key], self.column[number + 1, key]])
                self.solver.addRow(0.0, 0.0, 2, pair.astype(np.int32), np.array([1.0, -1.0]))

    def _sums(self, number: int, told: Mapping[Key, Told]) -> list[tuple[int, list[int]]]:
        """Every total of every table, the one of the region in both ways."""
        parts: defaultdict[Key, list[int]] = defaultdict(list)
        for measure, axis, row, place in told:
            here = self.column[number, (measure, axis, row, place)]
            if axis and ALL not in (row, place):
                parts[measure, axis, row, ALL].append(here)
                parts[measure, f"by {axis}", ALL, place].append(here)
            elif axis:
                parts[measure, f"rows of {axis}", ALL, ALL].append(here)
            elif place != ALL:
                parts[measure, "places", ALL, ALL].append(here)
        found = []
        for (measure, axis, row, place), members in parts.items():
            total = (measure, axis if row != ALL else "", row, place)
            found.append((self.column[number, total], members))
        return found

    def range_of(self, number: int, key: Key) -> tuple[float, float]:
        """The lowest and the highest that a number can be."""
        column = self.column[number, key]
        ends = []
        for goal in (1.0, -1.0):
            self.solver.changeColCost(column, goal)
            self.solver.run()
            status = self.solver.getModelStatus()
            if status == highspy.HighsModelStatus.kUnbounded:
                ends.append(-INF if goal > 0 else INF)
            else:
                assert status == highspy.HighsModelStatus.kOptimal, status
                ends.append(self.solver.getSolution().col_value[column])
            self.solver.changeColCost(column, 0.0)
        low, high = ends
        return low, high

    def likely(self, number: int, keys: Iterable[Key]) -> dict[Key, float]:
        """One guess for each: the middle of many solutions that agree with all that is published,
        each found by looking in a direction by chance.
        """
        draw = np.random.default_rng(0)
        columns = {key: self.column[number, key] for key in keys}
        total = np.zeros(self.solver.getNumCol())
        rounds = 40
        for _round in range(rounds):
            costs = draw.normal(size=len(total))
            everything = np.arange(len(total), dtype=np.int32)
            # What has no end is looked for downwards.
            upper = np.asarray(self.solver.getLp().col_upper_)
            costs = np.where(np.isinf(upper), np.abs(costs), costs)
            self.solver.changeColsCost(len(total), everything, costs)
            self.solver.run()
            total += np.asarray(self.solver.getSolution().col_value)
        self.solver.changeColsCost(len(total), everything, np.zeros(len(total)))
        return {key: total[column] / rounds for key, column in columns.items()}
