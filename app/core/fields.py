"""A field stands once: the input model of its form also says what it is called elsewhere, and where
a row keeps it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, get_args, get_origin

from pydantic.fields import FieldInfo

from app.core.i18n import gettext as _, listed
from app.core.inputs import Input


@dataclass(frozen=True)
class Called:
    """What a field of a form is called outside that form.

    `changed`: in the history, a msgid. `headers`: the column of a file that is brought in, its
    Dutch word first; none when no file has it. `about`, a msgid, says what to fill in there.
    `is_required`: a file has to fill it in, though the form has an answer of its own.
    """

    changed: str = ""
    headers: tuple[str, ...] = ()
    about: str = ""
    is_required: bool = False


@dataclass(frozen=True)
class Stored:
    """Where a row keeps a field, when that is no column of the same name. `read`: what the form
    shows of a row, when it is not that column; the command then finds the column's value itself.
    """

    column: str = ""
    read: str | Callable[[Any], Any] = ""


# Asked along with the fields, and no column of the row.
NOT_STORED = Stored()


@dataclass(frozen=True)
class Field:
    """One field of an input model, with what is known of it."""

    name: str
    info: FieldInfo
    called: Called
    column: str
    read: str | Callable[[Any], Any]

    @property
    def is_copied(self) -> bool:
        """Whether the column holds what was typed, as it was typed."""
        return bool(self.column) and self.read == self.column and self.name != "version"

    @property
    def takes_many(self) -> bool:
        """Whether several can be chosen."""
        return get_origin(self.info.annotation) in (list, tuple, set, frozenset)

    @property
    def is_day(self) -> bool:
        """Whether it asks for a date."""
        kinds = get_args(self.info.annotation) or (self.info.annotation,)
        return any(date in (kind, *get_args(kind)) for kind in kinds)

    @property
    def is_yes_no(self) -> bool:
        """Whether it asks for a yes or a no."""
        return self.info.annotation is bool

    def of(self, thing: Any) -> Any:
        """What the form shows of a stored row."""
        if callable(self.read):
            return self.read(thing)
        for step in self.read.split("."):
            thing = None if thing is None else getattr(thing, step)
        return thing


@lru_cache
def fields_of(model: type[Input]) -> tuple[Field, ...]:
    """The fields of an input model, in the order of its form."""
    return tuple(_field(name, info) for name, info in model.model_fields.items())


def _field(name: str, info: FieldInfo) -> Field:
    stored = next((m for m in info.metadata if isinstance(m, Stored)), Stored(name))
    called = next((m for m in info.metadata if isinstance(m, Called)), Called())
    return Field(name, info, called, stored.column, stored.read or stored.column)


def filled(model: type[Input], thing: Any) -> dict[str, Any]:
    """A stored row as the values of its form."""
    return {field.name: field.of(thing) for field in fields_of(model) if field.read}


def typed(given: Input) -> dict[str, Any]:
    """The columns that hold what was typed as it was typed. A command adds those it has to find."""
    return {
        field.column: getattr(given, field.name)
        for field in fields_of(type(given))
        if field.is_copied
    }


def changed_word(model: type[Input], column: str) -> str:
    """A column as the history calls it."""
    for field in fields_of(model):
        if field.column == column and field.called.changed:
            return _(field.called.changed)
    return column


def say_changed(model: type[Input]) -> Callable[[Mapping[str, Any]], str]:
    """The line in the history for an edit: which fields were changed."""

    def say(facts: Mapping[str, Any]) -> str:
        words = (changed_word(model, column) for column in facts.get("changed", ()))
        return _("Changed: %(fields)s", fields=listed(words))

    return say
