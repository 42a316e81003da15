"""The marks of a sheet: what openpyxl, in its mode that only reads, leaves out of its cells."""

from dataclasses import dataclass, field
from typing import Any

from app.imports import cell_texts, sheet_choice


@dataclass(frozen=True)
class Merge:
    top: int
    bottom: int
    left: int  # columns count from zero, rows from one, as people see them
    right: int

    @property
    def is_wide(self) -> bool:
        return self.right > self.left


@dataclass
class Marks:
    """What openpyxl does not tell when it only reads: cells without a value, merges, what is shown
    as a percentage, and which rows are hidden.
    """

    unread: dict[tuple[int, int], cell_texts.Reason] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    percentages: set[tuple[int, int]] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)


def read_marks(sheet: Any) -> Marks:
    """One walk through the XML of a sheet, beside that of openpyxl, which in its mode that only
    reads leaves these out.
    """
    from openpyxl.utils import coordinate_to_tuple, range_boundaries
    from openpyxl.xml.constants import SHEET_MAIN_NS
    from openpyxl.xml.functions import iterparse

    ns = "{" + SHEET_MAIN_NS + "}"
    found, styles = Marks(), _percentage_styles(sheet)
    place, column = 0, 0
    with sheet._get_source() as source:
        for event, element in iterparse(source, events=("start", "end")):
            if event == "start":
                if element.tag == ns + "row":
                    place, column = int(element.get("r", place + 1)), 0
                    if element.get("hidden") in ("1", "true"):
                        found.hidden.add(place)
                continue
            if element.tag == ns + "c":
                if told := element.get("r"):
                    place, column = coordinate_to_tuple(told)
                else:
                    column += 1
                if reason := _reason(element, ns):
                    found.unread[place, column - 1] = reason
                if element.get("s") in styles:
                    found.percentages.add((place, column - 1))
                element.clear()
            elif element.tag == ns + "row":
                element.clear()
            elif element.tag == ns + "mergeCell":
                # Whole columns or rows have no boundary on one side; nobody merges those.
                left, top, right, bottom = (n or 0 for n in range_boundaries(element.get("ref")))
                if 0 < left <= sheet_choice.MAX_COLUMNS + 1:
                    found.merges.append(Merge(top, bottom, left - 1, right - 1))
    return found


def _percentage_styles(sheet: Any) -> set[str]:
    """The styles, as cells name them, that show a number of 1 as "100%"."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS

    book = sheet.parent
    own = dict(enumerate(book._number_formats, start=164))
    formats = (own.get(style.numFmtId) for style in book._cell_styles)
    shown = (
        (told if told is not None else BUILTIN_FORMATS.get(style.numFmtId, ""))
        for told, style in zip(formats, book._cell_styles, strict=True)
    )
    return {str(place) for place, told in enumerate(shown) if "%" in told}


def _reason(cell: Any, ns: str) -> cell_texts.Reason | None:
    kind, value = cell.get("t"), cell.find(ns + "v")
    if kind == "e":
        return cell_texts.Reason.ERROR
    if cell.find(ns + "f") is None:
        return None
    # A formula that gave an empty text says so: it is a text.
    has_value = value is not None and (value.text or kind == "str")
    return None if has_value else cell_texts.Reason.FORMULA
