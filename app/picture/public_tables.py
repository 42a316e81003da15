"""The tables of a public picture as a page shows them: what is said of every number, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.core import i18n
from app.core.i18n import gettext as _, number
from app.picture import group_queries
from app.releases import tables
from app.releases.suppression import CellState, Key
from app.releases.tables import Axis, PublicMeasure, PublicTable, Published

Names = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class PublicCell:
    """What a cell says; `aloud` where the sign in it says nothing; `was` what it said before."""

    text: str
    style: str = ""
    aloud: str = ""
    was: str = ""


@dataclass(frozen=True, slots=True)
class PublicRow:
    """What a row is called, with its cells."""

    label: str
    cells: tuple[PublicCell, ...]


@dataclass(frozen=True, slots=True)
class ShownTable:
    """One table: its columns after the first, its rows, and the totals below them."""

    name: str
    caption: str
    first: str
    columns: tuple[str, ...]
    rows: tuple[PublicRow, ...]
    total: PublicRow
    says: str


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """One number of the whole region."""

    word: str
    cell: PublicCell


def label_of(names: Names, code: str) -> str:
    """What something was called when it was released, in the language of the reader."""
    named = names.get(code, {})
    return named.get(i18n.current_locale()) or named.get(i18n.LOCALES[0]) or code


def places_of(names: Names) -> list[tuple[str, str]]:
    """The municipalities of a release by name: the closed list of its filter."""
    found = [(code, label_of(names, code)) for code in names if code.startswith("GM")]
    return sorted(found, key=lambda each: each[1])


def figures_of(said: Published, before: Published | None = None) -> list[ShownFigure]:
    """The numbers of the whole region."""
    return [
        ShownFigure(each.word, _cell(said, before, tables.total_of(each)))
        for each in tables.FIGURES
    ]


def tables_of(
    said: Published, names: Names, place: str | None = None, before: Published | None = None
) -> list[ShownTable]:
    """Every table; of one municipality when it is chosen. Its numbers are those that everybody sees
    without a choice, so a choice tells nothing more.
    """
    return [_shown(said, names, table, place, before) for table in tables.TABLES]


def _shown(
    said: Published,
    names: Names,
    table: PublicTable,
    place: str | None,
    before: Published | None,
) -> ShownTable:
    all_places = [*places_of(names), (tables.UNPLACED, _("Region"))]
    columns = [each for each in all_places if place in (None, each[0])]
    columns.append((tables.ALL, _("Total")))
    measure, axis = table.measure.value, table.axis.value
    rows = said.rows(table)
    return ShownTable(
        f"public_{measure}_{axis}",
        _caption(table),
        table.axis.word,
        tuple(word for _code, word in columns),
        tuple(
            PublicRow(
                _row_label(names, table, row),
                tuple(
                    _cell(said, before, (measure, axis, row, code), is_shaded=code != tables.ALL)
                    for code, _word in columns
                ),
            )
            for row in rows
        ),
        PublicRow(
            _("All groups") if table.axis is Axis.GROUP else _("All themes"),
            tuple(
                _cell(said, before, (measure, tables.WHOLE, tables.ALL, code))
                for code, _word in columns
            ),
        ),
        _says(said, names, table, rows),
    )


def _row_label(names: Names, table: PublicTable, row: str) -> str:
    if row != tables.UNSAID:
        return label_of(names, row)
    return _("No group said") if table.axis is Axis.GROUP else _("No theme said")


def _caption(table: PublicTable) -> str:
    words = {
        (PublicMeasure.NEGATIVE, Axis.THEME): _("What goes wrong: negative signals by theme"),
        (PublicMeasure.POSITIVE, Axis.THEME): _("What goes well: positive signals by theme"),
        (PublicMeasure.NEGATIVE, Axis.GROUP): _("Who is hit: negative signals by target group"),
        (PublicMeasure.NEEDS, Axis.GROUP): _("What is needed: open needs by target group"),
    }
    return words[table.measure, table.axis]


def _says(said: Published, names: Names, table: PublicTable, rows: list[str]) -> str:
    """What a table shows in one sentence; "" where its largest numbers are hidden or equal."""
    numbers = {
        row: said.at((table.measure.value, table.axis.value, row, tables.ALL))[1] or 0
        for row in rows
    }
    ranked = sorted(numbers.values(), reverse=True)
    if not ranked or not ranked[0] or ranked[1:2] == ranked[:1]:
        return ""
    first = next(row for row in rows if numbers[row] == ranked[0])
    if first == tables.UNSAID:
        return ""
    return _(
        "Most are about “%(what)s”: about %(num)s.",
        what=label_of(names, first),
        num=number(ranked[0]),
    )


def _cell(
    said: Published, before: Published | None, key: Key, *, is_shaded: bool = False
) -> PublicCell:
    text, aloud = _words(*said.at(key))
    value = said.at(key)[1]
    style = f"sb-heat__{group_queries.shade(value)}" if is_shaded and value else ""
    was = ""
    if before is not None and before.at(key) != said.at(key):
        was = _words(*before.at(key))[0]
    return PublicCell(text, style or ("" if value else "sb-muted"), aloud, was)


def _words(state: CellState, value: int | None) -> tuple[str, str]:
    if state is CellState.WITHHELD:
        return "×", _("not shown")
    if state is CellState.SMALL:
        return _("<5"), _("fewer than 5")
    return (number(value), "") if value else ("–", "0")
