"""Vocabulary of what is stored of somebody: each value as they read it, and no code."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from app.core import errors, inputs, tongue, words
from app.core.i18n import gettext as _
from app.mail import kinds

Event = Callable[[str, dict[str, Any]], str]


@dataclass(frozen=True)
class OwnWords:
    """`event`: what is said of a line of the trail with these facts. `labels`: what a slug or a
    code stands for, such as that of a municipality or a target group.
    """

    event: Event
    labels: Mapping[str, str]

    def word(self, table: str, name: str, row: Mapping[str, Any]) -> str | None:
        """A column of a row in words; "" for nothing, None for what says itself what it is."""
        value = row[name]
        if value is None:
            return ""
        if table == "audit_entry" and name == "event":
            return self.event(value, row["facts"])
        if table == "mail" and name == "kind":
            return _subject(value, row["facts"])
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, words.Worded):
            return value.word
        if table == "import_draft" and name == "rows":
            return " · ".join(_cells(value))
        if table == "import_draft" and name == "asked":
            return " · ".join(self._chosen(value))
        if isinstance(value, (dict, list)):
            return " · ".join(self._parts("", value))
        if isinstance(value, str) and (name in ("language", *kinds.TYPED) or value in self.labels):
            return self._part(name, value)
        return None

    def _parts(self, name: str, value: Any) -> Iterator[str]:
        """What a form or a file holds, without the names that its fields have for us."""
        if isinstance(value, dict):
            for key, each in value.items():
                yield from self._parts(key, each)
        elif isinstance(value, list):
            for each in value:
                yield from self._parts(name, each)
        elif isinstance(value, bool):
            yield _("yes") if value else _("no")
        elif value not in (None, ""):
            yield self._part(name, str(value))

    def _chosen(self, asked: Mapping[str, Any]) -> Iterator[str]:
        """What somebody chose for the rows of a file that differ: "7:change" of row 7."""
        for each in asked.get("row", ()):
            number, _colon, doing = each.partition(":")
            yield _("Row %(row)s: %(doing)s", row=number, doing=self._part("rest", doing))
        if asked.get("rest"):
            yield _("All others: %(doing)s", doing=self._part("rest", asked["rest"]))

    def _part(self, name: str, value: str) -> str:
        if name == kinds.SUMMED:
            return " · ".join(each.subject for each in kinds.summed_in({name: value}))
        if name in kinds.TYPED:
            return "\n".join(map(tongue.in_dutch, value.split("\n")))
        for kind in _choices().get(name, ()):
            if value in [member.value for member in kind]:
                return kind(value).word
        return self.labels.get(value, value)


def _cells(kept: Mapping[str, Any]) -> Iterator[str]:
    """What stood in the cells of a file, row by row."""
    for row in kept.get("rows", ()):
        for cell in row[1].values():
            yield from [cell] if isinstance(cell, str) else cell


@cache
def _choices() -> dict[str, list[type[words.Worded]]]:
    """The closed lists that forms choose from, by the name of their field."""
    found: dict[str, list[type[words.Worded]]] = {}
    for model in _below(inputs.Input):
        for name, info in model.model_fields.items():
            for kind in (info.annotation, *get_args(info.annotation)):
                if isinstance(kind, type) and issubclass(kind, words.Worded):
                    found.setdefault(name, []).append(kind)
    return found


def _below(kind: type[inputs.Input]) -> Iterator[type[inputs.Input]]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


def _subject(kind: str, facts: dict[str, str]) -> str:
    """What stood above a mail; of a kind that this version does not have only that it was one."""
    try:
        return kinds.on_page(kinds.get_kind(kind), facts).subject
    except (errors.Refused, KeyError):
        return _("A mail")
