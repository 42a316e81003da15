"""The marks of a sheet: what openpyxl, in its mode that only reads, leaves out of its cells."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.imports import cell_texts, number_formats, sheet_choice, strikes

Place = tuple[int, int]
# How many notes of a row are named.
MOST_NOTES = 5


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
class SheetMarks:
    """Cells without a value, merges, what is shown as a percentage, what somebody struck out, which
    rows and columns are hidden, and where a note hangs.
    """

    unread: dict[Place, cell_texts.Reason] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    percentages: set[Place] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    # Cells, also in part; and rows of which nothing else is filled.
    struck: set[Place] = field(default_factory=set)
    struck_rows: set[int] = field(default_factory=set)
    # By row, the addresses of the cells.
    notes: dict[int, list[str]] = field(default_factory=dict)
    # What is a day or a time for the spreadsheet, and how it is seen.
    days: dict[Place, cell_texts.Reason] = field(default_factory=dict)

    @property
    def struck_alone(self) -> Iterator[Place]:
        """Struck out in a row that counts."""
        return (place for place in self.struck if place[0] not in self.struck_rows)


def read_marks(sheet: Any) -> SheetMarks:
    """One walk through the XML of a sheet, beside that of openpyxl."""
    from openpyxl.utils import coordinate_to_tuple, range_boundaries
    from openpyxl.xml.constants import SHEET_MAIN_NS
    from openpyxl.xml.functions import iterparse

    ns = "{" + SHEET_MAIN_NS + "}"
    found, formats = SheetMarks(notes=_notes(sheet)), number_formats.styles_of(sheet.parent)
    # As cells name them.
    styles = {str(place) for place, told in enumerate(formats) if "%" in told}
    shown_as = {str(place): told for place, told in enumerate(formats) if told != "General"}
    out = strikes.Strikes.of_book(sheet.parent)
    days = _days(sheet.parent, formats)
    place, column, is_filled, is_kept = 0, 0, False, False
    with sheet._get_source() as source:
        for event, element in iterparse(source, events=("start", "end")):
            if event == "start":
                if element.tag == ns + "row":
                    place, column = int(element.get("r", place + 1)), 0
                    is_filled = is_kept = False
                    if _is_hidden(element, "ht"):
                        found.hidden.add(place)
                continue
            if element.tag == ns + "c":
                if told := element.get("r"):
                    place, column = coordinate_to_tuple(told)
                else:
                    column += 1
                if reason := _reason(element, ns, shown_as):
                    found.unread[place, column - 1] = reason
                if element.get("s") in styles:
                    found.percentages.add((place, column - 1))
                if seen := _seen_as_day(element, ns, days):
                    found.days[place, column - 1] = seen
                if len(element):
                    is_filled = True
                    how = out.how(element)
                    if how is not strikes.How.NOT:
                        found.struck.add((place, column - 1))
                    is_kept = is_kept or how is not strikes.How.WHOLLY
                element.clear()
            elif element.tag == ns + "row":
                if is_filled and not is_kept:
                    found.struck_rows.add(place)
                element.clear()
            elif element.tag == ns + "col":
                if _is_hidden(element, "width"):
                    last = min(int(element.get("max")), sheet_choice.MAX_COLUMNS + 1)
                    found.hidden_columns.update(range(int(element.get("min")) - 1, last))
            elif element.tag == ns + "mergeCell":
                # Whole columns or rows have no boundary on one side; nobody merges those.
                left, top, right, bottom = (n or 0 for n in range_boundaries(element.get("ref")))
                if 0 < left <= sheet_choice.MAX_COLUMNS + 1:
                    found.merges.append(Merge(top, bottom, left - 1, right - 1))
    return found


def _is_hidden(element: Any, size: str) -> bool:
    """By itself, by a filter or in a group that is closed; or it has no height or width."""
    told = element.get(size)
    return element.get("hidden") in ("1", "true") or (told is not None and float(told) == 0)


def _notes(sheet: Any) -> dict[int, list[str]]:
    """Where a note or a conversation hangs beside a cell."""
    from openpyxl.utils import coordinate_to_tuple

    found: dict[int, list[str]] = {}
    for address in _noted(sheet):
        of_row = found.setdefault(coordinate_to_tuple(address)[0], [])
        if len(of_row) < MOST_NOTES:
            of_row.append(address)
    return found


def _noted(sheet: Any) -> Iterator[str]:
    from openpyxl.packaging.relationship import get_dependents, get_rels_path
    from openpyxl.xml.constants import SHEET_MAIN_NS
    from openpyxl.xml.functions import iterparse

    archive = sheet.parent._archive
    told = get_rels_path(sheet._worksheet_path)  # type: ignore[no-untyped-call]
    if told not in archive.namelist():
        return
    for part in get_dependents(archive, told):
        if part.Type.endswith("/comments") and part.Target in archive.namelist():
            with archive.open(part.Target) as source:
                for _event, element in iterparse(source):
                    if element.tag == "{" + SHEET_MAIN_NS + "}comment" and element.get("ref"):
                        yield element.get("ref")
                        element.clear()


def _days(book: Any, formats: tuple[str, ...]) -> dict[str, cell_texts.Reason]:
    """The styles by which openpyxl makes a day or a time of a number, as cells name them."""
    return {
        str(place): cell_texts.Reason.DAY
        if number_formats.shows_whole_day(formats[place])
        else cell_texts.Reason.PARTLY
        for place in (*book._date_formats, *book._timedelta_formats)
    }


def _seen_as_day(
    cell: Any, ns: str, days: dict[str, cell_texts.Reason]
) -> cell_texts.Reason | None:
    """A number with the format of a day, or what the file itself says is one."""
    value = cell.find(ns + "v")
    if value is None or not value.text:
        return None
    if cell.get("t") == "d":
        return days.get(cell.get("s", "0"), cell_texts.Reason.DAY)
    return days.get(cell.get("s", "0")) if cell.get("t") in (None, "n") else None


def _reason(cell: Any, ns: str, shown_as: dict[str, str]) -> cell_texts.Reason | None:
    kind, value = cell.get("t"), cell.find(ns + "v")
    if kind == "e":
        return cell_texts.Reason.ERROR
    told = shown_as.get(cell.get("s"))
    if told is not None and _is_shown_otherwise(told, kind, None if value is None else value.text):
        return cell_texts.Reason.SHOWN
    if cell.find(ns + "f") is None:
        return None
    # A formula that gave an empty text says so: it is a text.
    has_value = value is not None and (value.text or kind == "str")
    return None if has_value else cell_texts.Reason.FORMULA


def _is_shown_otherwise(told: str, kind: str | None, value: str | None) -> bool:
    """Whether what its format shows of a cell is not what the cell holds. A number that is none is
    for the reader of the sheet to refuse.
    """
    if not value:
        return kind == "inlineStr" and number_formats.shows_other_text(told)
    if kind in (None, "n"):
        try:
            return number_formats.shows_another(told, float(value))
        except ValueError:
            return False
    return kind in ("s", "str") and number_formats.shows_other_text(told)
