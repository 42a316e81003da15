"""The heads of the columns of a file: what each is called, and some of what stands below it."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.imports import sheets

# Different texts of one column that are looked at to say what it may be, each so long.
MOST_SAMPLES, LONGEST = 20, 200


@dataclass(frozen=True)
class Head:
    """One column. `filled`: how many of its cells are."""

    name: str
    filled: int = 0
    samples: Sequence[str] = ()
    # The file does not have it: its sender said once what holds for all rows.
    is_once: bool = False


def heads_of(sheet: sheets.Sheet) -> list[Head]:
    """Of every column with a name, in the order of the file."""
    filled = dict.fromkeys(sheet.headers, 0)
    samples: dict[str, dict[str, None]] = {name: {} for name in sheet.headers}
    for row in sheet.rows:
        for name in row.unread.keys() & filled.keys():
            filled[name] += 1
        for name, cell in row.cells.items():
            text = cell if isinstance(cell, str) else "; ".join(cell)
            if not text or name not in filled:
                continue
            filled[name] += 1
            if len(samples[name]) < MOST_SAMPLES:
                samples[name][text[:LONGEST]] = None
    return [
        Head(name, filled[name], [*samples[name]], name in sheet.once) for name in sheet.headers
    ]
