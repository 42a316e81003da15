"""Which sheet of a workbook is read, and which others have rows of the same kind."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.imports import cell_texts
from app.imports.separators import NAMES_WITHIN, likely_names

MAX_COLUMNS = 60
# How far down the names of the columns are looked for, to choose the sheet.
MAX_HEADER_ROW = 1_000
# Of a file with many sheets: how many are named that are not read.
MOST_OTHERS = 20

Wanted = Callable[[list[str]], bool]


@dataclass(frozen=True)
class Names:
    """Where the names of the columns stand, and whether something filled is above and below."""

    place: int = 0
    is_below: bool = False
    has_rows: bool = False


@dataclass(frozen=True)
class ChosenSheet:
    """The sheet that is read; None when none is visible."""

    sheet: Any
    names: Names
    # Called by these names: they have the columns and rows too, and are not read.
    others: tuple[str, ...] = ()


def choose(visible: list[Any], is_wanted: Wanted) -> ChosenSheet:
    """The first sheet that has the columns, or else the first with a row that may name them."""
    found = ((sheet, names) for sheet in visible if (names := _wanted_names(sheet, is_wanted)))
    first = next(found, None)
    if first is None:
        likely = ((sheet, names) for sheet in visible if (names := _likely_names(sheet)))
        return ChosenSheet(*next(likely, (visible[0] if visible else None, Names())))
    others = (sheet.title for sheet, names in found if names.has_rows)
    return ChosenSheet(*first, tuple(itertools.islice(others, MOST_OTHERS)))


def _wanted_names(sheet: Any, is_wanted: Wanted) -> Names | None:
    rows = sheet.iter_rows(max_row=MAX_HEADER_ROW, max_col=MAX_COLUMNS + 1, values_only=True)
    filled = (at for at in enumerate(rows, start=1) if at[1].count(None) < len(at[1]))
    for nth, (place, row) in enumerate(itertools.islice(filled, NAMES_WITHIN)):
        if is_wanted([text(value) for value in row]):
            return Names(place, nth > 0, next(filled, None) is not None)
    return None


def _likely_names(sheet: Any) -> Names | None:
    rows = sheet.iter_rows(max_row=MAX_HEADER_ROW, max_col=MAX_COLUMNS + 1, values_only=True)
    filled = [*itertools.islice((at for at in enumerate(rows, 1) if any(at[1])), NAMES_WITHIN)]
    if len(filled) < 2:
        return None
    nth = likely_names([[text(value) for value in row] for _place, row in filled])
    return Names(filled[nth][0], nth > 0, nth + 1 < len(filled))


def text(value: object) -> str:
    """A cell as it is read."""
    return cell_texts.unescaped(value) if isinstance(value, str) else cell_texts.text_of(value)
