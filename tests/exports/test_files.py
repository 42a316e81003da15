"""What the files are made of: the dialect of a Dutch Excel, real dates and numbers, no cell that
calculates.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime

import pytest
from openpyxl import load_workbook

from app.core.i18n import number
from app.core.inputs import Input
from app.core.pages import ResultPage
from app.core.shown import Column, Kind, Value
from app.exports.files import Ending, write
from app.exports.listing import Listing, Table, every_row
from app.target_groups.choices import RegionChoices
from tests.exports.opened import notes_of, opened_csv, opened_xlsx
from tests.world import World

RISKY = [
    "=1+1",
    "+31 6",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1+1",
    "\n@a",
    "＝1+1",
    "=cmd|' /C calc'!A0",
]
ODD = ["#N/A", "1-1-2026", "00123", 'a";=1+1', "a\nb", "é €", "TRUE", "1e5", "https://a.nl"]
# What the library that writes takes for markup of its own.
ODD += ["<r></r>", "<r><t>a</t></r>", "<r></is></c><c r='B9'><f>1+1</f></c></r>", "<r>", "{=1}"]


class NoFilters(Input):
    """A list without filters."""


Triple = tuple[str, int | str | None, date | None]
Writer = Callable[..., bytes]


@pytest.fixture
def written(world: World) -> Writer:
    """The bytes of a list of a text, a number and a day."""

    def make(ending: Ending, *rows: Triple, most: int = 100, header: str = "Titel") -> bytes:
        listing: Listing[NoFilters, RegionChoices, Triple] = Listing(
            name="test",
            title="Rijen/en: een [lange] titel die niet op het blad past",
            filename="rijen",
            filters=NoFilters,
            choices=RegionChoices,
            rows=lambda session, actor, filters: rows,
            columns=(
                Column(header, lambda row, words: row[0], width=44),
                Column("Aantal", lambda row, words: row[1], Kind.NUMBER),
                Column("Dag", lambda row, words: row[2], Kind.DATE),
            ),
        )
        file = io.BytesIO()
        write(ending, file, Table(world.session, world["amina"], listing, NoFilters(), most=most))
        return file.getvalue()

    return make


def test_a_csv_is_the_dialect_of_a_dutch_excel(written: Writer) -> None:
    content = written(Ending.CSV, ("Soep; én brood", 1250, date(2026, 3, 9)), ("", None, None))
    assert (
        content
        == b"\xef\xbb\xbf" + 'Titel;Aantal;Dag\r\n"Soep; én brood";1250;9-3-2026\r\n;;\r\n'.encode()
    )


@pytest.mark.parametrize("text", RISKY, ids=repr)
def test_a_cell_of_a_csv_never_starts_as_a_formula(written: Writer, text: str) -> None:
    (row,) = opened_csv(written(Ending.CSV, (text, None, None)))
    assert row["Titel"] == f"'{text}"


@pytest.mark.parametrize("text", [*RISKY, *ODD], ids=repr)
def test_a_cell_of_a_spreadsheet_is_the_text_itself_and_never_calculates(
    written: Writer, text: str
) -> None:
    content = written(Ending.XLSX, (text, None, None))
    cell = load_workbook(io.BytesIO(content)).worksheets[0]["A2"]
    # XML knows one kind of line end.
    assert (cell.value, cell.data_type) == (text.replace("\r", "\n"), "s")
    assert cell.quotePrefix is (text in RISKY)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert all(
            b"<f>" not in book.read(name) and b"<f " not in book.read(name)
            for name in book.namelist()
        )


@pytest.mark.parametrize("text", ODD, ids=repr)
def test_other_texts_stay_as_they_are_in_a_csv(written: Writer, text: str) -> None:
    (row,) = opened_csv(written(Ending.CSV, (text, None, None)))
    assert row["Titel"] == text


@pytest.mark.parametrize("ending", Ending)
def test_a_header_cannot_be_a_formula_either(written: Writer, ending: Ending) -> None:
    content = written(ending, header="=1+1")
    if ending is Ending.CSV:
        assert content.decode("utf-8-sig").startswith("'=1+1;")
    else:
        assert load_workbook(io.BytesIO(content)).worksheets[0]["A1"].data_type == "s"


@pytest.mark.parametrize("ending", Ending)
def test_what_xml_cannot_hold_is_left_out(written: Writer, ending: Ending) -> None:
    content = written(ending, ("a\x00b\x0bc\ufffe", None, None))
    rows = opened_csv(content) if ending is Ending.CSV else opened_xlsx(content).rows
    assert rows[0]["Titel"] == "abc"


def test_a_spreadsheet_has_real_numbers_and_days_and_a_head_that_stays(written: Writer) -> None:
    sheet = load_workbook(
        io.BytesIO(written(Ending.XLSX, ("Soep", 1250, date(2026, 3, 9)), ("x", "<5", None)))
    ).worksheets[0]
    assert (sheet["B2"].value, sheet["B2"].data_type, sheet["B2"].number_format) == (
        1250,
        "n",
        "#,##0",
    )
    assert (sheet["C2"].value, sheet["C2"].is_date, sheet["C2"].number_format) == (
        datetime(2026, 3, 9),
        True,
        "d-m-yyyy",
    )
    assert (sheet["B3"].value, sheet["B3"].data_type, sheet["B3"].alignment.horizontal) == (
        "<5",
        "s",
        "right",
    )
    assert sheet["A1"].font.bold and not sheet["A2"].font.bold
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:C3")
    assert sheet.column_dimensions["A"].width == 44
    assert len(sheet.title) <= 31


def test_a_list_without_rows_is_a_head_alone(written: Writer) -> None:
    assert opened_csv(written(Ending.CSV)) == []
    found = opened_xlsx(written(Ending.XLSX))
    assert (found.rows, found.about["Aantal rijen"]) == ([], 0)


def test_a_file_that_is_cut_off_says_so(written: Writer) -> None:
    rows: list[Triple] = [(f"Rij {n}", n, None) for n in range(1, 1203)]
    content = written(Ending.CSV, *rows, most=1200)
    titles = [row["Titel"] for row in opened_csv(content)]
    assert titles == [text for text, _n, _day in rows[:1200]]
    (last,) = notes_of(content)
    assert (
        last
        == f"Dit bestand is afgekapt na {number(1200)} rijen. Kies filters om de rest te krijgen."
    )
    found = opened_xlsx(written(Ending.XLSX, *rows, most=1200))
    assert (len(found.rows), found.about["Aantal rijen"]) == (1200, 1200)
    assert found.about["Niet compleet"] == last

    whole = opened_xlsx(written(Ending.XLSX, *rows[:1200], most=1200))
    assert len(whole.rows) == 1200 and "Niet compleet" not in whole.about
    assert len(opened_csv(written(Ending.CSV, *rows[:1200], most=1200))) == 1200


def test_pages_are_walked_to_the_end_and_not_begun_anew_when_the_rest_is_gone() -> None:
    pages: dict[str | None, ResultPage[Value]] = {
        None: ResultPage([1, 2], next="b"),
        "b": ResultPage([3, 4], next="c", previous="a"),
        "c": ResultPage([5], previous="b"),
    }
    assert list(every_row(pages.__getitem__)) == [1, 2, 3, 4, 5]
    pages["c"] = pages[
        None
    ]  # what `take_page` gives when there is nothing behind a cursor any more
    assert list(every_row(pages.__getitem__)) == [1, 2, 3, 4]
