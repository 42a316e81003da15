"""Files into rows, and columns into fields."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest

from app.core.errors import Invalid
from app.imports.columns import COLUMNS, map_columns
from app.imports.models import ImportKind
from app.imports.sheet_bounds import MAX_BYTES, MAX_ROWS
from app.imports.sheets import Sheet, read_sheet
from app.needs.fields import NeedInput
from app.offers.fields import OfferInput
from app.target_groups.fields import EstimateInput
from tests.imports.files import csv_file, jsonl_file, xlsx_file

ROWS = [
    {"titel": "Café ’t Hoekje", "aantal": "40"},
    {"titel": "Zin; met, tekens", "aantal": "1.250"},
]


def refusal(filename: str, content: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        read_sheet(filename, content)
    assert set(caught.value.errors) == {"file"}
    return caught.value.errors["file"]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_is_read_whatever_the_spreadsheet_made_of_it(separator: str, encoding: str) -> None:
    sheet = read_sheet("lijst.CSV", csv_file(*ROWS, separator=separator, encoding=encoding))
    assert [row.cells for row in sheet.rows] == ROWS
    assert [row.number for row in sheet.rows] == [2, 3]


def test_rows_are_numbered_as_a_spreadsheet_does_also_after_empty_ones() -> None:
    sheet = read_sheet("a.csv", b'sep=;\ntitel;aantal\n"een\ntwee";1\n;\n\n drie ;2\n')
    assert [(row.number, row.cells["titel"]) for row in sheet.rows] == [
        (2, "een\ntwee"),
        (5, "drie"),
    ]


def test_a_cell_without_a_column_name_is_noticed() -> None:
    sheet = read_sheet("a.csv", b"titel;aantal;\nGoed;1;\nLos;1;meer\n")
    assert [row.has_surplus for row in sheet.rows] == [False, True]


def test_a_spreadsheet_is_read_as_somebody_would_type_it() -> None:
    content = xlsx_file(
        ["titel", "aantal", "nodig vanaf", "nodig tot", "geen namen"],
        ["Boodschappen", 40.0, datetime(2026, 12, 1), date(2026, 12, 31), True],
        [],
        ["Taal", 1.5, datetime(2026, 12, 1, 9, 30), None, None],
    )
    sheet = read_sheet("lijst.xlsx", content)
    assert sheet.rows[0].cells == {
        "titel": "Boodschappen",
        "aantal": "40",
        "nodig vanaf": "2026-12-01",
        "nodig tot": "2026-12-31",
        "geen namen": "waar",
    }
    assert (sheet.rows[1].number, sheet.rows[1].cells["aantal"]) == (4, "1.5")
    assert sheet.rows[1].cells["nodig vanaf"] == "2026-12-01 09:30:00"


def test_a_formula_in_a_spreadsheet_is_never_calculated() -> None:
    content = xlsx_file(["titel", "aantal"], ['=HYPERLINK("https://example.com","klik")', 3])
    (row,) = read_sheet("a.xlsx", content).rows
    assert (row.cells, row.unread) == ({"aantal": "3"}, {"titel": ["formula", "A2"]})


def test_jsonl_holds_lists_and_loses_what_no_database_takes() -> None:
    content = (
        b'{"title": "Een\\u0000\\ud800 twee", "municipalities": ["GM0014", 5], "people": '
        b'null}\n\n{"title": "B"}'
    )
    sheet = read_sheet("a.jsonl", content)
    assert sheet.rows[0].cells == {
        "title": "Een twee",
        "municipalities": ["GM0014", "5"],
        "people": "",
    }
    assert sheet.rows[1].number == 3


def test_what_is_kept_comes_back_the_same() -> None:
    sheet = read_sheet(
        "a.jsonl", jsonl_file({"title": "A", "municipalities": ["x", "y"]}, {"title": "B"})
    )
    assert Sheet.from_json(sheet.to_json()) == sheet


@pytest.mark.parametrize(
    ("filename", "content", "reason"),
    [
        ("a.csv", b"", "leeg"),
        ("a.csv", b"titel;aantal\n", "geen rijen"),
        ("a.csv", b"titel;titel\na;b\n", "twee keer"),
        ("a.csv", b'titel;aantal\n"a;1\n', "aanhalingsteken"),
        ("a.csv", b"titel\n\x81\x00\n", "letters"),
        ("a.csv", b"titel\n" + b"x\n" * (MAX_ROWS + 1), "5.000 rijen"),
        ("a.csv", b"titel\n" + b"x" * MAX_BYTES, "5 MB"),
        ("a.csv", ";".join(f"k{n}" for n in range(99)).encode() + b"\nx\n", "60 kolommen"),
        ("a.csv", b"PK\x03\x04niet", "Kies een CSV"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "macro's of wachtwoord"),
        ("a.xlsm", b"PK\x03\x04", "macro's of wachtwoord"),
        ("a.xlsx", b"PK\x03\x04kapot", "rekenblad"),
        ("a.pdf", b"%PDF", "CSV"),
        ("a.jsonl", b'{"title": "a"}\n[1]', "Regel 2"),
        ("a.jsonl", b'{"title": {"a": 1}}', "Regel 1"),
        ("a.jsonl", b"[" * 100_000, "Regel 1"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_refused_in_a_dutch_sentence(
    filename: str, content: bytes, reason: str
) -> None:
    assert reason in refusal(filename, content)


def zipped(parts: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return content.getvalue()


def test_a_spreadsheet_that_unpacks_to_a_hundred_megabytes_is_refused() -> None:
    bomb = zipped({"xl/worksheets/sheet1.xml": b"0" * 100 * 1024 * 1024})
    assert len(bomb) < MAX_BYTES
    assert "te groot" in refusal("a.xlsx", bomb)


def test_a_spreadsheet_with_macros_under_another_name_is_refused() -> None:
    assert "macro" in refusal("a.xlsx", zipped({"xl/vbaProject.bin": b"x"}))


def test_a_spreadsheet_whose_xml_grows_by_itself_is_refused() -> None:
    good = zipfile.ZipFile(io.BytesIO(xlsx_file(["titel"], ["x"])))
    entities = b'<!DOCTYPE x [<!ENTITY a0 "ha">' + b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)
    )
    sheet = (
        entities + b"]><worksheet "
        b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    sheet += (
        b'<row r="1"><c r="A1" '
        b't="inlineStr"><is><t>&a11;</t></is></c></row></sheetData></worksheet>'
    )
    parts = {name: good.read(name) for name in good.namelist()} | {
        "xl/worksheets/sheet1.xml": sheet
    }
    good.close()
    assert "rekenblad" in refusal("a.xlsx", zipped(parts))


@pytest.mark.parametrize(
    ("kind", "model"),
    [
        (ImportKind.NEEDS, NeedInput),
        (ImportKind.OFFERS, OfferInput),
        (ImportKind.SIZES, EstimateInput),
    ],
)
def test_every_field_of_the_form_is_a_column(kind: ImportKind, model: Any) -> None:
    fields = {column.field for column in COLUMNS[kind]} - {"organisation_kind", "organisation"}
    fields -= {"reference"}  # of what is stored already
    aside = {"publish", "version", "organisation", "sure_terms", "asks_alike", "seen_alike"}
    assert fields == set(model.model_fields) - aside
    required = {column.field for column in COLUMNS[kind] if column.is_required}
    assert {name for name, field in model.model_fields.items() if field.is_required()} <= required


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("title", "title"), ("Titel", "title"), ("  OMSCHRIJVING ", "description"), ("Soort_hulp",
        "support_type"),
        ("soort hulp*", "support_type"), ("Doelgroep", "target_group"), ("Gemeente",
        "municipality"),
        ("Aantal", "quantity"), ("Aantal mensen", "people"), ("eenheid", "unit"), ("Urgentie",
        "urgency"),
        ("Nodig vanaf", "needed_from"), ("nodig tot", "needed_until"), ("needed_until",
        "needed_until"),
    ],
)  # fmt: skip
def test_a_column_is_known_by_its_field_and_by_its_dutch_word(header: str, field: str) -> None:
    mapped = map_columns(
        ImportKind.NEEDS, Sheet([header, "titel" if field != "title" else "aantal"], [])
    )
    assert mapped.headers[field] == header


def test_columns_nobody_knows_are_named_and_two_with_one_meaning_are_refused() -> None:
    assert map_columns(ImportKind.NEEDS, Sheet(["titel", "id", "publish"], [])).unread == [
        "id",
        "publish",
    ]
    with pytest.raises(Invalid, match="betekenen hetzelfde"):
        map_columns(ImportKind.NEEDS, Sheet(["titel", "Title"], []))
    with pytest.raises(Invalid, match="geen kolommen “titel”"):
        map_columns(ImportKind.NEEDS, Sheet(["aantal"], []))
