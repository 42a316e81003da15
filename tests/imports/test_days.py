"""Days and numbers of a spreadsheet, each in the format of the other: read as what they are, or
named by their cell. Nothing is guessed.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904, to_excel
from pydantic import ValidationError

from app.imports import columns
from app.imports.models import ImportKind
from tests.html import Page
from tests.imports.files import NEED, SOON, csv_file
from tests.imports.test_habits import DAY, NAMES, QUANTITY, ROW, book_of, is_quantity, read, saved
from tests.imports.test_mending import mend_file
from tests.imports.test_pages import send
from tests.world import Visitors

WITH_DAY = [*NAMES, "nodig tot"]
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
WHOLE = ["d-m-yyyy", "yyyy-mm-dd", "mm-dd-yy", "[$-413]d mmmm yyyy", "[$-F800]dddd, mmmm dd, yyyy",
         "dd/mm/yy;@", "d-m-yyyy h:mm", '"tot "d-m-yyyy', "d mmm yyyy hh:mm:ss AM/PM"]  # fmt: skip
PARTLY = ["mmm-yy", "mmmm yyyy", "yyyy", "d-mmm", "dddd", "mmm", "h:mm", "[h]:mm", "mm:ss",
          "yyyy h:mm", "d mmmm", "ddd yyyy mmm"]  # fmt: skip
NO_DAY = ["0", "General", "#,##0", "0.00", "@", '0" dagen"', "[Red]0"]


def read_row(*cells: Any, formats: dict[str, str] | None = None, names: list[str] | None = None,
             epoch: Any = None) -> Any:  # fmt: skip
    """The row of one file, as its columns ask for it."""
    book, sheet = book_of(names or WITH_DAY, list(cells))
    if epoch is not None:
        book.epoch = epoch
    for address, told in (formats or {}).items():
        sheet[address].number_format = told
    (row,) = columns.map_columns(ImportKind.NEEDS, read(saved(book))).rows
    return row


def read_day(text: str | None) -> date | None:
    try:
        return DAY.validate_python(text)
    except ValidationError:
        return None


@settings(max_examples=25)
@given(DAYS, st.times(), st.sampled_from(WHOLE), st.booleans())
def test_a_day_that_is_shown_whole_is_that_day_with_any_time_behind_it(
    day: date, moment: time, shown_as: str, is_timed: bool
) -> None:
    value = datetime.combine(day, moment.replace(microsecond=0)) if is_timed else day
    row = read_row(*ROW, value, formats={"F2": shown_as})
    assert read_day(row.cells["nodig tot"]) == day and not row.unread


def test_a_spreadsheet_that_counts_from_1904_has_the_same_days() -> None:
    day = date(2026, 12, 1)
    row = read_row(*ROW, day, formats={"F2": "d-m-yyyy"}, epoch=CALENDAR_MAC_1904)
    assert read_day(row.cells["nodig tot"]) == day


@settings(max_examples=25)
@given(DAYS, st.sampled_from(PARTLY))
def test_a_day_of_which_a_part_is_not_shown_is_named(day: date, shown_as: str) -> None:
    row = read_row(*ROW, day, formats={"F2": shown_as})
    assert row.unread == {"nodig tot": ["partly", "F2"]} and "nodig tot" not in row.cells


@settings(max_examples=25)
@given(DAYS, st.sampled_from(NO_DAY), st.booleans())
def test_a_day_that_is_shown_as_a_number_is_no_day(
    day: date, shown_as: str, is_timed: bool
) -> None:
    serial = to_excel(day) + (0.5 if is_timed else 0)  # type: ignore[no-untyped-call]
    row = read_row(*ROW, serial, formats={"F2": shown_as})
    assert read_day(row.cells.get("nodig tot", "")) is None


@settings(max_examples=25)
@given(st.integers(0, 60_000), st.sampled_from([*WHOLE, *PARTLY]), st.sampled_from("ABCDE"))
def test_a_number_that_is_shown_as_a_day_is_named_in_every_other_column(
    number: int, shown_as: str, letter: str
) -> None:
    place = "ABCDE".index(letter)
    row = read_row(
        *(number if nth == place else cell for nth, cell in enumerate(ROW)),
        SOON,
        formats={f"{letter}2": shown_as},
    )
    assert row.unread == {NAMES[place]: ["day", f"{letter}2"]}
    assert NAMES[place] not in row.cells


@pytest.mark.parametrize(
    "value", [datetime(2026, 2, 1), date(2026, 2, 1), time(12, 30), timedelta(hours=40)]
)
def test_what_the_spreadsheet_made_a_day_of_is_asked_in_the_title(value: Any) -> None:
    row = read_row(value, *ROW[1:], SOON)
    assert row.unread == {"titel": ["day", "A2"]}


def test_a_day_that_reaches_over_several_rows_is_named_in_each() -> None:
    book, sheet = book_of(NAMES, [date(2026, 2, 1), *ROW[1:]], [None, *ROW[1:]])
    sheet.merge_cells("A2:A3")
    rows = columns.map_columns(ImportKind.NEEDS, read(saved(book))).rows
    assert [row.unread for row in rows] == [{"titel": ["day", f"A{place}"]} for place in (2, 3)]


def test_a_day_in_a_column_that_nobody_reads_is_left_alone() -> None:
    row = read_row(*ROW, date(2026, 2, 1), names=[*NAMES, "gebeld op"])
    assert not row.unread


@given(st.integers(0, 4_000_000_000_000), st.sampled_from(["", ".0", ",5", "."]))
def test_no_number_is_a_day_however_far_it_counts(seconds: int, behind: str) -> None:
    """Programs read one as seconds, or thousands of them, since 1970."""
    assert read_day(f"{seconds}{behind}") is None
    assert read_day(f"{seconds // 86400 * 86400}{behind}") is None


@given(DAYS)
def test_no_day_is_a_number_of_people(day: date) -> None:
    written = (day.isoformat(), f"{day.day}-{day.month}-{day.year}", f"{day:%d/%m/%Y}",
               f"{day} 12:00:00", f"{day:%d-%m-%y}")  # fmt: skip
    assert not any(map(is_quantity, written))
    assert QUANTITY.validate_python("12") == 12


@pytest.mark.parametrize(
    "typed",
    ["1-12-2026 09:15", "1-12-2026 9:15:30", "2026-12-01 00:00:00", "2026-12-01T23:59:59",
     "2026-12-01 12:00", "1 december 2026 10:00", "01/12/2026 00:00", "1.12.2026"],
)  # fmt: skip
def test_a_day_with_a_time_behind_it_is_that_day(typed: str) -> None:
    assert read_day(typed) == date(2026, 12, 1)


@pytest.mark.parametrize(
    "typed",
    ["1-2", "1-12", "1-feb", "dec-26", "1-12-26", "12/31/2026", "2026/12/01", "20261201",
     "1796083200", "1796083200000", "2026-13-01", "2026-12", "01-12-2026 25:61 uur", "9:15"],
)  # fmt: skip
def test_what_can_be_read_in_two_ways_is_no_day(typed: str) -> None:
    assert read_day(typed) is None


def test_the_page_says_which_cell_and_what_to_do(visitors: Visitors) -> None:
    book, sheet = book_of(
        WITH_DAY,
        [date(2026, 2, 1), *ROW[1:], date(2027, 1, 1)],
        [*ROW[:4], 12, date(2027, 1, 1)],
        [ROW[0], *ROW[1:], 46388],
    )
    sheet["A2"].number_format = "d-mmm"
    sheet["E3"].number_format = "d-m-yyyy"
    sheet["F3"].number_format = "mmm yyyy"
    answer = send(visitors["amina"], saved(book), name="lijst.xlsx")
    assert answer.status_code == 422
    told = Page(answer.text)["content"].text
    assert "Cel A2 is voor je rekenblad een dag of een tijd" in told
    assert "Cel E3 is voor je rekenblad een dag of een tijd" in told
    assert "Cel F3 laat niet de hele dag zien" in told
    assert "“46388” is hoe een rekenblad dagen telt" in told
    # Nobody brings back the day that the spreadsheet made of it.
    _head, first, second, _third = mend_file(answer)
    assert (first[0], second[4], second[5]) == ("#WAARDE!",) * 3
    assert first[5] == "2027-01-01"


def test_a_text_file_with_such_a_day_says_it_too(visitors: Visitors) -> None:
    content = csv_file(dict(NEED, **{"nodig tot": "46388"}))
    answer = send(visitors["amina"], content, name="lijst.csv")
    assert answer.status_code == 422 and "hoe een rekenblad dagen telt" in answer.text
