"""The sheet of a file as rows of text: CSV as spreadsheets save it, XLSX and JSONL."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Self

from app.core import characters
from app.core.i18n import gettext as _
from app.imports import cell_texts, json_lines, separators, sheet_bounds, sheet_choice, workbooks
from app.imports.encodings import Letters, mended, read_letters

# What people add to the name of a column: "gemeente (naam of code)".
_BROKEN = re.compile(r"[-\u2010\u2011][^\S\n]*\n\s*")
_ASIDE = re.compile(r"(?<=[^ ]) ?\([^()]*\)$")

Cell = str | list[str]


@dataclass(frozen=True)
class Row:
    """One filled row. `number` is what a spreadsheet shows beside it; in JSONL the line."""

    number: int
    cells: dict[str, Cell]
    # By address: what stands in a column without a name.
    surplus: dict[str, str] = field(default_factory=dict)
    # By column: why its cell cannot be read, and the address of that cell. It is not empty.
    unread: dict[str, list[str]] = field(default_factory=dict)
    # Its spreadsheet does not show it, for instance because of a filter.
    is_hidden: bool = False
    # Somebody struck out all of it.
    is_struck: bool = False
    # The addresses of cells with a note beside them, which nobody reads.
    notes: Sequence[str] = ()
    # By column: what is a day or a time for its spreadsheet, how it is seen and its address.
    days: dict[str, list[str]] = field(default_factory=dict)

    @property
    def has_surplus(self) -> bool:
        return bool(self.surplus)


@dataclass(frozen=True)
class Sheet:
    """The rows of a file under the column names it uses."""

    headers: list[str]
    rows: list[Row]
    # What the workbook calls it; "" where a file has one sheet.
    name: str = ""
    # The row with the names of the columns, when something stands above it that nobody reads.
    names_row: int = 0
    # Sheets of the workbook that have the same columns, and are not read.
    others: tuple[str, ...] = ()
    # Columns that its spreadsheet does not show, with something in them.
    hidden: tuple[str, ...] = ()
    # By column: the letter above it. A file without columns has none.
    letters: Mapping[str, str] = field(default_factory=dict)
    # By column: the field that its sender says it is, "" for none. Of the others the names decide.
    chosen: Mapping[str, str] = field(default_factory=dict)
    # Columns that the file does not have: its sender said once what holds for all rows.
    once: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values, to be kept."""
        return {
            "headers": self.headers,
            "rows": [
                [
                    row.number,
                    row.cells,
                    row.surplus,
                    row.unread,
                    row.is_hidden,
                    row.is_struck,
                    row.notes,
                    row.days,
                ]
                for row in self.rows
            ],
            "name": self.name,
            "names_row": self.names_row,
            "others": self.others,
            "hidden": self.hidden,
            "letters": self.letters,
            "chosen": self.chosen,
            "once": self.once,
        }

    def with_once(self, said: Iterable[Sequence[str]]) -> Self:
        """With a column for each of these names, fields and texts, of every row alike."""
        added: dict[str, Cell] = {}
        chosen = dict(self.chosen)
        for header, of_field, text in said:
            while header in self.headers or header in added:
                header += "*"  # a column that is called so, and that its sender does not use
            added[header], chosen[header] = text, of_field
        rows = [replace(row, cells=row.cells | added) for row in self.rows]
        headers = [*self.headers, *added]
        return replace(self, headers=headers, rows=rows, chosen=chosen, once=tuple(added))

    def only(self, headers: Collection[str]) -> Self:
        """Without the other columns: what nobody reads is not kept either."""
        rows = [
            replace(
                row,
                cells={h: cell for h, cell in row.cells.items() if h in headers},
                unread={h: why for h, why in row.unread.items() if h in headers},
                days={h: seen for h, seen in row.days.items() if h in headers},
            )
            for row in self.rows
        ]
        return replace(self, headers=[h for h in self.headers if h in headers], rows=rows)

    def without(self, numbers: Collection[int]) -> Self:
        """The same sheet without these rows."""
        return replace(self, rows=[row for row in self.rows if row.number not in numbers])

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """What `to_json` gave."""
        rows = [Row(place, cells, more or {}, *rest) for place, cells, more, *rest in kept["rows"]]
        named = kept.get("name", ""), kept.get("names_row", 0)
        lists = tuple(kept.get("others", ())), tuple(kept.get("hidden", ()))
        by_column = kept.get("letters", {}), kept.get("chosen", {})
        once = tuple(kept.get("once", ()))
        return cls(kept["headers"], rows, *named, *lists, *by_column, once)


def read_sheet(
    filename: str,
    content: bytes,
    is_wanted: Callable[[list[str]], bool] = lambda headers: True,
    letters: Letters | None = None,
) -> Sheet:
    """The rows of a file, by its name and contents, below the first line of names that is wanted;
    of a workbook those of the first visible sheet that has one. Raises Invalid on the field "file",
    or on "letters" when somebody has to say how its letters are read.
    """
    if not content:
        raise sheet_bounds.refused(_("This file is empty."))
    if len(content) > sheet_bounds.MAX_BYTES:
        raise sheet_bounds.refused(
            _(
                "This file is too large. Use at most %(num)s MB.",
                num=sheet_bounds.MAX_BYTES // 1024**2,
            )
        )
    ending = filename.rpartition(".")[2].lower()
    if content.startswith(b"PK\x03\x04") and ending == "xlsx":
        opened = workbooks.read_workbook(content, is_wanted)
        lines = sheet_bounds.bounded(opened.lines)
        found = _table(mended(lines, letters), opened.hidden_columns, opened.days)
        rows = [
            replace(
                row,
                is_hidden=row.number in opened.hidden,
                is_struck=row.number in opened.struck,
                notes=opened.notes.get(row.number, ()),
            )
            for row in found.rows
        ]
        named = opened.name, opened.names_row, opened.others
        return Sheet(found.headers, rows, *named, found.hidden, found.letters)
    if ending in ("csv", "txt", "tsv") and not content.startswith(b"PK\x03\x04"):
        names_row, told = separators.read_lines(read_letters(content, letters), is_wanted)
        return replace(_table(sheet_bounds.bounded(told)), names_row=names_row)
    if ending in ("jsonl", "ndjson"):
        return _jsonl(read_letters(content, letters))
    if ending in ("xls", "xlsm", "xlsb", "ods", "xlsx"):
        raise sheet_bounds.refused(
            _(
                "This spreadsheet cannot be read. Save it as XLSX without macros or a password, "
                "and try again."
            )
        )
    raise sheet_bounds.refused(_("Choose a CSV, XLSX or JSONL file."))


def fold_name(header: str) -> str:
    """How names of columns are compared: without accents, capitals and marks between words, and
    whole where a word was broken off at the end of a line.
    """
    whole = _BROKEN.sub("", characters.normal(header))
    words = re.sub(r"[_*:-]", " ", whole)
    told = " ".join(characters.plain(words).lstrip("'’ ").split())
    return _ASIDE.sub("", told)


def _clean(text: str) -> str:
    return characters.normal(text).strip()


def _cleaned(line: sheet_bounds.Line) -> workbooks.Line:
    place, cells = line
    cleaned: list[str | cell_texts.Unread] = []
    for column, cell in enumerate(cells):
        found = cell if isinstance(cell, cell_texts.Unread) else _clean(cell)
        reason = cell_texts.reason_in(found) if isinstance(found, str) else None
        if reason is not None:
            found = cell_texts.Unread(reason, cell_texts.address(place, column))
        cleaned.append(found)
    return place, cleaned


def _headers(cells: list[str | cell_texts.Unread]) -> list[str]:
    for cell in cells:
        if isinstance(cell, cell_texts.Unread):
            message = _("The name of a column in cell %(cell)s cannot be read.", cell=cell.address)
            raise sheet_bounds.refused(message)
    headers = [cell for cell in cells if isinstance(cell, str)]
    while headers and not headers[-1]:
        headers.pop()
    if len(headers) > sheet_choice.MAX_COLUMNS:
        raise sheet_bounds.too_wide()
    twice = {name for name in headers if name and headers.count(name) > 1}
    if twice:
        raise sheet_bounds.refused(_("The column “%(name)s” is there twice.", name=min(twice)[:60]))
    return headers


def _table(
    lines: Iterable[sheet_bounds.Line],
    hidden: Collection[int] = (),
    days: Mapping[tuple[int, int], cell_texts.Reason] = MappingProxyType({}),
) -> Sheet:
    """A header and rows of cells. Rows without anything in them are skipped. `hidden`: columns.
    `days`: what is one for its spreadsheet, by row and column.
    """
    filled = (line for line in map(_cleaned, lines) if any(line[1]))
    headers = _headers(next(filled, (0, []))[1])
    rows: list[Row] = []
    for place, cells in filled:
        if len(rows) == sheet_bounds.MAX_ROWS:
            raise sheet_bounds.too_many()
        named = {name: cell for name, cell in zip(headers, cells, strict=False) if name}
        unread = {
            name: [cell.reason.value, cell.address]
            for name, cell in named.items()
            if isinstance(cell, cell_texts.Unread)
        }
        read: dict[str, Cell] = {n: c for n, c in named.items() if isinstance(c, str)}
        seen = {
            name: [days[place, column].value, cell_texts.address(place, column)]
            for column, name in enumerate(headers)
            if name in read and (place, column) in days
        }
        rows.append(Row(place, read, _surplus(place, cells, headers), unread, days=seen))
    unseen = (name for column, name in enumerate(headers) if name and column in hidden)
    used = tuple(n for n in unseen if any(row.cells.get(n) or n in row.unread for row in rows))
    letters = {n: cell_texts.letter(column) for column, n in enumerate(headers) if n}
    return _some(Sheet(list(letters), rows, hidden=used, letters=letters))


def _surplus(
    place: int, cells: Sequence[str | cell_texts.Unread], headers: Sequence[str]
) -> dict[str, str]:
    """What stands in columns without a name; a merge that reaches there brings nothing, and what
    is struck out neither.
    """
    found: dict[str, str] = {}
    for column, cell in enumerate(cells):
        if column < len(headers) and headers[column]:
            continue
        if isinstance(cell, cell_texts.Unread):
            if cell.reason not in (cell_texts.Reason.MERGED, cell_texts.Reason.STRUCK):
                found[cell.address] = ""
        elif cell:
            found[cell_texts.address(place, column)] = cell
    return found


def _some(sheet: Sheet) -> Sheet:
    if not sheet.rows:
        raise sheet_bounds.refused(
            _("There are no rows in this file. The first row holds the names of the columns.")
        )
    return sheet


def _jsonl(text: str) -> Sheet:
    headers: dict[str, None] = {}
    rows: list[Row] = []
    for place, cells in json_lines.read_objects(text):
        if len(rows) == sheet_bounds.MAX_ROWS:
            raise sheet_bounds.too_many()
        named: dict[str, Cell] = {
            _clean(name): [*map(_clean, cell)] if isinstance(cell, list) else _clean(cell)
            for name, cell in cells.items()
        }
        headers |= dict.fromkeys(named)
        if len(headers) > sheet_choice.MAX_COLUMNS:
            raise sheet_bounds.too_wide()
        rows.append(Row(place, named))
    return _some(Sheet(list(headers), rows))
