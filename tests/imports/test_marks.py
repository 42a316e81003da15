"""What people do instead of deleting: a line through it, a row or a column out of sight."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from sqlmodel import select

from app.needs.models import Need
from tests.html import Page
from tests.imports.test_habits import NAMES, ROW, book_of, read, saved
from tests.imports.test_pages import confirm_address, send
from tests.world import Visitors

OTHER = ["Hulp in huis", *ROW[1:]]
THROUGH = Font(strike=True)
TOLD = "doorgehaald"


def strike(sheet: Any, row: int, *columns: int) -> None:
    for column in columns or range(1, len(NAMES) + 1):
        sheet.cell(row, column).font = THROUGH


def shared(content: bytes) -> bytes:
    """The same workbook with its texts in a part of their own, as Excel saves them."""
    texts: list[bytes] = []
    then = io.BytesIO()

    def share(xml: bytes) -> bytes:
        pieces = xml.split(b'"inlineStr"><is>')
        told = pieces[0]
        for piece in pieces[1:]:
            text, _end, rest = piece.partition(b"</is>")
            told += b'"s"><v>%d</v>' % len(texts) + rest
            texts.append(text)
        return told

    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(then, "w") as new:
        for part in old.namelist():
            data = old.read(part)
            if part.endswith("sheet1.xml"):
                data = share(data)
            if part == "[Content_Types].xml":
                data = data.replace(
                    b"</Types>",
                    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.'
                    b'openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
                )
            new.writestr(part, data)
        new.writestr(
            "xl/sharedStrings.xml",
            b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            + b"".join(b"<si>" + text + b"</si>" for text in texts)
            + b"</sst>",
        )
    return then.getvalue()


def titles(visitors: Visitors) -> set[str]:
    wanted = (ROW[0], OTHER[0])
    found = visitors.world.session.exec(select(Need.title).where(Need.title.in_(wanted))).all()  # type: ignore[attr-defined]
    return set(found)


def sent(visitors: Visitors, content: bytes) -> Any:
    return send(visitors["amina"], content, name="lijst.xlsx")


@pytest.mark.parametrize("change", [lambda content: content, shared])
def test_a_row_with_a_line_through_it_stays_out(visitors: Visitors, change: Any) -> None:
    book, sheet = book_of(NAMES, ROW, OTHER)
    strike(sheet, 3)
    shown = sent(visitors, change(saved(book)))
    assert [TOLD in row.text for row in Page(shown.text).every("tr")] == [False, False, True]
    assert visitors["amina"].post(confirm_address(shown)).status_code == 303
    assert titles(visitors) == {ROW[0]}


def test_who_wants_it_all_the_same_chooses_that(visitors: Visitors) -> None:
    book, sheet = book_of(NAMES, OTHER)
    strike(sheet, 2)
    shown = sent(visitors, saved(book))
    answer = visitors["amina"].post(confirm_address(shown), data={"row": "2:new"})
    assert answer.status_code == 303 and titles(visitors) == {OTHER[0]}


def test_of_two_rows_alike_the_one_without_a_line_counts(visitors: Visitors) -> None:
    book, sheet = book_of(NAMES, ROW, ROW)
    strike(sheet, 2)
    shown = sent(visitors, saved(book))
    assert visitors["amina"].post(confirm_address(shown)).status_code == 303
    assert titles(visitors) == {ROW[0]}


def test_a_row_with_a_line_that_is_wrong_is_nobodys_concern_and_is_not_kept(
    visitors: Visitors,
) -> None:
    book, sheet = book_of(NAMES, ROW, ["Bel 06-12345678", *ROW[1:]])
    strike(sheet, 3)
    shown = sent(visitors, saved(book))
    assert shown.status_code == 200 and "1 nieuw" in shown.text
    again = visitors["amina"].get(confirm_address(shown).removesuffix("/bevestigen"))
    assert "06-12345678" in shown.text and "06-12345678" not in again.text


@pytest.mark.parametrize("row", [ROW, [None, *ROW[1:]]])
@pytest.mark.parametrize("column", [1, 5])
def test_a_cell_with_a_line_through_it_is_not_read_as_if_it_had_none(
    visitors: Visitors, column: int, row: list[Any]
) -> None:
    book, sheet = book_of(NAMES, row)
    strike(sheet, 2, column)
    shown = sent(visitors, saved(book))
    assert shown.status_code == 422
    if row[column - 1] is not None:
        assert f"Cel {'ABCDE'[column - 1]}2 is" in shown.text


@pytest.mark.parametrize("change", [lambda content: content, shared])
@pytest.mark.parametrize(
    ("pieces", "is_told"),
    [
        (["12 ", TextBlock(InlineFont(strike=True), "9")], True),
        ([TextBlock(InlineFont(strike=True), "9 "), TextBlock(InlineFont(b=True), "12")], True),
        ([TextBlock(InlineFont(strike=True), " "), TextBlock(InlineFont(b=True), "12")], False),
        ([TextBlock(InlineFont(i=True), "1"), TextBlock(InlineFont(strike=False), "2")], False),
    ],
)
def test_a_number_with_an_old_one_struck_out_beside_it_is_asked(
    visitors: Visitors, change: Any, pieces: list[Any], is_told: bool
) -> None:
    book, sheet = book_of(NAMES, ROW)
    sheet["E2"] = CellRichText(*pieces)
    shown = sent(visitors, change(saved(book)))
    assert ("Cel E2 is" in shown.text) == is_told == (shown.status_code == 422)


def test_a_line_through_the_names_of_columns_or_a_note_says_nothing_of_the_rows(
    visitors: Visitors,
) -> None:
    book, sheet = book_of([*NAMES, "nota"], [*ROW, "oud"], [*ROW[:4], 13, None, "weg"])
    strike(sheet, 1)
    strike(sheet, 2, 6)
    strike(sheet, 3, 7)
    shown = sent(visitors, saved(book))
    assert shown.status_code == 200 and TOLD not in shown.text
    assert "2 nieuw" in shown.text


def test_a_merge_from_a_row_with_a_line_is_asked_in_the_next_one(visitors: Visitors) -> None:
    book, sheet = book_of(NAMES, ROW, [None, *OTHER[1:]])
    sheet.merge_cells("A2:A3")
    strike(sheet, 2)
    shown = sent(visitors, saved(book))
    rows = Page(shown.text).every("tr")
    assert "Deze rij is doorgehaald" in rows[1].text and "Cel A2 is" in rows[2].text


@pytest.mark.parametrize("way", ["hidden", "width", "group"])
def test_a_hidden_column_that_is_read_is_named(visitors: Visitors, way: str) -> None:
    book, sheet = book_of([*NAMES, "urgentie", "omschrijving"], [*ROW, "hoog", None])
    for letter in "FG":
        if way == "hidden":
            sheet.column_dimensions[letter].hidden = True
        elif way == "width":
            sheet.column_dimensions[letter].width = 7.25
        else:
            sheet.column_dimensions.group(letter, hidden=True)
    content = saved(book, lambda xml: xml.replace(b'"7.25"', b'"0"'))
    found = read(content)
    assert found.hidden == ("urgentie",) and found.from_json(found.to_json()) == found
    shown = sent(visitors, content).text
    assert "Deze kolommen zijn verborgen in je rekenblad" in shown


@pytest.mark.parametrize("way", ["filter", "group", "height"])
def test_a_row_is_hidden_however_it_was_done(way: str) -> None:
    book, sheet = book_of(NAMES, ROW, OTHER)
    if way == "filter":
        sheet.auto_filter.ref = "A1:E3"
        sheet.auto_filter.add_filter_column(0, [ROW[0]])
        sheet.row_dimensions[3].hidden = True
    elif way == "group":
        sheet.row_dimensions.group(3, 3, hidden=True)
    flat = (b'<row r="3"', b'<row r="3" ht="0" customHeight="1"')
    content = saved(book, lambda xml: xml.replace(*flat) if way == "height" else xml)
    assert [row.is_hidden for row in read(content).rows] == [False, True]


def test_a_note_beside_a_cell_is_not_read_and_that_is_said(visitors: Visitors) -> None:
    book, sheet = book_of(NAMES, ROW, OTHER)
    sheet["E3"].comment = Comment("dit getal klopt niet", "Marijke")
    shown = sent(visitors, saved(book))
    rows = Page(shown.text).every("tr")
    assert ["E3" in row.text for row in rows] == [False, False, True]
    assert "Marijke" not in shown.text
