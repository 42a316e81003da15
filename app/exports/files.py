"""Writing a table as CSV or XLSX, as a Dutch Excel opens it. No cell can become a formula."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from tempfile import TemporaryDirectory
from typing import IO, Any

from app.core import formulas, shown, tongue
from app.core.i18n import gettext as _
from app.exports.listing import Table

# What XML cannot hold, and what nobody means.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SHEET_TITLE = re.compile(r"[\\/*?:\[\]]")
PIXELS_A_LETTER = 7


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
    return _UNWANTED.sub("", tongue.unmarked(text))


# CSV


def _csv_cell(value: shown.Value) -> str:
    match value:
        case None:
            return ""
        case date():
            return f"{value.day}-{value.month}-{value.year}"
        case int():
            return str(value)
        case float():
            return f"{value:.10g}".replace(".", ",")
    return formulas.as_text(_clean(value))


def _write_csv(file: IO[bytes], table: Table[Any, Any, Any]) -> None:
    """Semicolons, as Excel expects where the comma is in numbers; a mark for UTF-8; lines end in
    CRLF.
    """
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([_csv_cell(header) for header in table.headers])
    for row in table.rows:
        writer.writerow([_csv_cell(value) for value in row])
    for note in table.notes:
        writer.writerow([_csv_cell(shown.NOTE + note)])
    text.flush()
    text.detach()  # closing it would close the file as well


# XLSX


class _Cells:
    """How the cells of one column look, whatever they hold."""

    def __init__(
        self,
        book: Any,
        kind: shown.Kind = shown.Kind.TEXT,
        *,
        is_bold: bool = False,
        wraps: bool = False,
    ) -> None:
        side = "right" if kind is shown.Kind.NUMBER else "left"
        common = {"valign": "top", "align": side, "bold": is_bold, "text_wrap": wraps}
        self._text = book.add_format(common)
        # The mark that Excel puts on what is typed behind an apostrophe: it stays text when
        # somebody edits the cell.
        self._quoted = book.add_format(common | {"quote_prefix": True})
        self._number = book.add_format(common | {"num_format": "#,##0"})
        self._fraction = book.add_format(common | {"num_format": "#,##0.00"})
        self._date = book.add_format(common | {"num_format": "d-m-yyyy"})

    def write(self, sheet: Any, row: int, column: int, value: shown.Value) -> None:
        match value:
            case None | "":
                pass
            case date():
                sheet.write_datetime(row, column, value, self._date)
            case int():
                sheet.write_number(row, column, value, self._number)
            case float():
                sheet.write_number(row, column, value, self._fraction)
            case str():
                self._write_text(sheet, row, column, _clean(value))

    def _write_text(self, sheet: Any, row: int, column: int, text: str) -> None:
        """Whatever it looks like: never a formula, an error or a number."""
        style = self._quoted if formulas.is_formula(text) else self._text
        text = text.replace("\r\n", "\n").replace("\r", "\n")  # XML knows one kind of line end
        if text.startswith("<r>"):
            # XlsxWriter takes this for markup of its own and would write it as it stands; in
            # pieces, three at least, it is text again.
            sheet.write_rich_string(row, column, *text[:2], text[2:], style)
        else:
            sheet.write_string(row, column, text, style)


def _write_xlsx(file: IO[bytes], table: Table[Any, Any, Any]) -> None:
    """The rows, and a second sheet that says what they are. Rows wait in a temporary file, not in
    memory.
    """
    from xlsxwriter import Workbook  # only here: most processes never write a spreadsheet

    with (
        TemporaryDirectory() as folder,
        Workbook(file, {"constant_memory": True, "tmpdir": folder}) as book,
    ):
        book.set_properties({"author": "Schakelbord", "title": table.title})
        sheet = book.add_worksheet(_SHEET_TITLE.sub(" ", table.title)[:31])
        sheet.freeze_panes(1, 0)
        bold = _Cells(book, is_bold=True, wraps=True)
        for n, (column, header) in enumerate(zip(table.columns, table.headers, strict=True)):
            sheet.set_column_pixels(n, n, column.width * PIXELS_A_LETTER)
            bold.write(sheet, 0, n, header)
        cells = [_Cells(book, column.kind) for column in table.columns]
        for place, row in enumerate(table.rows, start=1):
            for n, (made, value) in enumerate(zip(cells, row, strict=True)):
                made.write(sheet, place, n, value)
        sheet.autofilter(0, 0, table.count, len(cells) - 1)
        _write_about(book, table)


def _write_about(book: Any, table: Table[Any, Any, Any]) -> None:
    sheet = book.add_worksheet(_("Explanation"))
    sheet.set_column_pixels(0, 0, 20 * PIXELS_A_LETTER)
    sheet.set_column_pixels(1, 1, 90 * PIXELS_A_LETTER)
    bold, plain = _Cells(book, is_bold=True), _Cells(book, wraps=True)
    for place, (name, value) in enumerate(table.about):
        bold.write(sheet, place, 0, name)
        plain.write(sheet, place, 1, value)
