"""The workbook of an XLSX file as lines of cells.

Which sheet is read, what a merge covers, and which cells cannot be read.
Formulas are never calculated, only read.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.imports import parts, sheet_choice, sheet_marks
from app.imports.cell_texts import Reason, Unread, address, percentage
from app.imports.sheet_choice import MAX_COLUMNS, Wanted, text

# An XLSX is a zip: what may come out of it, and how far down a spreadsheet can have a row at all.
MAX_UNPACKED = 40 * 1024 * 1024
MAX_PARTS = 500
MAX_SHEET_ROW = 1_048_576

Line = tuple[int, list[str | Unread]]


@dataclass(frozen=True)
class OpenedSheet:
    """The sheet of a workbook that is read."""

    name: str
    # The row with the names of the columns, when something stands above it.
    names_row: int
    # Rows that its spreadsheet does not show, such as those outside of a filter.
    hidden: frozenset[int]
    # Columns that it does not show; the first is 0.
    hidden_columns: frozenset[int]
    # Rows that somebody struck out as a whole.
    struck: frozenset[int]
    # By row, the addresses of cells with a note beside them.
    notes: Mapping[int, Sequence[str]]
    # By row and column, the first is 0: what is a day or a time for it. Complete after the lines.
    days: Mapping[tuple[int, int], Reason]
    lines: Iterator[Line]
    # Other visible sheets with the same columns; nobody reads those.
    others: tuple[str, ...]


def read_workbook(content: bytes, is_wanted: Wanted) -> OpenedSheet:
    """The filled lines of the first visible sheet of which one of the first lines is wanted, from
    that one on; or of the first visible one. Raises Invalid on "file", also while they are walked.
    """
    from openpyxl import load_workbook  # only here: most processes never read a spreadsheet

    _refuse_bomb(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for sheet in visible:
            sheet.reset_dimensions()  # what a file says of its own size need not be so
        found = sheet_choice.choose(visible, is_wanted)
        if found.sheet is not None:
            marks = sheet_marks.read_marks(found.sheet)
            lines = _lines(found.sheet, marks, found.names.place, is_wanted)
            above = found.names.place if found.names.is_below else 0
            return OpenedSheet(
                found.sheet.title,
                above,
                frozenset(marks.hidden),
                frozenset(marks.hidden_columns),
                frozenset(marks.struck_rows),
                marks.notes,
                marks.days,
                lines,
                found.others,
            )
    except MemoryError:  # the reader ends, and says that it was too much
        raise
    except Exception:  # a broken file may fail anywhere inside the library
        raise unreadable() from None
    if not book.worksheets:  # of a kind that the library does not know
        raise unreadable()
    raise Invalid({"file": _("Every sheet of this spreadsheet is hidden.")})


def unreadable() -> Invalid:
    return Invalid(
        {
            "file": _(
                "This spreadsheet cannot be read. Save it again as XLSX, or as CSV, and try again."
            )
        }
    )


def _lines(
    sheet: Any, marks: sheet_marks.SheetMarks, header: int, is_wanted: Wanted
) -> Iterator[Line]:
    """The names of the columns and every line below them that has something of its own. `header` is
    their row; 0 is the first one that is filled.
    """
    try:
        lines = _merged(sheet, marks, header)
        first, second = next(lines, None), next(lines, None)
        if first is not None and second is not None:
            names = _names_beneath(first, second, marks)
            if names is not None and is_wanted([n for n in names if isinstance(n, str)]):
                first, second = (first[0], names), None
        yield from (line for line in (first, second) if line is not None)
        yield from lines
    except (Invalid, MemoryError):
        raise
    except Exception:  # as above
        raise unreadable() from None


def _names_beneath(
    first: Line, second: Line, marks: sheet_marks.SheetMarks
) -> list[str | Unread] | None:
    """The names of the columns, where a name stands over several of them and the next line has
    nothing but the names of those.
    """
    wide = [m for m in marks.merges if m.top == first[0] and m.is_wide]
    filled = {column for column, cell in enumerate(second[1]) if cell}
    over = {column for merge in wide for column in range(merge.left, merge.right + 1)}
    if not over or not filled <= over or second[0] != first[0] + 1:
        return None
    return [below or name for name, below in zip(first[1], second[1], strict=True)]


def _merged(sheet: Any, marks: sheet_marks.SheetMarks, header: int) -> Iterator[Line]:
    """The lines from the header on, with what a merge from above adds to them."""
    waiting = sorted(marks.merges, key=lambda merge: merge.top, reverse=True)
    by_row: dict[int, list[tuple[int, Reason]]] = {}
    unread = dict.fromkeys(marks.struck_alone, Reason.STRUCK) | marks.unread
    for (row, column), reason in unread.items():
        by_row.setdefault(row, []).append((column, reason))
    active: dict[int, tuple[sheet_marks.Merge, str | Unread]] = {}
    values = sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True)
    for place, row in enumerate(values, start=1):
        if place > MAX_SHEET_ROW:
            raise unreadable()
        if row.count(None) == len(row) and place not in by_row:
            continue
        cells: list[str | Unread] = [
            percentage(value) if (place, column) in marks.percentages else text(value)
            for column, value in enumerate(row)
        ]
        for column, reason in by_row.get(place, ()):
            # The names of the columns are read with a line through them.
            if column < len(cells) and (reason is not Reason.STRUCK or (header and place > header)):
                cells[column] = Unread(reason, address(place, column))
        header = header or place
        while waiting and waiting[-1].top <= place:
            merge = waiting.pop()
            # A name of a column that is several lines high is no value of the first row.
            if merge.top == place and _counts(merge, header) and cells[merge.left]:
                value = cells[merge.left]
                if (place, merge.left) in marks.struck and place > header:
                    value = Unread(Reason.STRUCK, address(place, merge.left))
                for column in range(merge.left, min(merge.right + 1, len(cells))):
                    active[column] = (merge, value)
        for column, (merge, value) in list(active.items()):
            if place > merge.bottom or merge.top < header < place:
                del active[column]
            elif column == merge.left:
                cells[column] = value if place > merge.top else cells[column]
                if seen := marks.days.get((merge.top, column)):
                    marks.days[place, column] = seen
            elif place != header:
                cells[column] = Unread(Reason.MERGED, address(place, column))
        if place >= header:
            yield place, cells


def _counts(merge: sheet_marks.Merge, header: int) -> bool:
    """Whether it covers a row, or the names of the columns from above them."""
    return merge.top > header or merge.top < header <= merge.bottom


def _refuse_bomb(content: bytes) -> None:
    """A zip that holds more than a sheet of 5,000 rows needs. Python reads no more of it than what
    it says.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_large(archive.infolist())
            parts.refuse_too_many(archive)
    except (Invalid, MemoryError):
        raise
    except Exception:  # as above
        raise unreadable() from None


def _refuse_large(found: list[zipfile.ZipInfo]) -> None:
    if any(part.filename.lower().endswith(("vbaproject.bin", ".xlm")) for part in found):
        raise Invalid(
            {
                "file": _(
                    "This spreadsheet holds macros. Save it as XLSX without macros and try again."
                )
            }
        )
    if len(found) > MAX_PARTS or sum(part.file_size for part in found) > MAX_UNPACKED:
        message = _(
            "This spreadsheet is too large. Keep the sheet with the rows only, and try again."
        )
        raise Invalid({"file": message})
