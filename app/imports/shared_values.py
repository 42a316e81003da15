"""What a file has no column for, and is said once for all of its rows."""

from collections.abc import Collection, Mapping

from app.core import shown
from app.imports import columns, demands, import_column, models

# What is another thing in every row, or says itself which row it is.
_NEVER_ONCE = ("title", "description", "name", shown.REFERENCE)
# What a row may leave out and a whole file often means the same with.
_OFTEN_ONCE = ("municipality", "municipalities", "target_group", "target_groups", "unit")


def once(kind: models.ImportKind, said: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Name, field and text of what holds for all rows, of the fields of which that can be said."""
    every = [column for column in columns.COLUMNS[kind] if column.field not in _NEVER_ONCE]
    return [(c.names[0], c.field, said[c.field]) for c in every if c.field in said]


def said_once(kind: models.ImportKind, has: Collection[str]) -> list[import_column.ImportColumn]:
    """The fields that can be said once of a file that `has` columns of these: those it cannot go
    without, and those that often are the same in all rows.
    """
    needed = demands.needed(columns.FORMS[kind], has)
    return [
        column
        for column in columns.COLUMNS[kind]
        if column.field not in (*has, *_NEVER_ONCE)
        and (column.field in needed or column.field in _OFTEN_ONCE)
    ]
