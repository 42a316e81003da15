"""The charts of the picture: plain data of each, and the hash that is part of its address.

A chart says nothing that its table does not: it is made of the same numbers, for the same reader.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.core import i18n, inputs, tongue
from app.core.i18n import gettext as _
from app.core.kept import kept
from app.picture import (
    axis_queries,
    effect_queries,
    filters as picture_filters,
    funnel_queries,
    periods,
    shape_sizes,
    support_queries,
)

Label = Callable[[str | None], str]
# Another one when the same data would be drawn otherwise.
LOOK = 1
MOST_MEASURES = 8  # in a chart; the table has them all


class ChartName(StrEnum):
    """What stands in the address of a chart."""

    EFFECT = "gevolg"
    WEIGHTS = "gewicht"
    SUPPORT = "draagvlak"
    MEASURES = "maatregelen"
    HELP = "hulp"


class ChartFilters(picture_filters.PictureFilters):
    """What the address of a chart asks besides: of which theme, and for how wide a screen."""

    theme: inputs.Slug | None = None
    narrow: bool = False


@dataclass(frozen=True)
class Chart:
    """One chart: what it is called, and everything that is drawn of it."""

    name: ChartName
    title: str
    data: dict[str, Any]
    asked: dict[str, str]

    @kept
    def digest(self) -> str:
        said = json.dumps([LOOK, self.name, self.data], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()[:32]

    @property
    def width(self) -> int:
        return int(self.data["kind"]["width"])

    @property
    def height(self) -> int:
        return int(self.data["height"])


def of_effect(
    theme: str,
    effects: effect_queries.Effects,
    crises: Sequence[axis_queries.CrisisLine],
    span: periods.Span,
    label: Label,
) -> Chart:
    """A theme through time, on the scale of all of them."""
    found = next(row for row in effects.rows if row.theme == theme)
    most = max(max(_both(row), default=0) for row in effects.rows)
    data = _through_time(found, most, crises, span, shape_sizes.SMALL)
    return Chart(ChartName.EFFECT, label(theme), data, {"theme": theme})


def of_weights(effects: effect_queries.Effects, label: Label, *, narrow: bool = False) -> Chart:
    """What weighs most, by theme."""
    rows = [row for row in effects.rows if row.weight]
    bars = [(label(row.theme), round(row.weight), "") for row in rows]
    title = _("What weighs most: the weight of each theme")
    return _bars(ChartName.WEIGHTS, title, bars, narrow, first_only=True)


def of_support(
    support: support_queries.Support,
    crises: Sequence[axis_queries.CrisisLine],
    span: periods.Span,
    *,
    narrow: bool = False,
) -> Chart:
    """All signals about support, with the phases of the crises."""
    found, size = support.everything, shape_sizes.of_lines(narrow=narrow)
    data = _through_time(found, max(_both(found), default=0), crises, span, size)
    title = _("Signals about support through time")
    return Chart(ChartName.SUPPORT, title, data, _asked(narrow))


def of_measures(
    support: support_queries.Support, span: periods.Span, *, narrow: bool = False
) -> Chart:
    """When each measure was in force, and what was signalled about support for it."""
    lines = support.measures[:MOST_MEASURES]
    size = shape_sizes.of_measures(len(lines), narrow=narrow)
    dots = [dot for row, line in enumerate(lines) for dot in _dots(row, line.signals)]
    stays = [stay for row, line in enumerate(lines) for stay in _stays(row, line)]
    names = [tongue.unmarked(line.title) for line in lines]
    most = max((dot["number"] for dot in dots), default=1)
    data = {
        "shape": "measures",
        "tables": {"stays": stays, "dots": dots},
        "words": {"names": names, "most": most, **_columns(span, size)},
        **size.as_data(),
    }
    title = _("When each measure was in force, and the signals about support for it")
    return Chart(ChartName.MEASURES, title, data, _asked(narrow))


def of_help(funnel: funnel_queries.Funnel, *, narrow: bool = False) -> Chart:
    """How far needs came, by step."""
    placed = max(1, funnel.placed)
    bars = [
        (each.step.word, each.came, f" ({round(100 * each.came / placed)}%)")
        for each in funnel.steps
    ]
    return _bars(ChartName.HELP, _("How many needs came to each step"), bars, narrow)


def _through_time(
    found: effect_queries.Effect,
    most: int,
    crises: Sequence[axis_queries.CrisisLine],
    span: periods.Span,
    size: shape_sizes.ChartSize,
) -> dict[str, Any]:
    both = zip(found.negative.parts, found.positive.parts, strict=True)
    rows = [{"x": at, "negative": bad, "positive": good} for at, (bad, good) in enumerate(both)]
    return {
        "shape": "lines",
        "tables": {"rows": rows, "phases": _phases(crises)},
        "words": {"most": max(1, most), **_columns(span, size)},
        **size.as_data(),
    }


def _columns(span: periods.Span, size: shape_sizes.ChartSize) -> dict[str, Any]:
    words = [part.word for part in span.parts]
    last = len(words) - 1
    # The last one always, and then back with equal steps.
    said = list(range(last, -1, -max(1, -(-len(words) // size.dates))))
    return {"columns": words, "said_columns": said[::-1], "last": last}


def _both(found: effect_queries.Effect) -> list[int]:
    return [*found.negative.parts, *found.positive.parts]


def _asked(narrow: bool) -> dict[str, str]:
    return {"narrow": "1"} if narrow else {}


def _phases(crises: Sequence[axis_queries.CrisisLine]) -> list[dict[str, Any]]:
    """Where a phase begins after the first column: what began before it is no line in it."""
    found: list[dict[str, Any]] = []
    for crisis in crises:
        at = 0
        for stay in crisis.stays:
            if stay.phase is not None and at:
                word = f"{tongue.unmarked(crisis.name)}: {stay.phase.word.lower()}"
                found.append({"x": at, "word": word, "line": shape_sizes.LINE * len(found)})
            at += stay.columns
    return found


def _stays(row: int, line: support_queries.MeasureLine) -> list[dict[str, Any]]:
    found, at = [], 0
    for stay in line.stays:
        if stay.holds:
            found.append({"row": row, "from": at - 0.5, "to": at + stay.columns - 0.5})
        at += stay.columns
    return found


def _dots(row: int, found: effect_queries.Effect) -> list[dict[str, Any]]:
    ways = ((found.negative.parts, False), (found.positive.parts, True))
    return [
        {"row": row, "x": at, "number": number, "is_positive": is_positive}
        for numbers, is_positive in ways
        for at, number in enumerate(numbers)
        if number
    ]


def _bars(
    name: ChartName,
    title: str,
    bars: Sequence[tuple[str, int, str]],
    narrow: bool,
    *,
    first_only: bool = False,
) -> Chart:
    size = shape_sizes.of_bars(len(bars), narrow=narrow)
    rows = [
        {
            "row": row,
            "value": value,
            "said": i18n.number(value) + more,
            "is_main": row == 0 or not first_only,
        }
        for row, (_label, value, more) in enumerate(bars)
    ]
    most = max((value for _label, value, _more in bars), default=1)
    data = {
        "shape": "bars",
        "tables": {"rows": rows},
        "words": {"names": [label for label, _value, _more in bars], "most": most or 1},
        **size.as_data(),
    }
    return Chart(name, title, data, _asked(narrow))
