"""Enums whose members bring the words that people have for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from app.core.i18n import InContext, gettext, pgettext

Text = str | InContext


@dataclass(frozen=True)
class Word:
    """What one member is called. Texts are marked for the catalogue (`mark`, `pmark`), and
    translated when somebody reads them.
    """

    text: Text
    # The drawing that goes with it.
    icon: str = ""
    # A sentence that says what it means.
    hint: Text = ""
    # A shorter word, for where there is little room.
    short: Text = ""
    # What people type for it in a file, beside its word.
    synonyms: tuple[str, ...] = ()


class Worded(StrEnum):
    """Base of every enum that people read: `DRAFT = "draft", Word(mark("Draft"))`. A member without
    a word is refused when its class is made.

    `DRAFT = NeedStatus.DRAFT` has value and words of another enum's member, as filters do.
    """

    _told: Word

    def __new__(cls, value: str, told: Word | None = None) -> Self:
        if isinstance(value, Worded):
            told = told or value._told
        if told is None:
            raise TypeError(f"{cls.__name__} has no word for {value!r}")
        member = str.__new__(cls, value)
        member._value_ = str(value)
        member._told = told
        return member

    @property
    def word(self) -> str:
        """What it is called in the reader's language."""
        return _translated(self._told.text)

    @property
    def hint(self) -> str:
        """What it means, as a sentence; "" when its word says enough."""
        return _translated(self._told.hint)

    @property
    def short(self) -> str:
        """What it is called where there is little room."""
        return _translated(self._told.short) or self.word

    @property
    def icon(self) -> str:
        """The drawing that goes with it; "" when there is none."""
        return self._told.icon

    @property
    def synonyms(self) -> tuple[str, ...]:
        """What people type for it in a file, beside its word."""
        return self._told.synonyms


@dataclass(frozen=True)
class Choice:
    """One option of a list. `words` are other words for it, `hint` a sentence below it, `family`
    the heading under which a long list shows it.
    """

    value: str
    label: str
    words: tuple[str, ...] = ()
    hint: str = ""
    family: Worded | None = None


def options(members: Iterable[Worded]) -> list[Choice]:
    """An enum, or some of its members, as a list to choose from."""
    return [Choice(member.value, member.word, hint=member.hint) for member in members]


def by_family(options: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    """A list under its headings, in the order of those; what has none comes last, without one."""
    found: dict[Worded | None, list[Any]] = {}
    for option in options:
        found.setdefault(getattr(option, "family", None), []).append(option)
    places: dict[Worded | None, int] = {
        family: list(type(family)).index(family) for family in found if family is not None
    }
    ordered = sorted(found, key=lambda family: (family is None, places.get(family, 0)))
    return [("" if family is None else family.word, found[family]) for family in ordered]


def _translated(text: Text) -> str:
    if isinstance(text, InContext):
        return pgettext(text.context, text.message)
    return gettext(text) if text else ""
