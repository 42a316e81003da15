"""What somebody struck out in a workbook: whole cells by their style, or pieces of their text."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

_SHARED = "xl/sharedstrings.xml"


class How(Enum):
    """How far a text is struck out."""

    NOT = auto()
    PARTLY = auto()
    WHOLLY = auto()


@dataclass(frozen=True)
class Pieces:
    """The pieces of a text: some are struck out, some are not, some are as their cell is."""

    has_struck: bool = False
    has_plain: bool = False
    has_own: bool = True

    def how(self, *, is_cell_struck: bool) -> How:
        struck = self.has_struck or (self.has_own and is_cell_struck)
        plain = self.has_plain or (self.has_own and not is_cell_struck)
        if not struck:
            return How.NOT
        return How.PARTLY if plain else How.WHOLLY


_OWN = Pieces()


@dataclass(frozen=True)
class Strikes:
    """Of one workbook: the styles, as cells name them, and the texts that many cells share."""

    styles: frozenset[str]
    shared: dict[str, Pieces]
    ns: str

    @classmethod
    def of_book(cls, book: Any) -> "Strikes":
        from openpyxl.xml.constants import SHEET_MAIN_NS

        ns = "{" + SHEET_MAIN_NS + "}"
        styles = frozenset(
            str(place)
            for place, style in enumerate(book._cell_styles)
            if book._fonts[style.fontId].strike
        )
        return cls(styles, _shared(book._archive, ns), ns)

    def how(self, cell: Any) -> How:
        """How far the text of a cell is struck out."""
        pieces, kind = _OWN, cell.get("t")
        if kind == "inlineStr":
            pieces = _pieces(cell.find(self.ns + "is"), self.ns)
        elif kind == "s" and self.shared:
            pieces = self.shared.get(cell.findtext(self.ns + "v", ""), _OWN)
        return pieces.how(is_cell_struck=cell.get("s") in self.styles)


def _shared(archive: Any, ns: str) -> dict[str, Pieces]:
    """By number, as cells name them: those with pieces of their own."""
    from openpyxl.xml.functions import iterparse

    name = next((name for name in archive.namelist() if name.lower() == _SHARED), None)
    found: dict[str, Pieces] = {}
    if name is None or b"strike" not in archive.read(name):
        return found
    with archive.open(name) as source:
        texts = (element for _event, element in iterparse(source) if element.tag == ns + "si")
        for place, element in enumerate(texts):
            pieces = _pieces(element, ns)
            if pieces != _OWN:
                found[str(place)] = pieces
            element.clear()
    return found


def _pieces(text: Any, ns: str) -> Pieces:
    runs = [] if text is None else text.findall(ns + "r")
    if not runs:
        return _OWN
    struck = plain = own = False
    for run in runs:
        if not run.findtext(ns + "t", "").strip():
            continue
        format_ = run.find(ns + "rPr")
        mark = None if format_ is None else format_.find(ns + "strike")
        if format_ is None:
            own = True
        elif mark is not None and mark.get("val", "1") not in ("0", "false"):
            struck = True
        else:
            plain = True
    return Pieces(struck, plain, own)
