"""The sheet of a file as rows of text: CSV as spreadsheets save it, XLSX and JSONL.

Formulas are never calculated, only read.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Self

from app.core import characters
from app.core.errors import Invalid
from app.core.i18n import gettext as _, number

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 5_000
MAX_COLUMNS = 60
# An XLSX is a zip: what may come out of it, and how far down its last row may be.
MAX_UNPACKED = 40 * 1024 * 1024
MAX_PARTS = 500
MAX_SHEET_ROW = 50_000

Cell = str | list[str]


@dataclass(frozen=True)
class Row:
    """One filled row. `number` is what a spreadsheet shows beside it; in JSONL the line."""

    number: int
    cells: dict[str, Cell]
    # There was something in a column without a name.
    has_surplus: bool = False


@dataclass(frozen=True)
class Sheet:
    """The rows of a file under the column names it uses."""

    headers: list[str]
    rows: list[Row]

    def to_json(self) -> dict[str, Any]:
        """Plain values, to be kept."""
        return {
            "headers": self.headers,
            "rows": [[row.number, row.cells, row.has_surplus] for row in self.rows],
        }

    def only(self, headers: Collection[str]) -> Self:
        """Without the other columns: what nobody reads is not kept either."""
        rows = [
            replace(row, cells={h: cell for h, cell in row.cells.items() if h in headers})
            for row in self.rows
        ]
        return replace(self, headers=[h for h in self.headers if h in headers], rows=rows)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """What `to_json` gave."""
        return cls(kept["headers"], [Row(*row) for row in kept["rows"]])


def read_sheet(filename: str, content: bytes) -> Sheet:
    """The rows of a file, by its name and contents. Raises Invalid on the field "file"."""
    if not content:
        raise _refused(_("This file is empty."))
    if len(content) > MAX_BYTES:
        raise _refused(
            _("This file is too large. Use at most %(num)s MB.", num=MAX_BYTES // 1024**2)
        )
    ending = filename.rpartition(".")[2].lower()
    if content.startswith(b"PK\x03\x04") and ending == "xlsx":
        return _table(_xlsx_rows(content))
    if ending in ("csv", "txt", "tsv") and not content.startswith(b"PK\x03\x04"):
        return _table(_csv_rows(_decoded(content)))
    if ending in ("jsonl", "ndjson"):
        return _jsonl(_decoded(content))
    if ending in ("xls", "xlsm", "xlsb", "ods", "xlsx"):
        raise _refused(
            _(
                "This spreadsheet cannot be read. Save it as XLSX without macros or a password, "
                "and try again."
            )
        )
    raise _refused(_("Choose a CSV, XLSX or JSONL file."))


def _refused(message: str) -> Invalid:
    return Invalid({"file": message})


def _unreadable() -> Invalid:
    return _refused(
        _("This spreadsheet cannot be read. Save it again as XLSX, or as CSV, and try again.")
    )


def _too_many() -> Invalid:
    return _refused(
        _(
            "This file has more than %(num)s rows. Split it into smaller files.",
            num=number(MAX_ROWS),
        )
    )


def _clean(text: str) -> str:
    return characters.normal(text).strip()


def _table(lines: Iterable[tuple[int, list[str]]]) -> Sheet:
    """A header and rows of cells. Rows without anything in them are skipped."""
    filled = ((place, [_clean(cell) for cell in cells]) for place, cells in lines)
    filled = ((place, cells) for place, cells in filled if any(cells))
    headers = next(filled, (0, []))[1]
    while headers and not headers[-1]:
        headers.pop()
    if len(headers) > MAX_COLUMNS:
        raise _refused(_("This file has more than %(num)s columns.", num=MAX_COLUMNS))
    twice = {name for name in headers if name and headers.count(name) > 1}
    if twice:
        raise _refused(_("The column “%(name)s” is there twice.", name=min(twice)[:60]))
    rows: list[Row] = []
    for place, cells in filled:
        if len(rows) == MAX_ROWS:
            raise _too_many()
        named = {name: cell for name, cell in zip(headers, cells, strict=False) if name}
        nameless = [cell for n, cell in enumerate(cells) if n >= len(headers) or not headers[n]]
        rows.append(Row(place, {**named}, any(nameless)))
    return _some(Sheet([name for name in headers if name], rows))


def _some(sheet: Sheet) -> Sheet:
    if not sheet.rows:
        raise _refused(
            _("There are no rows in this file. The first row holds the names of the columns.")
        )
    return sheet


# CSV


def _decoded(content: bytes) -> str:
    """UTF-8, UTF-16 when it says so, or what a Dutch Excel writes (Windows-1252)."""
    encodings = (
        ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    )
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise _refused(
        _("The letters in this file cannot be read. Save it as “CSV UTF-8” and try again.")
    )


def _csv_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    separator = ""
    if told := re.match(r"sep=(.)\r?\n", text, re.IGNORECASE):  # an instruction to Excel, not a row
        separator, text = told.group(1), text[told.end() :]
    if not separator:
        names = re.sub(r'"[^"]*"', "", text.lstrip().split("\n", 1)[0])
        separator = max(";,\t", key=names.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    place = 0
    try:
        for cells in reader:
            place += 1
            yield place, cells
    except csv.Error:
        raise _refused(
            _(
                'Row %(row)s cannot be read. Is there a quotation mark (") too many or too few?',
                row=place + 1,
            )
        ) from None


# XLSX


def _xlsx_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The first sheet, with of every formula the value that was last saved."""
    from openpyxl import load_workbook  # only here: most processes never read a spreadsheet

    _refuse_bomb(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its own size need not be so
        place = 0
        for place, cells in enumerate(
            sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True), start=1
        ):
            if place > MAX_SHEET_ROW:
                break
            yield place, [_text(value) for value in cells]
        book.close()
    except Exception as problem:  # a broken file may fail anywhere inside the library
        if isinstance(problem, Invalid):
            raise
        raise _unreadable() from None
    if place > MAX_SHEET_ROW:
        raise _too_many()


def _refuse_bomb(content: bytes) -> None:
    """A zip that says it holds more than a sheet of 5,000 rows needs. Python reads no more than
    what it says.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise _unreadable() from None
    if any(part.filename.lower().endswith(("vbaproject.bin", ".xlm")) for part in parts):
        raise _refused(
            _("This spreadsheet holds macros. Save it as XLSX without macros and try again.")
        )
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise _refused(
            _("This spreadsheet is too large. Keep the sheet with the rows only, and try again.")
        )


def _text(value: object) -> str:
    """A cell as somebody would type it."""
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
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


# JSONL


def _jsonl(text: str) -> Sheet:
    headers: dict[str, None] = {}
    rows: list[Row] = []
    for place, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        if len(rows) == MAX_ROWS:
            raise _too_many()
        try:
            thing = json.loads(line)
            if not isinstance(thing, dict):
                raise ValueError
            cells = {_clean(name): _cell(value) for name, value in thing.items()}
        except (ValueError, RecursionError):
            raise _refused(
                _("Line %(row)s is not a JSON object with texts, numbers and lists.", row=place)
            ) from None
        headers |= dict.fromkeys(cells)
        if len(headers) > MAX_COLUMNS:
            raise _refused(_("This file has more than %(num)s columns.", num=MAX_COLUMNS))
        rows.append(Row(place, cells))
    return _some(Sheet(list(headers), rows))


def _cell(value: object) -> Cell:
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return _plain(value)


def _plain(value: object) -> str:
    if isinstance(value, (dict, list)):
        raise ValueError
    return _clean(_text(value))
