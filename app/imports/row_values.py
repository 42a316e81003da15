"""What a row becomes, in the words of its file: every value that is stored, and what it changes."""

from collections.abc import Iterator
from typing import Any

from app.core.fields import Field, fields_of
from app.core.i18n import gettext as _
from app.core.inputs import Input, is_free_text
from app.imports import checked_rows, columns, twins, vocabulary

# What it is called and who it is of stand beside these.
_BESIDE = ("title", "name", "organisation", "sure_no_names")


class RowValues:
    """Tells the values of the rows of one sheet."""

    def __init__(
        self, sheet: columns.Mapped, words: vocabulary.Vocabulary, model: type[Input]
    ) -> None:
        self._sheet = sheet
        self._words = words
        self._all = [known for known in fields_of(model) if known.called.headers]
        self._fields = [known for known in self._all if known.name not in _BESIDE]

    def values(self, found: twins.Understood) -> tuple[checked_rows.Value, ...]:
        """Every value that is stored, also what the file leaves to the product."""
        return tuple(self._values(found))

    def differences(self, found: twins.Understood) -> tuple[checked_rows.Difference, ...]:
        """What is stored, and what the row says in its place."""
        return tuple(
            checked_rows.Difference(
                self._sheet.named(known.name),
                self._say(known, known.of(found.thing)),
                self._say(known, found.becomes.get(known.name, getattr(found.given, known.name))),
            )
            for known in self._all
            if known.name in found.differing
        )

    def _values(self, found: twins.Understood) -> Iterator[checked_rows.Value]:
        for known in self._fields:
            value = found.values.get(known.column, getattr(found.given, known.name))
            text = self._say(known, value)
            if text:
                yield checked_rows.Value(
                    self._sheet.named(known.name),
                    text,
                    is_default=known.name not in found.typed,
                    is_once=known.name in self._sheet.once,
                    is_written=is_free_text(known.info),
                )

    def _say(self, known: Field, value: Any) -> str:
        if value is None and known.is_day:
            return _("no last day")
        return self._words.say(known.name, value)
