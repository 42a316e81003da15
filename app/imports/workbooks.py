"""The workbook of an XLSX file as lines of cells.

Which sheet is read, what a merge covers, and which cells cannot be read.
Formulas are never calculated, only read.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.imports import parts

MAX_COLUMNS = 60
# An XLSX is a zip: what may come out of it, and how far down a spreadsheet can have a row at all.
MAX_UNPACKED = 40 * 1024 * 1024
MAX_PARTS = 500
MAX_SHEET_ROW = 1_048_576
# How far down the names of the columns are looked for, to choose the sheet.
MAX_HEADER_ROW = 1_000


class Reason(StrEnum):
    """Why a cell cannot be read."""

    FORMULA = "formula"  # without the value it had when the file was saved
    ERROR = "error"
    MERGED = "merged"  # with a cell of another column
    LETTERS = "letters"  # that were lost when the file was saved


@dataclass(frozen=True)
class Unread:
    """A cell that is not empty, and of which nobody can say what it holds."""

    reason: Reason
    address: str


Line = tuple[int, list[str | Unread]]


@dataclass(frozen=True)
class _Merge:
    top: int
    bottom: int
    left: int  # columns count from zero, rows from one, as people see them
    right: int


@dataclass
class _Marks:
    """What openpyxl does not tell when it only reads: cells without a value, and merges."""

    unread: dict[tuple[int, int], Reason] = field(default_factory=dict)
    merges: list[_Merge] = field(default_factory=list)


def address(row: int, column: int) -> str:
    """ "B7", as a spreadsheet shows it. The first column is 0."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def read_workbook(
    content: bytes, is_wanted: Callable[[list[str]], bool]
) -> tuple[str, Iterator[Line]]:
    """The name and the filled lines of the first visible sheet whose first line is wanted, or of
    the first visible one. Raises Invalid on "file", also while the lines are walked.
    """
    from openpyxl import load_workbook  # only here: most processes never read a spreadsheet

    _refuse_bomb(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for sheet in visible:
            sheet.reset_dimensions()  # what a file says of its own size need not be so
        wanted = (sheet for sheet in visible if is_wanted(_headers(sheet)))
        chosen = next(wanted, visible[0]) if visible else None
    except MemoryError:  # the reader ends, and says that it was too much
        raise
    except Exception:  # a broken file may fail anywhere inside the library
        raise unreadable() from None
    if chosen is None:
        raise Invalid({"file": _("Every sheet of this spreadsheet is hidden.")})
    return chosen.title, _lines(chosen)


def unreadable() -> Invalid:
    return Invalid(
        {
            "file": _(
                "This spreadsheet cannot be read. Save it again as XLSX, or as CSV, and try again."
            )
        }
    )


def _headers(sheet: Any) -> list[str]:
    rows = sheet.iter_rows(max_row=MAX_HEADER_ROW, max_col=MAX_COLUMNS + 1, values_only=True)
    filled = (row for row in rows if row.count(None) < len(row))
    return [text_of(value) for value in next(filled, ())]


def _lines(sheet: Any) -> Iterator[Line]:
    """Every line that has something of its own, with what a merge from above adds to it."""
    try:
        marks = _marks(sheet)
        waiting = sorted(marks.merges, key=lambda merge: merge.top, reverse=True)
        by_row: dict[int, list[tuple[int, Reason]]] = {}
        for (row, column), reason in marks.unread.items():
            by_row.setdefault(row, []).append((column, reason))
        active: dict[int, tuple[_Merge, str | Unread]] = {}
        header = 0
        values = sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True)
        for place, row in enumerate(values, start=1):
            if place > MAX_SHEET_ROW:
                raise unreadable()
            if row.count(None) == len(row) and place not in by_row:
                continue
            cells: list[str | Unread] = [text_of(value) for value in row]
            for column, reason in by_row.get(place, ()):
                if column < len(cells):
                    cells[column] = Unread(reason, address(place, column))
            header = header or place
            while waiting and waiting[-1].top <= place:
                merge = waiting.pop()
                # A name of a column that is two lines high is no value of the first row.
                if merge.top == place and place > header and cells[merge.left]:
                    for column in range(merge.left, min(merge.right + 1, len(cells))):
                        active[column] = (merge, cells[merge.left])
            for column, (merge, value) in list(active.items()):
                if place > merge.bottom:
                    del active[column]
                elif column == merge.left:
                    cells[column] = value
                else:
                    cells[column] = Unread(Reason.MERGED, address(place, column))
            yield place, cells
    except (Invalid, MemoryError):
        raise
    except Exception:  # as above
        raise unreadable() from None


def _marks(sheet: Any) -> _Marks:
    """One walk through the XML of a sheet, beside that of openpyxl, which in its mode that only
    reads leaves these out.
    """
    from openpyxl.utils import coordinate_to_tuple, range_boundaries
    from openpyxl.xml.constants import SHEET_MAIN_NS
    from openpyxl.xml.functions import iterparse

    ns = "{" + SHEET_MAIN_NS + "}"
    found = _Marks()
    place, column = 0, 0
    with sheet._get_source() as source:
        for event, element in iterparse(source, events=("start", "end")):
            if event == "start":
                if element.tag == ns + "row":
                    place, column = int(element.get("r", place + 1)), 0
                continue
            if element.tag == ns + "c":
                if told := element.get("r"):
                    place, column = coordinate_to_tuple(told)
                else:
                    column += 1
                if reason := _reason(element, ns):
                    found.unread[place, column - 1] = reason
                element.clear()
            elif element.tag == ns + "row":
                element.clear()
            elif element.tag == ns + "mergeCell":
                # Whole columns or rows have no boundary on one side; nobody merges those.
                left, top, right, bottom = (n or 0 for n in range_boundaries(element.get("ref")))
                if 0 < left <= MAX_COLUMNS + 1:
                    found.merges.append(_Merge(top, bottom, left - 1, right - 1))
    return found


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


def text_of(value: object) -> str:
    """A cell as somebody would type it."""
    match value:
        case None:
            return ""
        case bool():
            return "waar" if value else "onwaar"  # a yes or a no, and never a number
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == datetime.min.time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(sep=" ")
        case date():
            return value.isoformat()
        case _:
            return str(value)


# What spreadsheets write for a calculation that failed, in Dutch and in English, also in a CSV.
_ERROR = re.compile(
    r"#(N/B|N/A|VERW!|REF!|WAARDE!|VALUE!|DEEL/0!|DIV/0!|NAAM\?|NAME\?|GETAL!|NUM!|LEEG!|NULL!"
    r"|OVERLOOP!|SPILL!|BEREKENEN!|CALC!)",
    re.IGNORECASE,
)


def is_error(text: str) -> bool:
    """Whether a text is nothing but the error of a spreadsheet."""
    return _ERROR.fullmatch(text) is not None
