"""Workbooks as coordinators keep them: merged, calculated, with hidden sheets and empty cells."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.styles import PatternFill
from sqlmodel import Session

from app.core.errors import Invalid
from app.imports import checked_rows, columns, commands
from app.imports.cell_texts import address
from app.imports.models import ImportKind
from app.imports.sheets import Sheet, read_sheet
from tests.imports.files import NEED, csv_file
from tests.world import World

HEADERS = ["titel", "gemeente", "aantal", "eenheid"]


def book_of(*rows: list[Any]) -> tuple[Workbook, Any]:
    book = Workbook()
    sheet: Any = book.active
    for row in (HEADERS, *rows):
        sheet.append(row)
    return book, sheet


def read(book: Workbook, **parts: tuple[bytes, bytes]) -> Sheet:
    """What is read of a book, with one thing replaced in the XML of its first sheet."""
    content = io.BytesIO()
    book.save(content)
    name = "xl/worksheets/sheet1.xml"
    changed = io.BytesIO()
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(changed, "w") as new:
        for part in old.namelist():
            data = old.read(part)
            for before, after in parts.values() if part == name else ():
                assert before in data
                data = data.replace(before, after)
            new.writestr(part, data)
    wanted = lambda headers: columns.has_first(ImportKind.NEEDS, headers)  # noqa: E731
    return read_sheet("lijst.xlsx", changed.getvalue(), wanted)


def test_a_merge_counts_for_every_row_it_covers_and_for_no_row_below() -> None:
    rows: list[list[Any]] = [
        ["A", "Eemsdelta", 1, "mensen"],
        ["B", None, 2, None],
        ["C", None, 3, None],
    ]
    book, sheet = book_of(*rows, ["D", None, 4, None])
    sheet.merge_cells("B2:B4")
    sheet.merge_cells("D2:D3")
    found = [(row.cells["gemeente"], row.cells["eenheid"]) for row in read(book).rows]
    assert found == [
        ("Eemsdelta", "mensen"),
        ("Eemsdelta", "mensen"),
        ("Eemsdelta", ""),
        ("", ""),
    ]


def test_a_merge_makes_no_row_of_a_line_that_has_nothing_of_its_own() -> None:
    book, sheet = book_of(["A", "Eemsdelta", 1, "mensen"])
    sheet.merge_cells("B2:B400")
    assert len(read(book).rows) == 1


def test_a_merge_over_two_columns_leaves_the_second_unread() -> None:
    book, sheet = book_of(["A", "Eemsdelta", 1, None], ["B", "Oldambt", 2, "mensen"])
    sheet.merge_cells("C2:D2")
    first, second = read(book).rows
    assert (first.cells["aantal"], first.unread) == ("1", {"eenheid": ["merged", "D2"]})
    assert second.unread == {}


def test_the_name_of_a_column_that_is_two_lines_high_is_no_value() -> None:
    book, sheet = book_of([None, None, "(hoeveel)", None], ["A", "Oldambt", 2, "mensen"])
    sheet.merge_cells("A1:A2")
    assert read(book).rows[0].cells["titel"] == ""


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (b'<c r="C2"><f>A1</f></c>', "formula"),
        (b'<c r="C2"><f>A1</f><v></v></c>', "formula"),
        (b'<c r="C2"><f>A1</f><v/></c>', "formula"),
        (b'<c r="C2"><f t="shared" si="0"/></c>', "formula"),
        (b'<c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "error"),
        (b'<c r="C2" t="e"><v>#N/A</v></c>', "error"),
        (b'<c r="C2" t="str"><f>A1</f><v>#N/B</v></c>', "error"),
        (b'<c r="C2"><f>A1</f><v>7</v></c>', None),
        (b'<c r="C2" t="str"><f>A1</f><v></v></c>', None),
        (b'<c r="C2" s="0"/>', None),
    ],
)
def test_only_a_cell_whose_value_was_saved_is_read(cell: bytes, reason: str | None) -> None:
    book, _sheet = book_of(["A", "Oldambt", 12345, "mensen"])
    found = read(book, cell=(b'<c r="C2" t="n"><v>12345</v></c>', cell)).rows[0]
    assert found.unread == ({} if reason is None else {"aantal": [reason, "C2"]})


def test_an_error_in_a_csv_is_unread_as_well() -> None:
    row = read_sheet("a.csv", b"titel;aantal\nA;#N/B\nB;#1 van de lijst\n").rows
    assert [found.unread for found in row] == [{"aantal": ["error", "B2"]}, {}]


def test_a_name_of_a_column_that_cannot_be_read_is_refused_with_its_address() -> None:
    book, sheet = book_of(["A", "Oldambt", 1, "mensen"])
    sheet["D1"] = "=A1"
    with pytest.raises(Invalid, match="D1"):
        read(book)


def test_the_first_visible_sheet_with_the_first_column_is_read_and_named() -> None:
    book = Workbook()
    hidden, notes = book.active, book.create_sheet("Toelichting")
    right, later = book.create_sheet("Behoeften"), book.create_sheet("Oud")
    assert hidden is not None
    hidden.sheet_state = "hidden"
    for sheet, title in ((hidden, "Verborgen"), (right, "Goed"), (later, "Oud")):
        sheet.append(["\u200btitel", "aantal"])
        sheet.append([title, 1])
    notes.append(["Lees mij"])
    notes.append(["Iets"])
    found = read(book)
    assert (found.name, found.rows[0].cells["titel"]) == ("Behoeften", "Goed")


def test_one_formatted_empty_cell_far_below_is_no_row() -> None:
    book, sheet = book_of(["A", "Oldambt", 1, "mensen"])
    sheet.cell(51_000, 2).fill = PatternFill("solid", fgColor="FFFF00")
    assert len(read(book).rows) == 1
    sheet.cell(1_048_576, 1).value = "Z"
    assert [row.number for row in read(book).rows] == [2, 1_048_576]


def test_a_row_that_no_spreadsheet_has_is_not_walked_to() -> None:
    book, _sheet = book_of(["A", "Oldambt", 1, "mensen"])
    with pytest.raises(Invalid, match="rekenblad"):
        read(book, row=(b'<row r="2">', b'<row r="99999999999">'), a2=(b'r="A2"', b""))


@pytest.mark.parametrize(("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (60, "BI")])
def test_an_address_is_that_of_a_spreadsheet(column: int, letters: str) -> None:
    assert address(7, column) == f"{letters}7"


def test_an_unread_cell_makes_its_row_wrong_and_says_where(session: Session, world: World) -> None:
    """Nothing is filled in for it: not the whole region, not people, not normal, not the owner."""
    amina = world["amina"]
    for name in [*NEED, "omschrijving", "urgentie", "organisatie", "nodig vanaf"]:
        content = csv_file(NEED | {name: "#N/B"})
        mapped = columns.map_columns(ImportKind.NEEDS, read_sheet("a.csv", content))
        seat = commands.seat_for(amina, ImportKind.NEEDS, None)
        (row,) = commands.preview(session, amina, mapped, seat).rows
        assert row.outcome is checked_rows.Outcome.WRONG
        said = [fault.sentence for fault in row.faults if fault.column == name]
        assert said and mapped.rows[0].unread[name][1] in said[0]
