"""Spreadsheets as people keep them: titles above the names, notes beside the rows, odd cells."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from hypothesis import given, strategies as st
from openpyxl import Workbook
from pydantic import TypeAdapter, ValidationError
from sqlmodel import Session

from app.core import i18n, inputs
from app.core.errors import Invalid
from app.imports import cell_texts, columns, encodings, queries, separators, sheets
from app.imports.models import ImportKind
from app.imports.vocabulary import Vocabulary
from tests.html import Page
from tests.imports.files import NEED, csv_file
from tests.imports.test_mending import mend_file
from tests.imports.test_pages import send
from tests.world import Visitors, World

NAMES = ["titel", "soort hulp", "doelgroep", "gemeente", "aantal"]
ROW = ["Tolken bij het spreekuur", "Taal en tolken", "Ouderen", "Eemsdelta", 12]
# Without these columns no row can be right, so a file without one of them is refused as a whole.
NEEDED = {
    "title": "titel",
    "support_type": "soort hulp",
    "target_group": "doelgroep",
    "quantity": "aantal",
}
QUANTITY: TypeAdapter[int] = TypeAdapter(inputs.Quantity)
DAY: TypeAdapter[date] = TypeAdapter(inputs.Day)


def saved(book: Workbook, change: Callable[[bytes], bytes] = lambda xml: xml) -> bytes:
    """The book as a file, its first sheet changed by hand."""
    first, then = io.BytesIO(), io.BytesIO()
    book.save(first)
    with zipfile.ZipFile(first) as old, zipfile.ZipFile(then, "w") as new:
        for part in old.namelist():
            data = old.read(part)
            new.writestr(part, change(data) if part.endswith("sheet1.xml") else data)
    return then.getvalue()


def book_of(*rows: list[Any]) -> tuple[Workbook, Any]:
    book = Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(row)
    return book, sheet


def read(content: bytes, name: str = "lijst.xlsx", kind: ImportKind = ImportKind.NEEDS,
         **more: Any) -> sheets.Sheet:  # fmt: skip
    return sheets.read_sheet(name, content, partial(columns.has_first, kind), **more)


def mapped(content: bytes, name: str = "lijst.xlsx") -> list[dict[str, list[str]]]:
    """What each row says, by field."""
    found = columns.map_columns(ImportKind.NEEDS, read(content, name))
    return [found.typed(row) for row in found.rows]


def is_quantity(text: str) -> bool:
    try:
        QUANTITY.validate_python(text)
    except ValidationError:
        return False
    return True


# Numbers


@given(st.integers(1, 999_999), st.integers(1, 999), st.sampled_from([10, 100, 1000]))
def test_a_broken_number_of_a_spreadsheet_is_never_a_whole_one(
    whole: int, part: int, parts: int
) -> None:
    value = whole + part / parts
    assert is_quantity(cell_texts.text_of(value)) == value.is_integer()


@given(st.integers(1, 1_000_000))
def test_a_whole_number_is_that_number_however_it_was_counted(whole: int) -> None:
    for value in (whole, float(whole), whole / 3 * 3, whole * 0.1 * 10):
        assert QUANTITY.validate_python(cell_texts.text_of(value)) == whole


@pytest.mark.parametrize(
    ("value", "shown_as", "text"),
    [
        (1, "0%", "100%"), (1.0, "0.00%", "100%"), (0.4, "0%", "40%"), (0.125, "0.0%", "12.5%"),
        (2, '0"%"', "200%"), (12, "0", "12"), (1250, "#,##0", "1250"),
    ],
)  # fmt: skip
def test_a_percentage_is_no_number_of_people(value: Any, shown_as: str, text: str) -> None:
    book, sheet = book_of(NAMES, [*ROW[:4], value])
    sheet["E2"].number_format = shown_as
    (row,) = read(saved(book)).rows
    assert row.cells["aantal"] == text
    assert is_quantity(text) == ("%" not in text)


@pytest.mark.parametrize(
    ("shown_as", "is_another"),
    [
        ("#,##0,", True), ("0,,", True), ("0.0,", True), ('0,"k"', True), ("[Red]#,##0,_)", True),
        ('0"00"', True), ("0\\5", True), ("#,##0;-#,##0,", False),
        ('0" duizend"', True), ('0"k"', True), ("0\\k", True), ("0\\ \\m\\l\\n", True),
        ('0" Dozijn"', True), ("0.00E+00", False),
        ('"ca. "0', True), ('"±"0', True), ("<0", True), ("0+", True), ('"minstens "0;0', True),
        ('0" kinderen"', False), ('"aantal: "0', False), ('0" maaltijden"', False),
        ("General", False), ("0", False), ("#,##0", False), ("#,##0.00", False), ("0.0", False),
        ('0" mensen, samen"', False), ('#,##0" km";-#,##0', False), ("#,##0_);(#,##0)", False),
        ('_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-', False),
        ('_ [$€-413] * #,##0_ ;[Red]-#,##0', False),
    ],
)  # fmt: skip
def test_a_number_that_is_shown_as_another_is_not_guessed(shown_as: str, is_another: bool) -> None:
    book, sheet = book_of(NAMES, [*ROW[:4], 40000])
    sheet["E2"].number_format = shown_as
    (row,) = read(saved(book)).rows
    told = row.unread.get("aantal")
    assert told == (["shown", "E2"] if is_another else None)
    assert row.cells.get("aantal", "") == ("" if is_another else "40000")
    # A text has no format of numbers.
    sheet["E2"] = "veertig"
    (row,) = read(saved(book)).rows
    assert row.cells["aantal"] == "veertig" and not row.unread


@pytest.mark.parametrize(
    "heading",
    ["Doel-\ngroep", "Doel-\r\ngroep", "doel\u00adgroep", "Doel\u00ad\ngroep", "Doel\u2010\ngroep",
     "Doel\ngroep", " Doelgroep\u00a0", "Doelgroep\n", "DOEL-\n  GROEP", "doel\u200bgroep"],
)  # fmt: skip
def test_a_heading_that_is_broken_off_is_that_heading(heading: str) -> None:
    book, _sheet = book_of([NAMES[0], "soort\u00a0  hulp", heading, *NAMES[3:]], ROW)
    (row,) = mapped(saved(book))
    assert (row["target_group"], row["support_type"]) == ([ROW[2]], [ROW[1]])


def test_a_heading_of_two_words_stays_two_words() -> None:
    book, _sheet = book_of([NAMES[0], "soort\nhulp", *NAMES[2:]], ROW)
    (row,) = mapped(saved(book))
    assert row["support_type"] == [ROW[1]]


# What a cell holds, its format, and whether somebody who looks at it sees just that.
SEEN = [
    (40, ";;;", False), (40, ";;", False), (40, '""', False), (40, '"geen"', False),
    (40, "0;-0;;@", True), (0, "0;-0;;@", False), (0, "#,##0;-#,##0;\"-\"", False),
    (40, '[>30]"veel";0', False), (20, '[>30]"veel";0', True), (30, '[>30]"veel";0', True),
    (30, '[>=30]"veel";0', False), (40, '[<5]"weinig";0', True), (4, '[<5]"weinig";0', False),
    (40, '[=40]"precies";0', False), (40, '[<>40]"anders";0', True), (41, '[<>40]"x";0', False),
    (40, '[Red][>100]0;[Blue]0', True), (4, '[<5]"weinig";[<50]0;"veel"', False),
    (40, '[<5]"weinig";[<50]0;"veel"', True), (60, '[<5]"weinig";[<50]0;"veel"', False),
    (40000, '#,##0"k";0', False), (40000, "#,##0,", False), (40000, "#,##0,;0", False),
    (40000, "0;#,##0,", True), (4012, "00-00", False), (4012, '00"-"00', False),
    (4012, "00\\:00", False), (4012, "00 00", True), (40, "0000", True), (40, "@", True),
    (40, "# ?/?", True), (40, "[Red]0", True), (40, "#", True), (40, "?0", True),
    (40, '0_-;"-"0', True), (40, '0;"(";0', True), (40, '[$-413]0', True),
    ("Ouderen", "@", True), ("Ouderen", "0", True), ("Ouderen", ";;;", False),
    ("Ouderen", "0;0;0;@", True), ("Ouderen", '0;0;0;"nee"', False), ("Ouderen", "_-@_-", True),
    ("Ouderen", '@" (vervallen)"', False), ("Ouderen", '"geen "@', False),
    ("Ouderen", '0;-0;0;', False),
]  # fmt: skip


@pytest.mark.parametrize(("value", "shown_as", "is_seen"), SEEN)
def test_what_somebody_sees_in_a_cell_is_read_or_the_cell_is_named(
    value: Any, shown_as: str, is_seen: bool
) -> None:
    book, sheet = book_of(NAMES, [*ROW[:2], value, *ROW[3:]])
    sheet["C2"].number_format = shown_as
    (row,) = read(saved(book)).rows
    assert row.unread.get("doelgroep") == (None if is_seen else ["shown", "C2"])
    assert row.cells.get("doelgroep", "") == (str(value) if is_seen else "")


WRITTEN = {
    "1250": ["1250", "1.250", "1 250", "1\u00a0250", "1\u202f250", " 1250 ", "1250,0", "1.250,00"],
    "40": ["40", "40,0", "40,00", "40.0"],
    "": ["1,250", "40,5", "1.25", "12 50", "1 2 3", "ca. 40", "30-40", "<5", "een stuk of tien",
         "40 mensen", "€ 40", "40,000", "1_250", "veertig", "±40", "40+", "1.250.00"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "number"), [(typed, told) for told, every in WRITTEN.items() for typed in every]
)
def test_a_number_as_people_write_it_is_that_number_or_none(typed: str, number: str) -> None:
    text = inputs.Input.read("", typed)
    if number:
        assert QUANTITY.validate_python(text) == int(number)
    else:
        assert not is_quantity(text)


@pytest.mark.parametrize(
    "typed",
    ["1-12-2026", "01/12/2026", "1.12.2026", "2026-12-01", "1 december 2026", "1 dec 2026",
     "1-dec-2026", "1 dec. 2026", "di 1 dec. 2026", "dinsdag 1 december 2026", "1 December 2026"],
)  # fmt: skip
def test_a_day_as_people_write_it_is_that_day(typed: str) -> None:
    assert DAY.validate_python(typed) == date(2026, 12, 1)


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_is_known_by_the_name_that_the_product_gives_it(month: int) -> None:
    day = date(2027, month, 9)
    for locale in i18n.LOCALES:
        with i18n.speaking(locale):
            assert DAY.validate_python(i18n.long_date(day)) == day


@pytest.mark.parametrize(
    "typed", ["46357", "31 februari 2026", "1 brumaire 2026", "dec 2026", "week 49", "z.s.m.", "-"]
)
def test_what_is_no_day_is_none(typed: str) -> None:
    with pytest.raises(ValidationError):
        DAY.validate_python(typed)


# Where the rows begin


ABOVE = ["Behoeften van de gemeente, versie 3", "Bijgewerkt: 3 december; door de coördinator, en |"]


@pytest.mark.parametrize("separator", separators.SEPARATORS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("above", [[], ABOVE[:1], [*ABOVE, ""], [ABOVE[0], "", "", ""]])
def test_a_text_file_begins_at_the_names_of_its_columns(
    separator: str, end: str, above: list[str]
) -> None:
    lines = [*above, separator.join(NAMES), separator.join(map(str, ROW)), ""]
    found = read(end.join(lines).encode("utf-8-sig"), "lijst.csv")
    assert (found.headers, found.names_row) == (NAMES, len(above) + 1 if above else 0)
    assert [row.cells for row in found.rows] == [dict(zip(NAMES, map(str, ROW), strict=True))]
    assert found.rows[0].number == len(above) + 2


def test_a_workbook_begins_there_too_and_the_page_says_so(visitors: Visitors) -> None:
    book, sheet = book_of([ABOVE[0]], [], NAMES, ROW)
    sheet.merge_cells("A1:E1")
    answer = send(visitors["amina"], saved(book), name="lijst.xlsx")
    assert answer.status_code == 200
    assert "De namen van de kolommen staan in rij 3." in answer.text


def test_without_a_name_that_is_known_the_first_wide_row_has_them() -> None:
    found = read(b"Lijst\nnaam;aantal\nTolken;3\n", "lijst.csv")
    assert (found.headers, found.names_row) == (["naam", "aantal"], 2)
    with pytest.raises(Invalid, match="titel"):
        columns.map_columns(ImportKind.NEEDS, found)


# Merges


def test_a_merge_into_a_column_without_a_name_brings_nothing() -> None:
    book, sheet = book_of(["titel", None, *NAMES[1:]], [ROW[0], None, *ROW[1:]])
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("A2:B2")
    (row,) = read(saved(book)).rows
    assert (row.cells["titel"], row.surplus, row.unread) == (ROW[0], {}, {})


PERIOD = [*NAMES, "Periode", None]


@pytest.mark.parametrize("is_high", [True, False])
def test_names_below_a_name_over_several_columns_are_those_of_the_columns(is_high: bool) -> None:
    beneath = [*[None] * len(NAMES), "van", "tot"]
    book, sheet = book_of(PERIOD, beneath, [*ROW, "1-12-2026", "1-2-2027"])
    sheet.merge_cells("F1:G1")
    if is_high:
        for letter in "ABCDE":
            sheet.merge_cells(f"{letter}1:{letter}2")
    (row,) = mapped(saved(book))
    assert (row["needed_from"], row["needed_until"]) == (["1-12-2026"], ["1-2-2027"])
    assert row["title"] == [ROW[0]]


def test_names_from_above_reach_down_to_the_row_of_names() -> None:
    book, sheet = book_of(
        ["Behoefte", None, *NAMES[2:]], ["titel", "soort hulp", None, None, None], ROW
    )
    sheet.merge_cells("A1:B1")
    for letter in "CDE":
        sheet.merge_cells(f"{letter}1:{letter}2")
    (row,) = mapped(saved(book))
    assert (row["title"], row["target_group"], row["quantity"]) == ([ROW[0]], [ROW[2]], ["12"])


def test_a_row_below_a_wide_name_stays_a_row() -> None:
    book, sheet = book_of(PERIOD, [*ROW, "1-12-2026", "1-2-2027"])
    sheet.merge_cells("F1:G1")
    (row,) = read(saved(book)).rows
    assert row.cells["titel"] == ROW[0]
    assert row.surplus == {"G2": "1-2-2027"}


# Cells that say nothing


@pytest.mark.parametrize(
    "told",
    ["#N/B", "#n/b", "#VERW!", "#REF!", "#VELD!", "#GEBLOKKEERD!", "#ONBEKEND!", "#CONNECT!", "###",
     "##########", "Err:502", "Fout:508", "#FOUT!", "#ERROR!", "#GETTING_DATA", "#BEREKEN!"],
)  # fmt: skip
def test_what_a_spreadsheet_shows_for_what_it_does_not_know_is_unread(told: str) -> None:
    book, _sheet = book_of(NAMES, [*ROW[:3], told, 12])
    (row,) = read(saved(book)).rows
    assert row.unread == {"gemeente": ["error", "D2"]}
    text = ";".join(NAMES) + "\n" + ";".join(map(str, [*ROW[:3], told, 12]))
    assert read(text.encode(), "lijst.csv").rows[0].unread == {"gemeente": ["error", "D2"]}


def test_a_title_with_such_a_sign_is_a_title() -> None:
    for title in ("#1 van de lijst", "# 3 plaatsen vrij", "Fout: 508 pakketten te weinig", "##"):
        assert cell_texts.reason_in(title) is None


def test_a_quotation_mark_too_many_swallows_no_rows(visitors: Visitors) -> None:
    rows = [dict(NEED, omschrijving=f"Tekst {n}", titel=f"{n} ouderen zonder hulp") for n in "1234"]
    rows[0]["omschrijving"], rows[2]["omschrijving"] = '"Tekst', 'Tekst"'
    lines = [";".join(rows[0]), *(";".join(row.values()) for row in rows)]
    answer = send(visitors["amina"], "\n".join(lines).encode(), name="lijst.csv")
    assert answer.status_code == 422
    assert "bevat meer rijen van het bestand" in answer.text


def test_a_text_of_several_lines_is_one_text() -> None:
    text = "Nodig: melk, brood, fruit, thee, koffie\nen ook: zeep, luiers"
    content = f'titel,omschrijving,aantal\nTolken,"{text}",3\n'
    assert read(content.encode(), "lijst.csv").rows[0].cells["omschrijving"] == text


def test_a_workbook_whose_letters_were_read_wrongly_before_is_asked(visitors: Visitors) -> None:
    book, _sheet = book_of(NAMES, ["CafÃ© zoekt tolken", *ROW[1:]])
    with pytest.raises(encodings.Unsure) as asked:
        read(saved(book))
    assert [choice.value for choice in asked.value.choices] == ["twice", "utf-8"]
    assert "“Café”" in asked.value.choices[0].label
    for way, title in (("twice", "Café zoekt tolken"), ("utf-8", "CafÃ© zoekt tolken")):
        found = read(saved(book), letters=encodings.Letters(way))
        assert found.rows[0].cells["titel"] == title
        answer = send(visitors["amina"], saved(book), name="lijst.xlsx", letters=way)
        assert answer.status_code == 200 and title in answer.text
    assert send(visitors["amina"], saved(book), name="lijst.xlsx").status_code == 422


@pytest.mark.parametrize(
    ("written", "title"),
    [
        (b"Tolken_x000D_\nen taal", "Tolken\nen taal"),
        (b"Hulp _x005F_x0041_ nodig", "Hulp _x0041_ nodig"),
        (b"Hulp _x00E9_n taal", "Hulp én taal"),
        (b"naam_xyz_ en _x12_", "naam_xyz_ en _x12_"),
    ],
)
def test_signs_that_a_workbook_writes_with_a_number_are_read(written: bytes, title: str) -> None:
    book, _sheet = book_of(NAMES, ROW)
    content = saved(book, lambda xml: xml.replace(str(ROW[0]).encode(), written))
    assert read(content).rows[0].cells["titel"] == title


# "Strict Open XML", as some offices have to save it.
STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main":
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships":
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
}  # fmt: skip


def test_a_workbook_of_a_kind_that_nobody_reads_is_not_called_hidden() -> None:
    book, _sheet = book_of(NAMES, ROW)
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(book))) as old, zipfile.ZipFile(content, "w") as new:
        for part in old.namelist():
            strict = old.read(part)
            for usual, other in STRICT.items():
                strict = strict.replace(usual, other)
            new.writestr(part, strict)
    with pytest.raises(Invalid, match="kan niet worden gelezen"):
        read(content.getvalue())


# What is beside the rows


def test_a_hidden_row_comes_in_and_the_page_says_that_it_is_hidden(visitors: Visitors) -> None:
    book, sheet = book_of(NAMES, ROW, [f"{ROW[0]} 2", *ROW[1:]])
    sheet.row_dimensions[3].hidden = True
    assert [row.is_hidden for row in read(saved(book)).rows] == [False, True]
    answer = send(visitors["amina"], saved(book), name="lijst.xlsx")
    rows = Page(answer.text).every("tr")
    assert ["verborgen in je rekenblad" in row.text for row in rows] == [False, False, True]


def test_a_note_beside_a_row_has_its_address_and_goes_along_in_the_file_to_mend(
    visitors: Visitors,
) -> None:
    book, _sheet = book_of(NAMES, [*ROW, None, "nog bellen"])
    answer = send(visitors["amina"], saved(book), name="lijst.xlsx")
    assert answer.status_code == 422 and "Cel G2 staat in een kolom zonder naam" in answer.text
    head, row = mend_file(answer)
    assert head == [*NAMES, "", "fout"] and row[-2] == "nog bellen"


def test_the_sentence_below_a_file_of_ours_is_no_row_of_a_workbook_either() -> None:
    book, _sheet = book_of(NAMES, ROW, ["# 3 kleine groepen staan niet in dit bestand."])
    assert len(read(saved(book)).rows) == 1


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Gemeente (naam of code)", "municipality"), ("Gemeentes", "municipality"),
        ("Gemeentenaam", "municipality"), ("naam van de gemeente", "municipality"),
        ("Gemeente code", "municipality"), ("Doelgroep(en)", "target_group"),
        ("Aantal mensen (schatting)", "people"), ("Titel (verplicht)*", "title"),
        ("Omschrijvingen", "description"), ("Aantal\nmensen", "people"), ("\ufeffTitel", "title"),
        ("Ti\u200btel", "title"), ("Regio", None), ("Opmerkingen", None), ("naam", None),
    ],
)  # fmt: skip
def test_a_column_is_known_by_what_people_put_around_its_name(name: str, field: str | None) -> None:
    others = {each: ours for each, ours in NEEDED.items() if each != field}
    book, _sheet = book_of([*others.values(), name], [*others.values(), "iets"])
    found = columns.map_columns(ImportKind.NEEDS, read(saved(book)))
    known = {column.field for column in found.columns.values()}
    assert known == NEEDED.keys() | ({field} if field else set())


def test_a_name_that_is_nearly_one_of_another_column_is_not_read() -> None:
    names = [*NEEDED.values(), "gemeente", "gemeentenaam"]
    book, _sheet = book_of(names, [*NEEDED.values(), "Oldambt", "Veendam"])
    found = columns.map_columns(ImportKind.NEEDS, read(saved(book)))
    assert found.unread == ["gemeentenaam"]


@pytest.mark.parametrize("text", ['="0010"', '"=""0010"""'])
def test_a_text_that_a_program_kept_as_text_is_that_text(text: str) -> None:
    names = ";".join(NEEDED.values())
    (row,) = mapped(f"{names};gemeente\n{names};{text}\n".encode(), "lijst.csv")
    assert row["municipality"] == ["0010"]


# Several in one cell


@pytest.fixture
def words(session: Session, world: World) -> Vocabulary:
    return queries.get_words(session, world["amina"].seats[0].region_code)


PLACES, GROUPS = ("GM1979", "GM1895"), ("older_people", "informal_carers")


@pytest.mark.parametrize("between", [", ", ",", " en ", "/", " / ", " & ", " + ", "; "])
def test_several_in_one_cell_are_all_read(words: Vocabulary, between: str) -> None:
    for field, codes, names in (
        ("municipalities", PLACES, ("Eemsdelta", "Oldambt")),
        ("target_groups", GROUPS, ("Ouderen", "mantelzorgers")),
    ):
        assert words.read(field, between.join(names)).codes == codes


def test_two_ways_that_mean_the_same_are_one(words: Vocabulary) -> None:
    found = words.read("target_groups", "Ouderen, migranten en statushouders")
    assert found.fault is None
    assert found.codes == ("older_people", *words.read("target_groups", "statushouders").codes)


def test_one_column_takes_one(words: Vocabulary) -> None:
    assert "meer dan één" in (words.read("target_group", "Ouderen en mantelzorgers").fault or "")


@pytest.mark.parametrize("name", ["Nuenen, Gerwen en Nederwetten", "Migranten en statushouders"])
def test_a_name_with_such_a_word_in_it_is_one(words: Vocabulary, name: str) -> None:
    field = "municipalities" if "," in name else "target_groups"
    assert len(words.read(field, name).codes) == 1


def test_other_sheets_with_the_same_columns_are_named_and_not_read(visitors: Visitors) -> None:
    book, _sheet = book_of(NAMES, ROW)
    for name in ("Delfzijl", "Alleen namen", "Toelichting", "Verborgen", "Spijk"):
        sheet: Any = book.create_sheet(name)
        sheet.append(NAMES if name != "Toelichting" else ["Wat", "Waarom"])
        if name != "Alleen namen":
            sheet.append([f"{ROW[0]} {name}", *ROW[1:]])
    book["Verborgen"].sheet_state = "hidden"
    found = read(saved(book))
    assert (found.name, len(found.rows), found.others) == ("Sheet", 1, ("Delfzijl", "Spijk"))
    assert sheets.Sheet.from_json(found.to_json()) == found
    answer = send(visitors["amina"], saved(book), name="lijst.xlsx")
    assert answer.status_code == 200
    said = " ".join(Page(answer.text)["content"].text.split())
    assert "als een eigen bestand: Delfzijl en Spijk" in said
    assert "Alle rijen van dit blad." in said and "Alle rijen van het bestand." not in said
    assert "Delfzijl" not in send(visitors["amina"], csv_file(NEED)).text
