"""The separators of a text file: which one it uses, and its rows of cells."""

import csv
import io
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from app.core import formulas, shown
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.imports.cell_texts import Reason, Unread, address

SEPARATORS = ";,\t|"
# Filled rows among which the names of the columns are looked for: people put a title above them.
NAMES_WITHIN = 20
MOST_ABOVE = 200  # rows above the names, with what is empty among them
WIDE = 0.75  # of the widest row; a name may be forgotten
_NUMBER = re.compile(r"[\d\s.,:/%€-]+")
_TOLD = re.compile(r"sep=(.)(?:\r\n|\r|\n)", re.IGNORECASE)  # an instruction to Excel, not a row

# What programs write so that a spreadsheet keeps a number as a text.
_KEPT = re.compile(r'="([^"]*)"')

Wanted = Callable[[list[str]], bool]
Texts = tuple[int, list[str]]


def read_lines(
    text: str, is_wanted: Wanted
) -> tuple[int, Iterator[tuple[int, Sequence[str | Unread]]]]:
    """The rows of a text file from the names of its columns on, and which row that is when
    something stands above it. Raises Invalid on "file", also while the rows are walked.
    """
    if told := _TOLD.match(text):
        separator, text = told.group(1), text[told.end() :]
    else:
        separator = _separator(text, is_wanted)
    return from_names(_parsed(text, separator), is_wanted, separator)


def from_names(
    lines: Iterator[Texts], is_wanted: Wanted, separator: str
) -> tuple[int, Iterator[tuple[int, Sequence[str | Unread]]]]:
    """The first of the first rows that is wanted, with what is below it."""
    above: list[Texts] = []
    filled: list[Texts] = []
    for line in itertools.islice(lines, MOST_ABOVE):
        if is_wanted(line[1]):
            rows = _apart(itertools.chain([line], lines), separator, len(line[1]))
            return (line[0] if filled else 0), rows
        above.append(line)
        if any(map(str.strip, line[1])):
            filled.append(line)
        if len(filled) == NAMES_WITHIN:
            break
    if not filled:
        return 0, _apart(itertools.chain(above, lines), separator, 0)
    nth = likely_names([cells for _place, cells in filled])
    place, names = filled[nth]
    below = (line for line in above if line[0] >= place)
    rows = _apart(itertools.chain(below, lines), separator, len(names))
    return (place if nth else 0), rows


def likely_names(lines: Sequence[Sequence[str]]) -> int:
    """Which of these filled rows names the columns, where no name is known: the first without
    numbers that is about as wide as the widest. What people put above them is narrower.
    """
    texts = [[cell.strip() for cell in cells if cell.strip()] for cells in lines]
    enough = max(2, WIDE * max(map(len, texts), default=0))
    wide = (nth for nth, cells in enumerate(texts) if len(cells) >= enough)
    return next((nth for nth in wide if not any(map(_NUMBER.fullmatch, texts[nth]))), 0)


def _separator(text: str, is_wanted: Wanted) -> str:
    """The one that gives a row of wanted names, and most of them."""
    start = text.lstrip()[:100_000]
    lines = [*itertools.islice(filter(str.strip, re.split(r"[\r\n]+", start)), NAMES_WITHIN)]
    for line in lines:
        found = [one for one in SEPARATORS if is_wanted(_cells(line, one))]
        if found:
            return _most(line, found)
    # In texts there are commas too.
    return max(SEPARATORS, key=lambda one: (sum(one in line for line in lines), one != ","))


def _cells(line: str, separator: str) -> list[str]:
    return next(csv.reader([line], delimiter=separator), [])


def _most(line: str, separators: Iterable[str]) -> str:
    names = re.sub(r'"[^"]*"', "", line)
    return max(separators, key=names.count)


def _parsed(text: str, separator: str) -> Iterator[Texts]:
    """Every row, also without anything in it: who reads them counts them."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    place = 0
    try:
        for cells in reader:
            place += 1
            yield place, [_text(cell) for cell in cells]
    except csv.Error:
        raise Invalid(
            {
                "file": _(
                    'Row %(row)s cannot be read. Is there a quotation mark (") too many or too '
                    "few?",
                    row=place + 1,
                )
            }
        ) from None


def _text(cell: str) -> str:
    kept = _KEPT.fullmatch(cell)
    return formulas.from_text(cell) if kept is None else kept.group(1)


def _apart(
    lines: Iterable[Texts], separator: str, width: int
) -> Iterator[tuple[int, Sequence[str | Unread]]]:
    """These rows, without a cell that holds rows of its own: a quotation mark too many in one row
    and in another takes all between them for one text.
    """
    within = re.compile(f"{re.escape(separator)}(?! )")
    for place, cells in lines:
        if width < 3 or not any("\n" in cell or "\r" in cell for cell in cells):
            yield place, cells
            continue
        read: list[str | Unread] = []
        for column, cell in enumerate(cells):
            ends = len(re.findall(r"\r\n|\r|\n", cell))
            is_rows = ends and len(within.findall(cell)) == ends * (width - 1)
            read.append(Unread(Reason.ROWS, address(place, column)) if is_rows else cell)
        yield place, read


def is_note(cells: Sequence[object]) -> bool:
    """Whether a row is the sentence that a file of ours has below its rows."""
    first = cells[0] if cells else ""
    return isinstance(first, str) and first.startswith(shown.NOTE) and not any(cells[1:])
