"""The rows that could not be stored as a file to mend: what was read, and what is wrong with it."""

import csv
import io
from base64 import b64encode
from collections.abc import Mapping, Sequence

from app.core import formulas
from app.imports import checked_rows, columns, sheets

# In place of a cell that could not be read: who brings the file back is asked for it again.
UNREAD = "#WAARDE!"


def write_wrong_rows(
    mapped: columns.Mapped, sheet: sheets.Sheet, wrong: Mapping[int, Sequence[checked_rows.Fault]]
) -> bytes:
    """These rows of a sheet as a CSV of a Dutch spreadsheet, with a last column that says why. Who
    said what a column is, is not asked again: it has our name there, and what was said to be of no
    use is left out.
    """
    said = {h: column.names[0] for h, column in mapped.columns.items() if h in sheet.chosen}
    unused = {header for header, field in sheet.chosen.items() if not field}
    sheet = mapped.as_asked(sheet)
    headers = [h for h in sheet.headers if h.lower() != columns.FAULT and h not in unused]
    names = [said.get(header, header) for header in headers]
    # What stands in columns without a name goes along without one, and is asked again.
    width = max((len(row.surplus) for row in sheet.rows if row.number in wrong), default=0)
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([formulas.as_text(cell) for cell in (*names, *[""] * width, columns.FAULT)])
    for row in sheet.rows:
        if row.number in wrong:
            surplus = list(row.surplus.values())
            cells = [_cell(row, header) for header in headers]
            cells += surplus + [""] * (width - len(surplus))
            writer.writerow([formulas.as_text(cell) for cell in (*cells, _why(wrong[row.number]))])
    return text.getvalue().encode("utf-8-sig")


def as_address(content: bytes) -> str:
    """A file that is in the page itself: it may hold what may be kept nowhere."""
    return "data:text/csv;charset=utf-8;base64," + b64encode(content).decode()


def _cell(row: sheets.Row, header: str) -> str:
    if header in row.unread:
        return UNREAD
    cell = row.cells.get(header, "")
    return cell if isinstance(cell, str) else "; ".join(cell)


def _why(faults: Sequence[checked_rows.Fault]) -> str:
    return " ".join(
        f"{fault.column}: {fault.sentence}" if fault.column else fault.sentence for fault in faults
    )
