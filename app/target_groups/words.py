"""What groups are called: other words for them, when two words are the same, and lists of slugs."""

import re
from collections.abc import Iterable

from app.core import tongue
from app.core.db import sort_name

MOST_WORDS = 40  # of one group
LONGEST_WORD = 60

_BETWEEN = re.compile(r"[\n,;]")
_SPACES = re.compile(r"\s+")
_NOT_IN_A_SLUG = re.compile(r"[^a-z0-9]+")


def fold_word(word: str) -> str:
    """What makes two words for a group the same: not their capitals, accents or spaces."""
    return _SPACES.sub(" ", sort_name(_SPACES.sub(" ", tongue.unmarked(word)))).strip()


def split_words(typed: str) -> list[str]:
    """Words that are typed one on a line or with commas between them, each once, in the order of
    typing.
    """
    found: dict[str, str] = {}
    for part in _BETWEEN.split(typed):
        word = _SPACES.sub(" ", part).strip()
        if fold_word(word):  # an apostrophe alone is no word
            found.setdefault(fold_word(word), word)
    return list(found.values())


def without_doubles(words: Iterable[str]) -> list[str]:
    """The same words, each once."""
    return split_words("\n".join(words))


def slug_of(label: str, region_code: str, number: int = 1) -> str:
    """A key for a group that a region adds. It ends in the region, because keys are for the whole
    country.

    `number` tells apart the groups of which the label gives the same key.
    """
    plain = _NOT_IN_A_SLUG.sub("_", fold_word(label).encode("ascii", "ignore").decode()).strip("_")
    parts = (
        plain[:44].strip("_") or "doelgroep",
        *([str(number)] if number > 1 else []),
        region_code.lower(),
    )
    return "_".join(parts)


def replace_group(slugs: Iterable[str], old: str, new: str) -> list[str]:
    """A list of groups in which one takes the place of another, each once."""
    return list(dict.fromkeys(new if slug == old else slug for slug in slugs))
