"""The columns a file may have, under the names of the form fields or their Dutch words."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from app.core import db, inputs, shown
from app.core.fields import fields_of
from app.core.i18n import LOCALES, gettext as _, mark, speaking
from app.dossier import partner_file
from app.imports import cell_texts, demands, heads, models, sheets, singular
from app.imports.import_column import ImportColumn, Matched
from app.needs import fields as need_fields
from app.offers import fields as offer_fields
from app.signals import signal_fields
from app.target_groups import fields as size_fields

# Whose it is can be somebody who does not take part yet: then the kind is asked as well.
_ORGANISATION_KIND = ImportColumn(
    "organisation_kind",
    ("soort organisatie",),
    mark("Only for organisations that do not take part yet."),
)


_REFERENCE = ImportColumn(
    shown.REFERENCE,
    ("kenmerk",),
    mark("Stands in a file that was taken along: the row changes what is there. Empty: new."),
)

# What a file says of the rows that could not be stored; who brings it back does not bring that in.
FAULT = "fout"

# By kind: the form of a row, and the list that leaves as a file.
FORMS: Mapping[models.ImportKind, type[inputs.Input]] = {
    models.ImportKind.NEEDS: need_fields.NeedInput,
    models.ImportKind.OFFERS: offer_fields.OfferInput,
    models.ImportKind.SIZES: size_fields.EstimateInput,
    models.ImportKind.SIGNALS: signal_fields.SignalEntry,
    models.ImportKind.ORGANISATIONS: partner_file.PartnerInput,
}
_FILES: Mapping[models.ImportKind, Sequence[shown.Column[Any, Any]]] = {
    models.ImportKind.NEEDS: need_fields.FILE,
    models.ImportKind.OFFERS: offer_fields.FILE,
    models.ImportKind.SIZES: size_fields.FILE,
    models.ImportKind.SIGNALS: signal_fields.FILE,
    models.ImportKind.ORGANISATIONS: partner_file.FILE,
}


def _columns_of(kind: models.ImportKind) -> Iterator[ImportColumn]:
    """The fields of a form that a file can have."""
    for known in fields_of(FORMS[kind]):
        called = known.called
        if called.headers:
            yield ImportColumn(
                known.name,
                called.headers,
                called.about,
                is_required=called.is_required or known.info.is_required(),
                takes_many=known.takes_many,
                is_day=known.is_day,
                is_yes_no=known.is_yes_no,
            )
            if known.name == "organisation":
                yield _ORGANISATION_KIND

    if any(column.field == shown.REFERENCE for column in _FILES[kind]):
        yield _REFERENCE


COLUMNS: Mapping[models.ImportKind, tuple[ImportColumn, ...]] = {
    kind: tuple(_columns_of(kind)) for kind in models.ImportKind
}


def fold(text: str) -> str:
    """How words are compared: without accents and capitals, with single spaces, and an apostrophe
    of Word as one of the keyboard.
    """
    return " ".join(db.sort_name(text.replace("’", "'").replace("‘", "'")).split())


@dataclass(frozen=True)
class Mapped:
    """A sheet of which is known what its columns mean."""

    kind: models.ImportKind
    rows: list[sheets.Row]
    columns: dict[str, ImportColumn]  # by header
    headers: dict[str, str]  # header by field
    # Columns nobody knows; their contents are left alone, and the reader is told.
    unread: list[str]
    # Columns of the product's own files that a form does not have, such as the status.
    only_read: list[str]
    # The sheet of the workbook that was read; "" where a file has one.
    sheet: str = ""
    # The row with the names of the columns, when something stands above it.
    names_row: int = 0
    # Sheets that have the same columns, and are not read.
    others: tuple[str, ...] = ()
    # Columns that are read, and that its spreadsheet does not show.
    hidden: tuple[str, ...] = ()
    letters: Mapping[str, str] = field(default_factory=dict)  # above each column, by header
    once: frozenset[str] = frozenset()  # fields of which its sender said what holds for all rows

    def as_asked(self, sheet: sheets.Sheet) -> sheets.Sheet:
        """The sheet of these columns, with all others, and what is not read of its rows."""
        return replace(sheet, rows=self.rows)

    def named(self, field: str) -> str:
        """What the file calls a field; its Dutch word when the file does not have it."""
        column = next((c for c in COLUMNS[self.kind] if field in (c.field, *c.names)), None)
        return field if column is None else self.headers.get(column.field, column.names[0])

    def asks_day(self, field: str) -> bool:
        """Whether a day is asked in this column."""
        return any(column.is_day for column in self.columns.values() if column.field == field)

    def typed(self, row: sheets.Row) -> dict[str, list[str]]:
        """The filled cells of a row by field, as the form would send them."""
        found: dict[str, list[str]] = {}
        for header, cell in row.cells.items():
            column = self.columns.get(header)
            if column is not None and (values := _values(column, cell)):
                found[column.field] = values
        return found

    def unreadable(self, row: sheets.Row) -> dict[str, list[str]]:
        """By field: why its cell cannot be read, and where it is."""
        return {
            self.columns[header].field: why
            for header, why in row.unread.items()
            if header in self.columns
        }


def _as_asked(columns: Mapping[str, ImportColumn], row: sheets.Row) -> sheets.Row:
    """Without what is a day for its spreadsheet where nobody asks for one, such as the "1-2" of a
    title, or a number in the format of a day; and without a day of which a part is not seen.
    """
    day = cell_texts.Reason.DAY
    unread = {
        header: seen if columns[header].is_day else [day.value, seen[1]]
        for header, seen in row.days.items()
        if header in columns and not (columns[header].is_day and seen[0] == day)
    }
    if not unread:
        return row
    cells = {header: cell for header, cell in row.cells.items() if header not in unread}
    return replace(row, cells=cells, unread=row.unread | unread)


def _values(column: ImportColumn, cell: sheets.Cell) -> list[str]:
    parts = cell if isinstance(cell, list) else [cell]
    if column.takes_many:
        parts = [part for whole in parts for part in re.split(r"[;\n]", whole)]
    elif len(parts) > 1:
        parts = [
            "; ".join(parts)
        ]  # a list where one is asked: the check says what is wrong with it
    return [part.strip() for part in parts if part.strip()]


@lru_cache
def _known(kind: models.ImportKind) -> dict[str, ImportColumn | None]:
    """By every name that people or the product's own files give it; None is a column that is only
    read.
    """
    known: dict[str, ImportColumn | None] = {}
    by_field = {column.field: column for column in COLUMNS[kind]}
    for column in COLUMNS[kind]:
        for name in (column.field, *column.names):
            known.setdefault(sheets.fold_name(name), column)
    for locale in LOCALES:
        with speaking(locale):
            for told in _FILES[kind]:
                known.setdefault(sheets.fold_name(_(told.header)), by_field.get(told.field))
    known.setdefault(FAULT, None)
    return known


# What people put around the name of a column: "gemeentenaam", "naam van de gemeente".
_AROUND = re.compile(r"^(naam|code)( van)?( de| het)? ?|[ .]?(naam|code|nummer|nr)?\.?$")


def _like(name: str, known: Mapping[str, ImportColumn | None]) -> ImportColumn | None:
    """The column of which this is the plural, or the name with a word around it."""
    bare = _AROUND.sub("", name)
    found = known.get(bare)
    if found is None and bare == name:
        found = next((c for told, c in known.items() if name in singular.plurals(told)), None)
    return found


def first_names(kind: models.ImportKind) -> list[str]:
    """The folded names of the column that no file of this kind goes without, and of the one that
    says which row of ours it is: what is not in such a file stays as it is.
    """
    first = COLUMNS[kind][0]
    return [n for n, column in _known(kind).items() if column in (first, _REFERENCE)]


def has_first(kind: models.ImportKind, headers: list[str]) -> bool:
    """Whether one of those columns is among these."""
    return not {_folded(h, _known(kind)) for h in headers}.isdisjoint(first_names(kind))


def _folded(header: str, known: Mapping[str, ImportColumn | None]) -> str:
    """The name as names are compared; where it goes on below, and is only known as one word, that
    word.
    """
    name = sheets.fold_name(header)
    if name not in known and "\n" in header:
        whole = sheets.fold_name("".join(header.split()))
        return whole if whole in known else name
    return name


def match(
    kind: models.ImportKind,
    every: Sequence[str],
    chosen: Mapping[str, str],
    once: Collection[str] = (),
) -> Matched:
    """What each column is by its name, or by what its sender chose: a field, or "" for none. What
    is said `once` for all rows counts where the file itself has no column.
    """
    known, found = _known(kind), Matched()
    fields = {column.field: column for column in COLUMNS[kind]}
    headers = [header for header in every if header not in once]
    for header in headers:
        if chosen.get(header) in fields:
            found.take(header, fields[chosen[header]])
    taken = set(found.headers)
    left = [h for h in headers if h not in found.columns and h not in found.clashes]
    exact = {c.field for h in left if h not in chosen and (c := known.get(_folded(h, known)))}
    for header in left:
        name = _folded(header, known)
        column = None if header in chosen else known.get(name)
        if header not in chosen and name not in known and (like := _like(name, known)):
            column = None if like.field in exact else like
        if column is None or column.field in taken:
            is_ours = name in known and (known[name] is None or header not in chosen)
            (found.only_read if is_ours else found.unread).append(header[:60])
        else:
            found.take(header, column)
    for header in once:
        if (column := fields.get(chosen.get(header, ""))) and column.field not in found.headers:
            found.take(header, column)
    return found


def refuse(kind: models.ImportKind, told: Sequence[heads.Head], found: Matched) -> None:
    """Raises Unmapped when no row of this file can be right."""
    words = {column.field: column.names[0] for column in COLUMNS[kind]}
    demands.refuse(FORMS[kind], words, told, found.headers, found.clashes)


def map_columns(kind: models.ImportKind, sheet: sheets.Sheet) -> Mapped:
    """What each column means. Raises Unmapped when that is not enough for any row."""
    found = match(kind, sheet.headers, sheet.chosen, sheet.once)
    refuse(kind, heads.heads_of(sheet), found)
    hidden = tuple(header[:60] for header in sheet.hidden if header in found.columns)
    rows = [_as_asked(found.columns, row) for row in sheet.rows]
    told = Mapped(kind, rows, found.columns, found.headers, found.unread, found.only_read)
    told = replace(told, sheet=sheet.name, names_row=sheet.names_row, others=sheet.others)
    once = frozenset(c.field for header, c in found.columns.items() if header in sheet.once)
    return replace(told, hidden=hidden, letters=sheet.letters, once=once)
