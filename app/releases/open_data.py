"""The file of a release: every number of its tables with what is said of it, one a line."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.releases import tables
from app.releases.suppression import CellState, Covered

# What a line says, in the order of the columns: the name and the title in both languages, the type,
# and what it is. A name that is stable: other people's scripts read it.
Column = tuple[str, str, str, str, str]
COLUMNS: tuple[Column, ...] = (
    ("region", "Veiligheidsregio", "Safety region", "string", "CBS-code van de veiligheidsregio"),
    ("week", "Week", "Week", "string", "ISO-week van de vrijgave, zoals 2026-w49"),
    ("measure", "Maat", "PublicMeasure", "string", "Wat is geteld"),
    ("dimension", "Indeling", "Dimension", "string", "Waarnaar is geteld; all is alles samen"),
    ("category", "Categorie", "Category", "string", "Welke daarvan; all is alles samen"),
    (
        "category_label",
        "Naam van de categorie",
        "Category name",
        "string",
        "In het Nederlands",
    ),
    ("area", "Gebied", "Area", "string", "CBS-code van de gemeente; all is de hele regio"),
    ("area_label", "Naam van het gebied", "Name of the area", "string", "In het Nederlands"),
    ("number", "Aantal", "Number", "integer", "Afgerond op vijf; leeg als het niet wordt getoond"),
    (
        "status",
        "Status",
        "Status",
        "string",
        "shown, small (1 tot en met 4) of withheld",
    ),
)
NAMES = tuple(name for name, *_rest in COLUMNS)


@dataclass(frozen=True, slots=True)
class FileLine:
    """One number."""

    region: str
    week: str
    measure: str
    dimension: str
    category: str
    category_label: str
    area: str
    area_label: str
    number: int | None
    status: str


def lines_of(
    covered: Covered, names: Mapping[str, Mapping[str, str]], region: str, week: str
) -> Iterator[FileLine]:
    """Every number of a release, nought included where a table has a row for it."""
    published = tables.Published.of(covered)
    for key in _all_keys(published, names):
        state, number = published.at(key)
        measure, axis, row, place = key
        yield FileLine(
            region,
            week,
            measure,
            axis or tables.ALL,
            row,
            names.get(row, {}).get("nl", ""),
            place,
            names.get(place, {}).get("nl", ""),
            number if state is CellState.SHOWN else None,
            state.value,
        )


def _all_keys(
    published: tables.Published, names: Mapping[str, Mapping[str, str]]
) -> list[tuple[str, str, str, str]]:
    """A nought has no line of its own in what is kept; in the file it does, so that who reads the
    file needs no rule for what is missing.
    """
    places = {place for *_rest, place in published.said} | {c for c in names if c.startswith("GM")}
    keys = set(published.said)
    for table in tables.TABLES:
        for row in published.rows(table):
            keys |= {(table.measure.value, table.axis.value, row, place) for place in places}
        keys |= {(table.measure.value, tables.WHOLE, tables.ALL, place) for place in places}
    return sorted(keys)


def csv_of(lines: Iterable[FileLine]) -> str:
    """The file, as RFC 4180 has it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(NAMES)
    for line in lines:
        values: list[Any] = [getattr(line, name) for name in NAMES]
        writer.writerow(values)
    return out.getvalue()
