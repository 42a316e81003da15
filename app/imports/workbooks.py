"""The workbook of an XLSX file as lines of cells.

Which sheet is read, what a merge covers, and which cells cannot be read.
Formulas are never calculated, only read.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.imports import parts, sheet_choice
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
    lines: Iterator[Line]
    # Other visible sheets with the same columns; nobody reads those.
    others: tuple[str, ...]


@dataclass(frozen=True)
class _Merge:
    top: int
    bottom: int
    left: int  # columns count from zero, rows from one, as people see them
    right: int

    @property
    def is_wide(self) -> bool:
        return self.right > self.left


@dataclass
class _Marks:
    """What openpyxl does not tell when it only reads: cells without a value, merges, what is shown
    as a percentage, and which rows are hidden.
    """

    unread: dict[tuple[int, int], Reason] = field(default_factory=dict)
    merges: list[_Merge] = field(default_factory=list)
    percentages: set[tuple[int, int]] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)


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
            marks = _marks(found.sheet)
            lines = _lines(found.sheet, marks, found.names.place, is_wanted)
            above = found.names.place if found.names.is_below else 0
            hidden = frozenset(marks.hidden)
            return OpenedSheet(found.sheet.title, above, hidden, lines, found.others)
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


def _lines(sheet: Any, marks: _Marks, header: int, is_wanted: Wanted) -> Iterator[Line]:
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


def _names_beneath(first: Line, second: Line, marks: _Marks) -> list[str | Unread] | None:
    """The names of the columns, where a name stands over several of them and the next line has
    nothing but the names of those.
    """
    wide = [m for m in marks.merges if m.top == first[0] and m.is_wide]
    filled = {column for column, cell in enumerate(second[1]) if cell}
    over = {column for merge in wide for column in range(merge.left, merge.right + 1)}
    if not over or not filled <= over or second[0] != first[0] + 1:
        return None
    return [below or name for name, below in zip(first[1], second[1], strict=True)]


def _merged(sheet: Any, marks: _Marks, header: int) -> Iterator[Line]:
    """The lines from the header on, with what a merge from above adds to them."""
    waiting = sorted(marks.merges, key=lambda merge: merge.top, reverse=True)
    by_row: dict[int, list[tuple[int, Reason]]] = {}
    for (row, column), reason in marks.unread.items():
        by_row.setdefault(row, []).append((column, reason))
    active: dict[int, tuple[_Merge, str | Unread]] = {}
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
            if column < len(cells):
                cells[column] = Unread(reason, address(place, column))
        header = header or place
        while waiting and waiting[-1].top <= place:
            merge = waiting.pop()
            # A name of a column that is several lines high is no value of the first row.
            if merge.top == place and _counts(merge, header) and cells[merge.left]:
                for column in range(merge.left, min(merge.right + 1, len(cells))):
                    active[column] = (merge, cells[merge.left])
        for column, (merge, value) in list(active.items()):
            if place > merge.bottom or merge.top < header < place:
                del active[column]
            elif column == merge.left:
                cells[column] = value
            elif place != header:
                cells[column] = Unread(Reason.MERGED, address(place, column))
        if place >= header:
            yield place, cells


def _counts(merge: _Merge, header: int) -> bool:
    """Whether it covers a row, or the names of the columns from above them."""
    return merge.top > header or merge.top < header <= merge.bottom


def _marks(sheet: Any) -> _Marks:
    """One walk through the XML of a sheet, beside that of openpyxl, which in its mode that only
    reads leaves these out.
    """
    from openpyxl.utils import coordinate_to_tuple, range_boundaries
    from openpyxl.xml.constants import SHEET_MAIN_NS
    from openpyxl.xml.functions import iterparse

    ns = "{" + SHEET_MAIN_NS + "}"
    found, styles = _Marks(), _percentage_styles(sheet)
    place, column = 0, 0
    with sheet._get_source() as source:
        for event, element in iterparse(source, events=("start", "end")):
            if event == "start":
                if element.tag == ns + "row":
                    place, column = int(element.get("r", place + 1)), 0
                    if element.get("hidden") in ("1", "true"):
                        found.hidden.add(place)
                continue
            if element.tag == ns + "c":
                if told := element.get("r"):
                    place, column = coordinate_to_tuple(told)
                else:
                    column += 1
                if reason := _reason(element, ns):
                    found.unread[place, column - 1] = reason
                if element.get("s") in styles:
                    found.percentages.add((place, column - 1))
                element.clear()
            elif element.tag == ns + "row":
                element.clear()
            elif element.tag == ns + "mergeCell":
                # Whole columns or rows have no boundary on one side; nobody merges those.
                left, top, right, bottom = (n or 0 for n in range_boundaries(element.get("ref")))
                if 0 < left <= MAX_COLUMNS + 1:
                    found.merges.append(_Merge(top, bottom, left - 1, right - 1))
    return found


def _percentage_styles(sheet: Any) -> set[str]:
    """The styles, as cells name them, that show a number of 1 as "100%"."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS

    book = sheet.parent
    own = dict(enumerate(book._number_formats, start=164))
    formats = (own.get(style.numFmtId) for style in book._cell_styles)
    shown = (
        (told if told is not None else BUILTIN_FORMATS.get(style.numFmtId, ""))
        for told, style in zip(formats, book._cell_styles, strict=True)
    )
    return {str(place) for place, told in enumerate(shown) if "%" in told}


def _reason(cell: Any, ns: str) -> Reason | None:
    kind, value = cell.get("t"), cell.find(ns + "v")
    if kind == "e":
        return Reason.ERROR
    if cell.find(ns + "f") is None:
        return None
    # A formula that gave an empty text says so: it is a text.
    has_value = value is not None and (value.text or kind == "str")
    return None if has_value else Reason.FORMULA


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
