"""What a person typed: kept as typed, read by a pydantic model, with one Dutch sentence beside each
wrong field.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any, Generic, TypeVar, get_args, get_origin

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from app.core import inputs, personal_sentences
from app.core.errors import Busy, Invalid, Unreadable
from app.core.fields import filled
from app.core.i18n import gettext as _, mark
from app.core.words import Choice, Worded, options

ECHO_LIMIT = 10_000  # characters of a typed value that come back after an error

# Everything below 32 except tab and newline: PostgreSQL refuses NUL and nobody means the others.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


M = TypeVar("M", bound=inputs.Input)
_DAY: TypeAdapter[date] = TypeAdapter(inputs.Day)

_MESSAGES: Mapping[str, str] = {
    "missing": mark("Fill in this field."),
    "string_too_short": mark("Use at least %(min_length)s characters."),
    "string_too_long": mark(
        "Use at most %(max_length)s characters. There are %(actual_length)s now."
    ),
    "greater_than_equal": mark("Use %(ge)s or more."),
    "less_than_equal": mark("Use %(le)s or less."),
    "int_parsing": mark("Fill in a whole number, such as 40."),
    "int_from_float": mark("Fill in a whole number, such as 40."),
    "int_parsing_size": mark("This number is too large."),
    "date_parsing": mark("Fill in a date that exists, such as 31-12-2026."),
    "date_from_datetime_parsing": mark("Fill in a date that exists, such as 31-12-2026."),
    "date_from_datetime_inexact": mark("Fill in a date that exists, such as 31-12-2026."),
    "enum": mark("Choose one of the options."),
    "literal_error": mark("Choose one of the options."),
    "uuid_parsing": mark("Choose one of the options."),
    "bool_parsing": mark("Choose one of the options."),
    "too_long": mark("Choose at most %(max_length)s."),
    "too_short": mark("Choose at least %(min_length)s."),
    "extra_forbidden": mark("This form has no field “%(field)s”."),
}


class Form(Generic[M]):
    """Typed values with their errors. Templates use `value`, `values`, `error` and `errors`."""

    def __init__(
        self, model: type[M], typed: Mapping[str, Sequence[str]], *, is_readable: bool = True
    ) -> None:
        self._model = model
        self._is_readable = is_readable
        self._typed = {n: [model.read(n, clean(v)) for v in vs] for n, vs in typed.items()}
        self._vanished = [n for n, vs in typed.items() if model.vanishes(n, vs, self._typed[n])]
        self._stored: Mapping[str, list[str]] = {}
        self._label: Callable[[str], str] = str
        self.errors: dict[str, str] = {}
        self.is_back = False  # it was sent, and is on the page again
        self.is_busy = False  # nothing is wrong with it, and it is not stored yet

    def value(self, name: str) -> str:
        """The last value typed in a field, or "". At most `ECHO_LIMIT` characters."""
        values = self._typed.get(name)
        return values[-1][:ECHO_LIMIT] if values else ""

    def values(self, name: str) -> list[str]:
        """Every value of a field that can be chosen several times."""
        return [v[:ECHO_LIMIT] for v in self._typed.get(name, ())]

    @property
    def key(self) -> Hashable:
        """Everything that a page shows of it: two forms with one key look the same."""
        texts = (self._typed, self._stored)
        shown = tuple(tuple((n, tuple(v)) for n, v in each.items()) for each in texts)
        label = self._label if self._stored else None
        return self._model, shown, label, tuple(self.errors.items()), self.is_back, self.is_busy

    @property
    def typed(self) -> Mapping[str, list[str]]:
        """Every field with what was typed in it."""
        return self._typed

    def refilled(self, kept: Mapping[str, Sequence[str] | None]) -> "Form[M]":
        """This form with what was kept of it; a field that was not kept stays as it is here."""
        known = self._model.model_fields
        typed = {
            name: self._typed.get(name, []) if values is None else values
            for name, values in kept.items()
            if name in known
        }
        return Form(self._model, typed)

    @property
    def texts(self) -> list[str]:
        """What was typed in the person's own words, field by field."""
        fields = self._model.model_fields
        own = (
            self.value(name)
            for name in self._typed
            if name in fields and inputs.is_free_text(fields[name])
        )
        return [text for text in own if text.strip()]

    def is_written(self, name: str) -> bool:
        """Whether a field takes text in the person's own words, which is in Dutch."""
        known = self._model.model_fields.get(name)
        return known is not None and inputs.is_free_text(known)

    def error(self, name: str) -> str | None:
        """The sentence beside a field, if it is wrong."""
        return self.errors.get(name)

    def options(self, name: str) -> list[Choice]:
        """What a field that takes a member of an enum chooses from: that enum."""
        members = _members_of(self._model.model_fields[name].annotation)
        if not members:
            raise TypeError(f"{self._model.__name__}.{name} takes no enum that brings words")
        return options(members)

    def offered(self, name: str, options: Iterable[Any]) -> list[Any]:
        """A list with what is stored of the row, also when nobody can choose that any more: a
        browser would send the first option instead, or nothing.
        """
        offered = list(options)
        kept = self._stored.get(name)
        if not kept:
            return offered
        listed = {str(option.value) for option in offered}
        return [*offered, *(Choice(v, self._label(v)) for v in kept if v not in listed)]

    def word(self, name: str, value: str | None = None) -> str:
        """What the chosen member of an enum is called, or the one with this value; "" for nonsense,
        and in every other field.
        """
        members = _members_of(self._model.model_fields[name].annotation)
        wanted = self.value(name) if value is None else value
        return next((member.word for member in members if member.value == wanted), "")

    def keep(self, stored: Mapping[str, object], label: Callable[[str], str]) -> None:
        """Offer what is stored in every list of this form; `label` says what it is called."""
        self._stored, self._label = _texts(stored), label

    def put(self, name: str, *values: str) -> None:
        """Read a field as if these had been typed there."""
        self._typed[name] = [self._model.read(name, value) for value in values]
        self._vanished = [each for each in self._vanished if each != name]

    def chosen(self, *, without: tuple[str, ...] = ()) -> dict[str, str]:
        """The filters that are on: filled in, and something else than the default."""
        fields = self._model.model_fields
        return {
            name: self.value(name)
            for name in self._typed
            if name in fields
            and name not in without
            and self.value(name) not in ("", str(fields[name].default))
        }

    def refuse(self, problem: Invalid) -> "Form[M]":
        """Take over the errors of a command; errors of fields this form does not have speak of the
        whole form.
        """
        self.is_back = True
        self.is_busy = isinstance(problem, Busy)
        for name, message in problem.errors.items():
            self.errors[name if name in self._model.model_fields else ""] = message
        return self

    def parse(self) -> M:
        """The model, or Invalid with a sentence for each wrong field. An empty field counts as not
        sent. Unreadable when what was sent is no form at all: whoever may not do this hears that
        first.
        """
        if not self._is_readable:
            raise Unreadable("")
        given: dict[str, Any] = {}
        for name, values in self._typed.items():
            filled = [v for v in values if v.strip()]
            known = self._model.model_fields.get(name)
            if known is not None and _takes_many(known.annotation):
                given[name] = filled
            elif filled or known is None:
                given[name] = filled[-1] if filled else ""
        errors = {name: _(inputs.VANISHED) for name in self._vanished}
        try:
            found = self._model.model_validate(given)
        except ValidationError as problem:
            for detail in problem.errors(include_url=False, include_input=False):
                field = str(detail["loc"][0]) if detail["loc"] else ""
                place = field if field in self._model.model_fields else ""
                errors.setdefault(place, self._message(field, detail))
            for names, msgid in self._model.when_none.items():
                if not any(given.get(name) for name in names):
                    errors.setdefault(names[0], _(msgid))
            self._check_days(given, errors)
            self._ask_names(errors)
            raise Invalid(errors) from None
        self._check_days(given, errors)
        if errors:
            self._ask_names(errors)
            raise Invalid(errors)
        return found

    def _check_days(self, given: Mapping[str, Any], errors: dict[str, str]) -> None:
        """A last day before the first one is told together with what else is wrong, as a command
        tells it of a form that is right.
        """
        names = self._model.days_in_order
        if names is None or not all(given.get(name) for name in names) or errors.keys() & {*names}:
            return
        first, last = (_DAY.validate_python(given[name]) for name in names)
        if last < first:
            errors[names[1]] = _("The end date is before the start date.")

    def _ask_names(self, errors: dict[str, str]) -> None:
        """What may be a person is told together with what is wrong, as a command tells it of a form
        that is right.
        """
        model = self._model
        typed = SimpleNamespace(**{name: self.value(name) for name in model.model_fields})
        typed.asks_names = model.asks_names
        if "sure_no_names" in model.model_fields:
            typed.sure_no_names = self.value("sure_no_names") not in ("", "0")
            personal_sentences.check_names(typed, errors)

    def _message(self, field: str, detail: ErrorDetails) -> str:
        kind, context = detail["type"], detail.get("ctx", {})
        if kind == "missing" and field in self._model.when_missing:
            return _(self._model.when_missing[field])
        if kind in ("string_too_short", "string_too_long"):
            context = {"actual_length": len(self.value(field)), **context}
        if kind in _MESSAGES:
            return _(_MESSAGES[kind], **context, field=field[:60])
        if kind == "our_own":  # raised by `refuse_value`: the message is a msgid
            rest = dict(context)
            return _(rest.pop("msgid"), **rest)
        return _("This is not filled in right.")


def clean(value: str) -> str:
    """A text with the line ends that everything here uses, and nothing that cannot be read."""
    return _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))


def _takes_many(annotation: Any) -> bool:
    return get_origin(annotation) in (list, tuple, set, frozenset)


def _members_of(annotation: Any) -> Sequence[Worded]:
    """The members of the enum that a field takes, or of the part of it that is written as a
    `Literal`, also where the field may stay empty; none for another field.
    """
    if isinstance(annotation, type) and issubclass(annotation, Worded):
        return tuple(annotation)
    found: list[Worded] = []
    for kind in get_args(annotation):
        found += [kind] if isinstance(kind, Worded) else _members_of(kind)
    return found


def blank(model: type[M], **initial: object) -> Form[M]:
    """A form that nobody has sent yet, with `initial`: None is left out, a list means several."""
    return Form(model, _texts(initial))


def _texts(values: Mapping[str, object]) -> dict[str, list[str]]:
    """As a browser sends them: a box that is on sends "1", and one that is off nothing."""
    typed: dict[str, list[str]] = {}
    for name, value in values.items():
        many = value if isinstance(value, (list, tuple)) else [value]
        sent = (v for v in many if v is not None and v is not False)
        typed[name] = ["1" if v is True else str(v) for v in sent]
    return typed


def opened(
    model: type[M],
    thing: object,
    typed: Form[Any] | None = None,
    *,
    label: Callable[[str], str] = str,
) -> Form[M]:
    """The form of a stored row: what was `typed`, or else the row as it is. Its lists offer what is
    stored too, with its `label`.
    """
    stored = filled(model, thing)
    form = typed if typed is not None else blank(model, **stored)
    form.keep(stored, label)
    return form
