"""Files that were made to stop the reader: each is answered beside the field, soon and in little
memory.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from app.core.errors import Invalid
from app.imports import parts, sheet_bounds, sheets
from tests.imports.files import NEED, csv_file, xlsx_file

MB = 1024 * 1024
SHEET = "xl/worksheets/sheet1.xml"
STYLES = "xl/styles.xml"
BOOK = "xl/workbook.xml"
STRINGS = "xl/sharedStrings.xml"


def with_parts(*changes: tuple[str, bytes, bytes], **added: bytes) -> bytes:
    """A good workbook in which parts of some files are others: (file, what stood there, what does
    now).
    """
    made = io.BytesIO()
    whole = zipfile.ZipFile(io.BytesIO(xlsx_file(list(NEED), list(NEED.values()))))
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in whole.namelist():
            content = whole.read(name)
            for path, old, new in changes:
                if path == name:
                    assert old in content, (path, old)
                    content = content.replace(old, new, 1)
            archive.writestr(name, content)
        for name, content in added.items():
            archive.writestr(name, content)
    return made.getvalue()


def sheet_of(rows: bytes, end: bytes = b"") -> bytes:
    """A workbook whose sheet has these rows behind its own."""
    return with_parts((SHEET, b"</sheetData>", rows + b"</sheetData>" + end))


def with_format(code: bytes, styles: int) -> bytes:
    """A workbook with a format for numbers, and so many styles that have it."""
    number_format = b'<numFmts><numFmt numFmtId="200" formatCode="' + code + b'"/></numFmts>'
    return with_parts(
        (STYLES, b"<numFmts", number_format + b"<numFmtz"),
        (STYLES, b"</cellXfs>", b'<xf numFmtId="200"/>' * styles + b"</cellXfs>"),
    )


def cell(text: bytes) -> bytes:
    return b'<row r="3"><c r="A3" t="inlineStr"><is>' + text + b"</is></c></row>"


def many(part: bytes, count: int) -> bytes:
    return b"".join(part.replace(b"#", b"%d" % n) for n in range(1, count + 1))


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]>"
)
BOMBS: dict[str, Callable[[], bytes]] = {
    "a zip in a zip": lambda: with_parts(**{"xl/more.xlsx": with_parts(x=b"0" * 30 * MB)}),
    "a zip that says it is small": lambda: with_parts(x=b"0" * 45 * MB),
    "many files": lambda: with_parts(**{f"x{n}": b"" for n in range(5_000)}),
    "styles": lambda: with_parts((STYLES, b"</cellXfs>", b"<xf/>" * 200_000 + b"</cellXfs>")),
    "fonts": lambda: with_parts((STYLES, b"</fonts>", b"<font/>" * 200_000 + b"</fonts>")),
    "formats of numbers": lambda: with_parts(
        (
            STYLES,
            b"<numFmts",
            b"<numFmts>"
            + many(b'<numFmt numFmtId="#" formatCode="0.#"/>', 200_000)
            + b"</numFmts><numFmtz",
        )
    ),
    "brackets in a format": lambda: with_format(b"[" * 256, 1),
    "a long format": lambda: with_format(b"0" * 1_000_000, 5_000),
    "a long attribute": lambda: sheet_of(b'<row spans="' + b"1" * 40_000 + b'"/>'),
    "shared strings": lambda: with_parts(
        **{STRINGS: b"<sst>" + b"<si><t>a</t></si>" * 600_000 + b"</sst>"}
    ),
    "runs of rich text": lambda: sheet_of(cell(b"<r><t>a</t></r>" * 200_000)),
    "runs in shared strings": lambda: with_parts(
        **{STRINGS: b"<sst><si>" + b"<r><t>a</t></r>" * 200_000 + b"</si></sst>"}
    ),
    "merges": lambda: sheet_of(
        b"", b"<mergeCells>" + many(b'<mergeCell ref="A#:B#"/>', 40_000) + b"</mergeCells>"
    ),
    "sheets": lambda: with_parts(
        (
            BOOK,
            b"</sheets>",
            many(b'<sheet name="s#" sheetId="#" r:id="rId1" state="visible" />', 1_000).replace(
                b"r:id",
                b'xmlns:r="x" r:id',
            )
            + b"</sheets>",
        )
    ),
    "defined names": lambda: with_parts(
        (
            BOOK,
            b"</sheets>",
            b"</sheets><definedNames>"
            + many(b'<definedName name="n#">Sheet!$A$1:$A$#</definedName>', 200_000)
            + b"</definedNames>",
        )
    ),
    "drawings": lambda: sheet_of(b"", many(b'<drawing id="#"/>', 40_000)),
    "a row at the bottom": lambda: sheet_of(
        b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>a</t></is></c></row>'
    ),
    "rows": lambda: sheet_of(many(b"<row><c><v>#</v></c></row>", 500_000)),
    "empty rows": lambda: sheet_of(b"<row/>" * 600_000),
    "empty cells": lambda: sheet_of(b'<row r="3">' + b"<c/>" * 600_000 + b"</row>"),
    "columns": lambda: sheet_of(b'<row r="3">' + b"<c><v>1</v></c>" * 600_000 + b"</row>"),
    "a long cell": lambda: sheet_of(cell(b"<t>" + b"a" * 38 * MB + b"</t>")),
    "deep": lambda: sheet_of(cell(b"<t>" * 500_000 + b"</t>" * 500_000)),
    "entities": lambda: with_parts(
        (SHEET, b"<worksheet", ENTITIES + b"<worksheet"),
        (SHEET, b"<t>", b"<t>&j;"),
    ),
    "attributes": lambda: sheet_of(b"<row " + many(b'a#="" ', 50_000) + b"/>"),
    "noughts": lambda: b"titel\n" + b"\0" * 4 * MB,
}
TEXTS: dict[str, Callable[[], bytes]] = {
    "one line": lambda: b"a" * 5 * MB,
    "one cell": lambda: csv_file(NEED | {"titel": "a" * 4 * MB}),
    "an open quote": lambda: csv_file(NEED) + b'"' + b"a\n" * 2 * MB,
    "quotes": lambda: csv_file(NEED) + b'"' * 4 * MB,
    "names of columns": lambda: ";".join(f"k{n}" for n in range(500_000)).encode(),
    "the same name": lambda: b"titel;" * 800_000,
    "cells": lambda: csv_file(NEED) + b";" * 4 * MB,
    "lines": lambda: csv_file(NEED) + b"\n" * 4 * MB,
    "rows": lambda: csv_file(NEED) + b"a\n" * 2 * MB,
    "odd letters": lambda: b"titel\n" + "é".encode("cp858") * 4 * MB,
    "letters twice": lambda: b"titel\n" + "Ã©".encode() * MB,
    "joined": lambda: b"titel\n" + "\u200d".encode() * MB,
}
OBJECTS: dict[str, Callable[[], bytes]] = {
    "deep": lambda: b"[" * 4 * MB,
    "a long number": lambda: b'{"titel": ' + b"9" * 4 * MB + b"}",
    "names": lambda: b'{"a":1,' + many(b'"k#":1,', 200_000) + b'"b":1}',
}
EVERY = {
    f"{name}.{ending}": make
    for ending, bombs in (("xlsx", BOMBS), ("csv", TEXTS), ("jsonl", OBJECTS))
    for name, make in bombs.items()
}
# What is read all the same, at no cost: nobody looks there, or it is little.
HARMLESS = {"a zip in a zip.xlsx", "a row at the bottom.xlsx"}
NAMED = {
    "styles": "opmaakstijlen",
    "fonts": "opmaakstijlen",
    "formats of numbers": "opmaakstijlen",
    "brackets in a format": "tekens in de notatie van een getal",
    "a long format": "tekens in de notatie van een getal",
    "shared strings": "cellen",
    "runs of rich text": "stukken tekst",
    "runs in shared strings": "stukken tekst",
    "merges": "samengevoegde cellen",
    "sheets": "bladen",
    "defined names": "namen van bereiken",
    "drawings": "tekeningen",
    "rows": "rijen",
    "empty rows": "rijen",
    "empty cells": "cellen",
    "cells": "kolommen",
    "columns": "cellen",
    "a long cell": "Cel A3",
    "one cell": "Rij 2",
    "an open quote": "aanhalingsteken",
    "lines": "rijen",
}


@pytest.mark.parametrize("name", EVERY)
def test_a_bomb_is_answered_with_the_part_that_is_too_much(name: str) -> None:
    if name in HARMLESS:
        assert sheets.read_sheet(name, EVERY[name]()).rows
        return
    with pytest.raises(Invalid) as refused:
        sheets.read_sheet(name, EVERY[name]())
    (field, said), *others = refused.value.errors.items()
    assert field in ("file", "letters") and not others
    assert NAMED.get(name.rpartition(".")[0], "") in said


def test_one_text_in_every_cell_is_too_much_text() -> None:
    text = "a" * 30_000
    with pytest.raises(Invalid, match="te veel tekst"):
        sheets.read_sheet("lijst.xlsx", xlsx_file(["titel"], *([text] for _row in range(200))))


def test_a_full_sheet_with_its_formatting_is_far_below_the_limits() -> None:
    cells = sheet_bounds.MAX_ROWS * 60
    assert cells < parts.CELLS.most and parts.ROWS.most > sheet_bounds.MAX_ROWS * 10
