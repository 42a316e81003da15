"""The closed list of what a public picture counts, and which of its numbers add up to which.

Every table, file and filter of a public picture shows these numbers and no others, so what is
hidden among them is hidden everywhere.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.core import words
from app.core.i18n import mark
from app.releases.suppression import CellState, Counts, Covered, Key

# The place of all of a region, and of what is told nobody where.
ALL, UNPLACED = "all", "unplaced"
# The row of a signal of which nobody said the group.
UNSAID = "unsaid"
WHOLE = ""  # the axis of what is counted whole


class PublicMeasure(words.Worded):
    """What is counted."""

    NEEDS = "needs", words.Word(mark("Open needs"))
    NEGATIVE = "negative", words.Word(mark("Negative signals"))
    POSITIVE = "positive", words.Word(mark("Positive signals"))
    PARTNERS = "partners", words.Word(mark("Organisations with an offer"))
    HELPED = "helped", words.Word(mark("People helped"))


class Axis(words.Worded):
    """By what it is counted."""

    GROUP = "group", words.Word(mark("Target group"))
    THEME = "theme", words.Word(mark("Theme"))


@dataclass(frozen=True, slots=True)
class PublicTable:
    """One table: what it counts by what, for each municipality."""

    measure: PublicMeasure
    axis: Axis


TABLES = (
    PublicTable(PublicMeasure.NEGATIVE, Axis.THEME),
    PublicTable(PublicMeasure.POSITIVE, Axis.THEME),
    PublicTable(PublicMeasure.NEGATIVE, Axis.GROUP),
    PublicTable(PublicMeasure.NEEDS, Axis.GROUP),
)
FIGURES = (PublicMeasure.NEEDS, PublicMeasure.PARTNERS, PublicMeasure.HELPED)


def total_of(measure: PublicMeasure) -> Key:
    """The number of a whole region."""
    return (measure.value, WHOLE, ALL, ALL)


def add_up(cells: Mapping[Key, int], figures: Mapping[PublicMeasure, int] | None = None) -> Counts:
    """The cells of every table with all their totals. Tables of one measure share the totals of
    each place, as they count the same in two ways. `figures`: what is of the region alone.
    """
    values = {key: value for key, value in cells.items() if value}
    parts: defaultdict[Key, list[Key]] = defaultdict(list)
    for key in sorted(values):
        measure, axis, row, place = key
        parts[measure, axis, row, ALL].append(key)
        parts[measure, axis, ALL, place].append(key)
    sums: list[tuple[Key, tuple[Key, ...]]] = []
    places: defaultdict[str, set[Key]] = defaultdict(set)
    for (measure, axis, row, place), members in parts.items():
        total = (measure, axis if place == ALL else WHOLE, row, place)
        values[total] = sum(values[each] for each in members)
        sums.append((total, tuple(members)))
        if place != ALL:
            places[measure].add(total)
    for measure in PublicMeasure:
        of_places = tuple(sorted(places[measure.value]))
        values[total_of(measure)] = sum(values[each] for each in of_places)
        sums.append((total_of(measure), of_places))
    for measure, value in (figures or {}).items():
        values[total_of(measure)] = value
    return Counts(values, tuple(each for each in sums if each[1]))


def to_rows(covered: Covered) -> list[list[Any]]:
    """As a release keeps them."""
    return [
        [*key, value, covered.states[key].value]
        for key, value in sorted(covered.counts.values.items())
    ]


def from_rows(rows: Iterable[list[Any]]) -> Covered:
    """What a release kept."""
    kept = list(rows)
    keys = {(measure, axis, row, place): value for measure, axis, row, place, value, _s in kept}
    cells = {key: value for key, value in keys.items() if ALL not in key[2:]}
    states = {(m, axis, row, place): CellState(state) for m, axis, row, place, _v, state in kept}
    summed = {measure for measure, *_rest in cells}
    alone = {
        measure: keys[total_of(measure)]
        for measure in PublicMeasure
        if measure.value not in summed and total_of(measure) in keys
    }
    return Covered(add_up(cells, alone), states)


@dataclass(frozen=True)
class Published:
    """What everybody may read of a release: never a number that is hidden."""

    said: Mapping[Key, tuple[CellState, int | None]]

    @classmethod
    def of(cls, covered: Covered) -> "Published":
        return cls({key: (covered.states[key], covered.said(key)) for key in covered.states})

    def at(self, key: Key) -> tuple[CellState, int | None]:
        """What is said of a number; what nobody counted is nought."""
        return self.said.get(key, (CellState.SHOWN, 0))

    def rows(self, table: PublicTable) -> list[str]:
        """The rows of a table, those with most of all first; what is hidden last."""
        found = {
            row: self.at((measure, axis, row, ALL))
            for measure, axis, row, place in self.said
            if (measure, axis, place) == (table.measure.value, table.axis.value, ALL)
        }
        # No order over what is hidden: it would tell which of two is more.
        return sorted(found, key=lambda row: (-(found[row][1] or 0), row == UNSAID, row))

    def changed_since(self, before: "Published") -> int:
        """How many numbers are said otherwise than before."""
        keys = {*self.said, *before.said}
        return sum(self.at(key) != before.at(key) for key in keys)
