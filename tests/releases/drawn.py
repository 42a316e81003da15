"""Pictures by chance, and what becomes of them week after week."""

from __future__ import annotations

import random

from app.releases import open_data, tables
from app.releases.suppression import Counts, Covered, Key, cover
from app.releases.tables import Axis, PublicMeasure
from tests.releases import attacker

PLACES = ("GM0001", "GM0002", "GM0003", "GM0004", tables.UNPLACED)
GROUPS = ("older_people", "lonely_people", "homeless", tables.UNSAID)
THEMES = ("work_income", "mental_health", "social_cohesion")


def inner(pick: random.Random, *, places: int, rows: int, mean: float) -> dict[Key, int]:
    """Signals by theme and by group, and needs by group; the signals are the same ones."""
    cells: dict[Key, int] = {}

    def count(measure: PublicMeasure, axis: Axis, row: str, place: str, number: int) -> None:
        key = (measure.value, axis.value, row, place)
        cells[key] = cells.get(key, 0) + number

    for place in PLACES[:places]:
        for theme in THEMES[:rows]:
            for group in GROUPS[:rows]:
                number = int(pick.expovariate(1 / mean))
                count(PublicMeasure.NEGATIVE, Axis.THEME, theme, place, number)
                count(PublicMeasure.NEGATIVE, Axis.GROUP, group, place, number)
            count(PublicMeasure.POSITIVE, Axis.THEME, theme, place, int(pick.expovariate(1 / mean)))
        for group in GROUPS[:rows]:
            count(PublicMeasure.NEEDS, Axis.GROUP, group, place, int(pick.expovariate(1 / mean)))
    return cells


def moved(pick: random.Random, cells: dict[Key, int], changes: int) -> dict[Key, int]:
    """A week later: some needs and some good signals more or fewer, a signal here and there."""
    after = dict(cells)
    for _change in range(changes):
        measure, axis, row, place = pick.choice(sorted(after))
        by = pick.choice((-2, -1, 1, 3))
        keys = [(measure, axis, row, place)]
        if measure == PublicMeasure.NEGATIVE.value:  # a signal has a theme and a group
            other = Axis.GROUP if axis == Axis.THEME.value else Axis.THEME
            rows = [key for key in sorted(after) if key[:2] == (measure, other.value)]
            keys.append(pick.choice([key for key in rows if key[3] == place]))
        if all(after[key] + by >= 0 for key in keys):
            for key in keys:
                after[key] += by
    return after


def released(cells: dict[Key, int], before: list[Covered] | None = None) -> Covered:
    return cover(
        tables.add_up(cells, {PublicMeasure.PARTNERS: 12, PublicMeasure.HELPED: 3}), before or ()
    )


def file_of(covered: Covered) -> dict[attacker.Key, attacker.Told]:
    """As somebody reads it who fetches the file."""
    return attacker.read_file(open_data.csv_of(open_data.lines_of(covered, {}, "VR01", "2026-w49")))


def small_in(counts: Counts) -> list[Key]:
    return [key for key, value in counts.values.items() if 0 < value < 5]


def unchanged(before: Counts, after: Counts) -> list[Key]:
    """What somebody could know not to have changed: everything that did not."""
    return [key for key, value in before.values.items() if after.values.get(key) == value]
