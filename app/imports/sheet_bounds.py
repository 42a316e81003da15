"""The bounds of a file: how many rows, columns and letters it may have."""

from collections.abc import Iterable, Iterator, Sequence

from app.core.errors import Invalid
from app.core.i18n import gettext as _, number
from app.imports import cell_texts, separators, sheet_choice, workbooks

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 5_000
# What a spreadsheet can hold in a cell, and what all cells together may.
MAX_CELL = 32_767
MAX_TEXT = MAX_BYTES
# Cells of a row of text, with those that are empty or have no name above them.
MAX_SURPLUS = 16_384


Line = tuple[int, Sequence[str | cell_texts.Unread]]


def refused(message: str) -> Invalid:
    return Invalid({"file": message})


def too_many() -> Invalid:
    return refused(
        _(
            "This file has more than %(num)s rows. Split it into smaller files.",
            num=number(MAX_ROWS),
        )
    )


def _refuse_long(text: str, place: int, column: int) -> None:
    if len(text) > MAX_CELL:
        message = _(
            "Cell %(cell)s holds more than %(num)s characters. Make it shorter, and try again.",
            cell=cell_texts.address(place, column),
            num=number(MAX_CELL),
        )
        raise refused(message)


def bounded(lines: Iterable[Line]) -> Iterator[Line]:
    """The same lines, within bounds: one text of a workbook can stand in every cell. The sentence
    that a file of ours has below its rows is none of them.
    """
    total = 0
    for line in lines:
        place, cells = line
        if place > workbooks.MAX_SHEET_ROW:
            raise too_many()
        if len(cells) > MAX_SURPLUS:
            raise too_wide()
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                _refuse_long(cell, place, column)
                total += len(cell)
        if total > MAX_TEXT:
            raise refused(_("This file holds too much text. Split it into smaller files."))
        if not separators.is_note(cells):
            yield line


def too_wide() -> Invalid:
    return refused(_("This file has more than %(num)s columns.", num=sheet_choice.MAX_COLUMNS))
