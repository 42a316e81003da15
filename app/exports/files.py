"""Writing a table as CSV or XLSX, as a Dutch Excel opens it. No cell can become a formula."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import IO, Any

from app.core.i18n import gettext as _
from app.exports.listing import Kind, Table, Value

# What a spreadsheet takes for the start of a formula, also behind spaces.
_FORMULA = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")
# What XML cannot hold, and what nobody means.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SHEET_TITLE = re.compile(r"[\\/*?:\[\]]")


class Ending(StrEnum):
    """What kind of file it is."""

    CSV = "csv"
    XLSX = "xlsx"

    @property
    def media_type(self) -> str:
        return {
            Ending.CSV: "text/csv; charset=utf-8",
            Ending.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }[self]


def write(ending: Ending, file: IO[bytes], table: Table[Any, Any, Any]) -> None:
    """Write the table into a file that is open and empty. Reads its rows one page at a time."""
    writers: dict[Ending, Callable[[IO[bytes], Table[Any, Any, Any]], None]] = {
        Ending.CSV: _write_csv,
        Ending.XLSX: _write_xlsx,
    }
    writers[ending](file, table)


def _clean(text: str) -> str:
    return _UNWANTED.sub("", text)


def _is_risky(text: str) -> bool:
    """Whether a spreadsheet would calculate a cell that holds this text."""
    return _FORMULA.match(text) is not None


# CSV


def _csv_cell(value: Value) -> str:
    match value:
        case None:
            return ""
        case date():
            return f"{value.day}-{value.month}-{value.year}"
        case int():
            return str(value)
    text = _clean(value)
    return f"'{text}" if _is_risky(text) else text


def _write_csv(file: IO[bytes], table: Table[Any, Any, Any]) -> None:
    """Semicolons, as Excel expects where the comma is in numbers; a mark for UTF-8; lines end in
    CRLF.
    """
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([_csv_cell(header) for header in table.headers])
    for row in table.rows:
        writer.writerow([_csv_cell(value) for value in row])
    if table.cut:
        writer.writerow([_csv_cell(table.cut)])
    text.flush()
    text.detach()  # closing it would close the file as well


# XLSX


class _Cells:
    """The cells of one column, made once and written one after the other: a style costs more than a
    value.
    """

    def __init__(
        self, sheet: Any, kind: Kind = Kind.TEXT, *, is_bold: bool = False, wraps: bool = False
    ) -> None:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Alignment, Font

        def cell(**style: Any) -> Any:
            made = WriteOnlyCell(sheet)
            made.font, made.alignment = (
                Font(bold=is_bold),
                Alignment(vertical="top", wrap_text=wraps, horizontal=side),
            )
            for name, value in style.items():
                setattr(made, name, value)
            return made

        side = "right" if kind is Kind.NUMBER else "left"
        self._text = cell()
        # The mark that Excel puts on what is typed behind an apostrophe: it stays text when
        # somebody edits the cell.
        self._quoted = cell(quotePrefix=True)
        self._number = cell(number_format="#,##0")
        self._date = cell(number_format="d-m-yyyy")

    def of(self, value: Value) -> Any:
        """The cell with this value, to be written before the next one is asked for."""
        match value:
            case None | "":
                return None
            case date():
                found, self._date.value = self._date, value
            case int():
                found, self._number.value = self._number, value
            case str():
                text = _clean(value)
                found = self._quoted if _is_risky(text) else self._text
                found.value = text
                found.data_type = (
                    "s"  # whatever it looks like: never a formula, an error or a number
                )
        return found


def _write_xlsx(file: IO[bytes], table: Table[Any, Any, Any]) -> None:
    """The rows, and a second sheet that says what they are. Rows wait in a temporary file, not in
    memory.
    """
    from openpyxl import Workbook  # only here: most processes never write a spreadsheet
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    book.properties.creator, book.properties.title = "Schakelbord", table.title
    sheet: Any = book.create_sheet(_SHEET_TITLE.sub(" ", table.title)[:31])
    sheet.freeze_panes = "A2"
    letters = [get_column_letter(n) for n, _column in enumerate(table.columns, start=1)]
    for letter, column in zip(letters, table.columns, strict=True):
        sheet.column_dimensions[letter].width = column.width
    bold = _Cells(sheet, is_bold=True, wraps=True)
    sheet.append(bold.of(header) for header in table.headers)
    cells = [_Cells(sheet, column.kind) for column in table.columns]
    for row in table.rows:
        sheet.append([made.of(value) for made, value in zip(cells, row, strict=True)])
    sheet.auto_filter.ref = f"A1:{letters[-1]}{table.count + 1}"
    _write_about(book, table)
    book.save(file)


def _write_about(book: Any, table: Table[Any, Any, Any]) -> None:
    sheet: Any = book.create_sheet(_("Explanation"))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 20, 90
    bold, plain = _Cells(sheet, is_bold=True), _Cells(sheet, wraps=True)
    for name, value in table.about:
        sheet.append([bold.of(name), plain.of(value)])
