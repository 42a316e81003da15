"""The columns a file may have, under the names of the form fields or their Dutch words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.core.db import sort_name
from app.core.errors import Invalid
from app.core.i18n import gettext as _, mark
from app.imports.models import ImportKind
from app.imports.reading import Cell, Row, Sheet


@dataclass(frozen=True)
class ImportColumn:
    """One field. `names[0]` is its Dutch word, shown and used in the examples; `about` is a
    msgid.
    """

    field: str
    names: tuple[str, ...]
    about: str = ""
    is_required: bool = False
    takes_many: bool = False


_ORGANISATION = (
    ImportColumn(
        "organisation",
        ("organisatie", "naam organisatie", "namens"),
        mark("Empty: your own organisation."),
    ),
    ImportColumn(
        "organisation_kind",
        ("soort organisatie",),
        mark("Only for organisations that do not take part yet."),
    ),
)
_NO_NAMES = ImportColumn(
    "sure_no_names",
    ("geen namen",),
    mark("“ja” when you are sure that what looks like a name is none."),
)
_CRISIS = ImportColumn("crisis", ("crisis",), mark("Empty: the first crisis of the region."))
_MEASURE = ImportColumn("measure", ("maatregel",), mark("As in the list of the form. Empty: none."))
_TITLE = ImportColumn(
    "title", ("titel",), mark("In one sentence, 5 to 120 characters."), is_required=True
)
_DESCRIPTION = ImportColumn(
    "description",
    ("omschrijving", "uitleg", "toelichting", "beschrijving"),
    mark("No names, addresses or phone numbers."),
)
_SUPPORT_TYPE = ImportColumn(
    "support_type",
    ("soort hulp", "hulpsoort", "hulp"),
    mark("As in the list of the form."),
    is_required=True,
)
_UNIT = ImportColumn(
    "unit",
    ("eenheid", "geteld in"),
    mark("People, places, pieces, or hours, rides or parcels per week. Empty: people."),
)

COLUMNS: Mapping[ImportKind, tuple[ImportColumn, ...]] = {
    ImportKind.NEEDS: (
        _TITLE,
        _DESCRIPTION,
        _SUPPORT_TYPE,
        ImportColumn(
            "target_group", ("doelgroep",), mark("As in the list of the form."), is_required=True
        ),
        ImportColumn(
            "also_groups",
            ("andere doelgroepen", "ook voor", "ook doelgroepen"),
            mark("Several with a ; between them."),
            takes_many=True,
        ),
        ImportColumn(
            "municipality",
            ("gemeente", "gemeentecode"),
            mark("Name or code. Empty: the whole region."),
        ),
        ImportColumn(
            "people",
            ("aantal mensen", "mensen", "aantal personen", "personen"),
            mark("How many people there are."),
        ),
        ImportColumn(
            "quantity",
            ("aantal", "hoeveel", "hoeveelheid"),
            mark("How many are needed."),
            is_required=True,
        ),
        _UNIT,
        ImportColumn(
            "urgency", ("urgentie", "spoed"), mark("Low, normal, high or urgent. Empty: normal.")
        ),
        ImportColumn(
            "needed_from",
            ("nodig vanaf", "vanaf", "van", "begindatum", "startdatum"),
            mark("Empty: today."),
        ),
        ImportColumn(
            "needed_until",
            ("nodig tot", "nodig tot en met", "tot en met", "tot", "einddatum"),
            mark("Last day."),
        ),
        _CRISIS,
        _MEASURE,
        *_ORGANISATION,
        _NO_NAMES,
    ),
    ImportKind.OFFERS: (
        _TITLE,
        _DESCRIPTION,
        _SUPPORT_TYPE,
        ImportColumn(
            "target_groups",
            ("doelgroepen", "doelgroep", "target_group"),
            mark("Several with a ; between them."),
            is_required=True,
            takes_many=True,
        ),
        ImportColumn(
            "municipalities",
            ("gemeenten", "gemeente", "municipality", "gemeentecode"),
            mark("Several with a ; between them. Empty: the whole region."),
            takes_many=True,
        ),
        ImportColumn(
            "quantity",
            ("aantal", "hoeveel", "hoeveelheid"),
            mark("How many you can offer."),
            is_required=True,
        ),
        _UNIT,
        ImportColumn(
            "available_from",
            ("beschikbaar vanaf", "vanaf", "van", "begindatum", "startdatum"),
            mark("Empty: today."),
        ),
        ImportColumn(
            "available_until",
            ("beschikbaar tot", "beschikbaar tot en met", "tot en met", "tot", "einddatum"),
            mark("Last day."),
        ),
        _CRISIS,
        _MEASURE,
        *_ORGANISATION,
        _NO_NAMES,
    ),
    ImportKind.SIZES: (
        ImportColumn(
            "target_group",
            ("doelgroep",),
            mark("A word for the group, or its name in the list."),
            is_required=True,
        ),
        ImportColumn(
            "municipality", ("gemeente", "gemeentecode"), mark("Name or code."), is_required=True
        ),
        ImportColumn(
            "people",
            ("aantal mensen", "aantal", "mensen", "aantal personen", "personen", "omvang"),
            mark("How many people there are."),
            is_required=True,
        ),
        ImportColumn("source", ("bron",), mark("Where the number comes from."), is_required=True),
        ImportColumn(
            "as_of",
            ("peildatum", "datum", "stand op"),
            mark("Day that the number was true. Empty: today."),
        ),
    ),
}


def fold(text: str) -> str:
    """How words are compared: without accents and capitals, with single spaces."""
    return " ".join(sort_name(text).split())


def _fold_name(header: str) -> str:
    return fold(re.sub(r"[_*:-]", " ", header))


@dataclass(frozen=True)
class Mapped:
    """A sheet of which is known what its columns mean."""

    kind: ImportKind
    rows: list[Row]
    columns: dict[str, ImportColumn]  # by header
    headers: dict[str, str]  # header by field
    # Columns nobody knows; their contents are left alone, and the reader is told.
    unread: list[str]

    def named(self, field: str) -> str:
        """What the file calls a field; its Dutch word when the file does not have it."""
        column = next((c for c in COLUMNS[self.kind] if field in (c.field, *c.names)), None)
        return field if column is None else self.headers.get(column.field, column.names[0])

    def typed(self, row: Row) -> dict[str, list[str]]:
        """The filled cells of a row by field, as the form would send them."""
        found: dict[str, list[str]] = {}
        for header, cell in row.cells.items():
            column = self.columns.get(header)
            if column is not None and (values := _values(column, cell)):
                found[column.field] = values
        return found


def _values(column: ImportColumn, cell: Cell) -> list[str]:
    parts = cell if isinstance(cell, list) else [cell]
    if column.takes_many:
        parts = [part for whole in parts for part in re.split(r"[;\n]", whole)]
    elif len(parts) > 1:
        parts = [
            "; ".join(parts)
        ]  # a list where one is asked: the check says what is wrong with it
    return [part.strip() for part in parts if part.strip()]


def map_columns(kind: ImportKind, sheet: Sheet) -> Mapped:
    """What each column means. Raises Invalid on "file" when the first of the kind is missing, or
    two mean the same.
    """
    known: dict[str, ImportColumn] = {}
    for column in COLUMNS[kind]:
        for name in (column.field, *column.names):
            known.setdefault(_fold_name(name), column)
    columns: dict[str, ImportColumn] = {}
    headers: dict[str, str] = {}
    for header in sheet.headers:
        column_of_header = known.get(_fold_name(header))
        if column_of_header is None:
            continue
        if other := headers.get(column_of_header.field):
            message = _(
                "The columns “%(one)s” and “%(other)s” mean the same.",
                one=other[:60],
                other=header[:60],
            )
            raise Invalid({"file": message})
        columns[header] = column_of_header
        headers[column_of_header.field] = header
    first = COLUMNS[kind][0]
    if first.field not in headers:
        message = _(
            "There is no column “%(name)s”. The first row holds the names of the columns.",
            name=first.names[0],
        )
        raise Invalid({"file": message})
    unread = [header[:60] for header in sheet.headers if header not in columns]
    return Mapped(kind, sheet.rows, columns, headers, unread)
