"""The parts of a workbook, counted before anybody reads them.

A file of a few kilobytes may hold millions.
"""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO, Any
from xml.parsers import expat

from app.core.errors import Invalid
from app.core.i18n import gettext as _, mark, number

# Nobody writes XML by hand; a spreadsheet goes about ten deep.
MAX_DEPTH = 100
MAX_ATTRIBUTES = 200
MAX_ATTRIBUTE = 32_767  # characters, as in a cell
CHUNK = 64 * 1024


@dataclass(frozen=True)
class Limit:
    """How many there may be of a part, and what people call it; a msgid."""

    most: int
    word: str


STYLES = Limit(100_000, mark("styles"))
ROWS = Limit(250_000, mark("rows, also empty ones"))
CELLS = Limit(500_000, mark("cells, also empty ones"))
RUNS = Limit(100_000, mark("pieces of text with a formatting of their own"))
MERGES = Limit(20_000, mark("merged cells"))
SHEETS = Limit(200, mark("sheets"))
NAMES = Limit(10_000, mark("names of ranges"))
DRAWINGS = Limit(20_000, mark("drawings and charts"))
FORMAT = Limit(255, mark("characters in the format of one number"))
OTHERS = Limit(200_000, mark("other parts, such as rules and remarks"))

# By the name of an element, whatever its namespace; of each file in the workbook apart.
LIMITS: Mapping[str, Limit] = {
    **dict.fromkeys(("xf", "font", "fill", "border", "numFmt", "dxf", "cellStyle"), STYLES),
    **dict.fromkeys(("row",), ROWS),
    **dict.fromkeys(("c", "v", "f", "is", "si", "t"), CELLS),
    **dict.fromkeys(("r", "rPr", "rPh"), RUNS),
    **dict.fromkeys(("mergeCell",), MERGES),
    **dict.fromkeys(("sheet",), SHEETS),
    **dict.fromkeys(("definedName",), NAMES),
    **dict.fromkeys(
        ("drawing", "legacyDrawing", "pic", "oneCellAnchor", "twoCellAnchor"), DRAWINGS
    ),
}


@dataclass
class _Count:
    """Of one file in the workbook."""

    depth: int = 0
    found: dict[str, int] = field(default_factory=dict)
    others: int = 0

    def begin(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH or len(attributes) > MAX_ATTRIBUTES:
            raise expat.ExpatError("nobody writes this")
        # Who reads it looks for brackets in it, again for every style that has it.
        if len(attributes.get("formatCode", "")) > FORMAT.most:
            raise _too_many(FORMAT)
        if any(len(value) > MAX_ATTRIBUTE for value in attributes.values()):
            raise expat.ExpatError("nobody writes this")
        name = tag.rpartition("}")[2]
        limit = LIMITS.get(name)
        if limit is None:
            self.others += 1
            count, limit = self.others, OTHERS
        else:
            count = self.found[name] = self.found.get(name, 0) + 1
        if count > limit.most:
            raise _too_many(limit)

    def end(self, _tag: str) -> None:
        self.depth -= 1


def refuse_too_many(archive: zipfile.ZipFile) -> None:
    """Raises Invalid on "file" with what there is too much of, and ExpatError where something is no
    XML that a spreadsheet writes.
    """
    for part in archive.infolist():
        if part.filename.lower().endswith((".xml", ".rels")):
            with archive.open(part) as file:
                _refuse_too_many(file)


def _refuse_too_many(file: IO[bytes]) -> None:
    count = _Count()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = count.begin
    parser.EndElementHandler = count.end
    parser.StartDoctypeDeclHandler = _refuse_doctype
    while chunk := file.read(CHUNK):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _refuse_doctype(*_told: Any) -> None:
    """Only there are words defined that stand for more of them."""
    raise expat.ExpatError("a spreadsheet defines no words")


def _too_many(limit: Limit) -> Invalid:
    return Invalid(
        {
            "file": _(
                "This spreadsheet has more than %(num)s %(parts)s. Copy the rows without their "
                "formatting to an empty sheet, save that, and try again.",
                num=number(limit.most),
                parts=_(limit.word),
            )
        }
    )
