"""What the rows of a file are called on its page, and what happens to them."""

from app.core.i18n import gettext as _, mark, ngettext
from app.imports import checked_rows, models

# What says which row it is, where that is no title.
TITLES = {
    models.ImportKind.SIZES: mark("Group and municipality"),
    models.ImportKind.SIGNALS: mark("What was seen"),
    models.ImportKind.ORGANISATIONS: mark("Organisation"),
}

# What is said of a row, and in which colour.
OUTCOMES = {
    checked_rows.Outcome.NEW: (mark("new"), "success"),
    checked_rows.Outcome.CHANGED: (mark("changes"), "success"),
    checked_rows.Outcome.EXISTS: (mark("there already"), "neutral"),
    checked_rows.Outcome.TWICE: (mark("there already"), "neutral"),
    checked_rows.Outcome.SKIPPED: (mark("skipped"), "neutral"),
    checked_rows.Outcome.DIFFERS: (mark("differs"), "warning"),
    checked_rows.Outcome.WRONG: (mark("wrong"), "danger"),
}


def first_column(kind: models.ImportKind) -> str:
    """Of the table of its rows."""
    return _(TITLES.get(kind, mark("Title")))


def store_words(checked: checked_rows.Glance) -> str:
    """The button, which says how many rows it is about."""
    many = checked.stored + checked.changed + checked.differing
    if not many:  # only rows that are struck out
        return _("Store what you chose")
    return ngettext("Store %(num)s row", "Store %(num)s rows", many)
