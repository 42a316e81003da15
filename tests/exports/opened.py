"""Files as somebody finds them on opening: a CSV as a Dutch spreadsheet reads it, an XLSX as
openpyxl does.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook
from starlette.testclient import TestClient

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Opened:
    """The rows by header, and what the second sheet says."""

    rows: Rows
    about: dict[str, Any]

    def column(self, header: str) -> list[Any]:
        return [row[header] for row in self.rows]


def opened_csv(content: bytes) -> Rows:
    """The rows, without the sentences below them."""
    return [row for row in _lines(content) if not next(iter(row.values())).startswith("# ")]


def notes_of(content: bytes) -> list[str]:
    """The sentences below the rows of a CSV."""
    found = (next(iter(row.values())) for row in _lines(content))
    return [cell.removeprefix("# ") for cell in found if cell.startswith("# ")]


def _lines(content: bytes) -> Rows:
    assert content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";", strict=True))


def opened_xlsx(content: bytes) -> Opened:
    book = load_workbook(io.BytesIO(content))
    sheet, about = book.worksheets
    headers, *rows = sheet.iter_rows(values_only=True)
    told = {str(name): value for name, value in about.iter_rows(values_only=True)}
    return Opened([dict(zip(map(str, headers), row, strict=True)) for row in rows], told)


def taken(client: TestClient, path: str, **filters: str) -> Opened:
    """Both files of a list, opened; they say the same."""
    csv_answer = client.get(f"{path}.csv", params=filters)
    xlsx_answer = client.get(f"{path}.xlsx", params=filters)
    assert (csv_answer.status_code, xlsx_answer.status_code) == (200, 200)
    found = opened_xlsx(xlsx_answer.content)
    assert opened_csv(csv_answer.content) == [
        {k: _written(v) for k, v in row.items()} for row in found.rows
    ]
    return found


def _written(value: Any) -> str:
    """What a CSV makes of a cell."""
    if isinstance(value, (date, datetime)):
        return f"{value.day}-{value.month}-{value.year}"
    if isinstance(value, float):
        return f"{value:.10g}".replace(".", ",")
    return "" if value is None else str(value)
