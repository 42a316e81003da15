"""The sizes of charts: known before one is drawn, so that a page does not move when it comes."""

from dataclasses import asdict, dataclass
from typing import Any

BAR, MEASURE = 30, 46  # pixels for each row
AXIS = 30  # pixels for the dates below rows
LINE = 14  # pixels for each line of words in a chart


@dataclass(frozen=True, slots=True)
class ChartKind:
    """What a shape is made for: how wide it is, how much of that its names take, and whether there
    is room for words.
    """

    width: int
    names_width: int = 0
    has_words: bool = False


@dataclass(frozen=True, slots=True)
class ChartSize:
    """How large a chart is, and at most how many dates stand below it."""

    kind: ChartKind
    height: int
    dates: int

    def as_data(self) -> dict[str, Any]:
        """What the drawer is told of it."""
        return {"kind": asdict(self.kind), "height": self.height}


# Across the page, and across a phone.
_SMALL, _LINES, _LINES_NARROW = ChartKind(264), ChartKind(1080, has_words=True), ChartKind(320)
_ROWS = ChartKind(1080, names_width=260)
_BARS_NARROW, _MEASURES_NARROW = ChartKind(320, names_width=160), ChartKind(320, names_width=110)
KINDS = {
    "lines": (_SMALL, _LINES, _LINES_NARROW),
    "bars": (_ROWS, _BARS_NARROW),
    "measures": (_ROWS, _MEASURES_NARROW),
}
SMALL = ChartSize(_SMALL, 110, dates=3)


def of_lines(*, narrow: bool) -> ChartSize:
    """Of lines through time."""
    return ChartSize(_LINES_NARROW, 180, dates=3) if narrow else ChartSize(_LINES, 220, dates=13)


def of_bars(number: int, *, narrow: bool) -> ChartSize:
    """Of bars with a name before each."""
    return ChartSize(_BARS_NARROW if narrow else _ROWS, BAR * max(1, number) + 8, dates=0)


def of_measures(number: int, *, narrow: bool) -> ChartSize:
    """Of measures through time, with a name before each."""
    height = MEASURE * max(1, number) + AXIS
    return (
        ChartSize(_MEASURES_NARROW, height, dates=3)
        if narrow
        else ChartSize(_ROWS, height, dates=13)
    )
