"""What a member of an enum is called in every language of the product, for who reads a file."""

from collections.abc import Callable, Iterator
from typing import Any

from app.core.i18n import LOCALES, gettext as _, speaking
from app.core.words import Worded
from app.imports import known_words


def in_every_language(said: str | Callable[[], str]) -> Iterator[str]:
    """A text in each of them."""
    for locale in LOCALES:
        with speaking(locale):
            yield _(said) if isinstance(said, str) else said()


def told(member: Worded) -> tuple[str, list[str], list[str]]:
    """A member of an enum with its words in every language, the short ones of our own files too,
    and what else people type for it.
    """
    said = [*in_every_language(lambda: member.word), *in_every_language(lambda: member.short)]
    return member.value, said, known_words.typed_for(member)


def called(enum: type[Worded]) -> dict[Any, tuple[str, str]]:
    """The word of every member in Dutch and in English, by its value."""
    words = {member.value: told(member)[1][: len(LOCALES)] for member in enum}
    return {value: (in_dutch, in_english) for value, (in_dutch, in_english) in words.items()}
