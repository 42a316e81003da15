"""Number formats of a workbook that show something else than what a cell holds."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, NamedTuple

# Letters between quotes, and after a backslash.
_LETTERS: Final = re.compile(r'"([^"]*)"|\\(.)')
# What is no part of the number: room as wide as a letter, filling, colours and conditions, and the
# sign of an exponent.
_ROOM: Final = re.compile(r"[_*].|\[[^\[\]]*\]|E[-+]")
# A comma that no place of a digit follows divides by a thousand.
_DIVIDED: Final = re.compile(r"[0#?],+(?![0#?,])")
# A sign among the digits makes of 4012 a "40-12"; a point, a comma, a space and a fraction do not.
_PARTED: Final = re.compile(r"[0#?][^0#?.,\s/E%;]+[0#?]")
# One part for what is above nothing, below it, nothing itself, and a text.
_SECTION: Final = re.compile(r'(?:"[^"]*"|\\.|[_*].|\[[^\[\]]*\]|[^;"\\])*')
_CONDITION: Final = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?[0-9.]+)\]")
_HOLDS: Final[dict[str, Callable[[float, float], bool]]] = {
    "<": lambda value, bound: value < bound,
    "<=": lambda value, bound: value <= bound,
    ">": lambda value, bound: value > bound,
    ">=": lambda value, bound: value >= bound,
    "=": lambda value, bound: value == bound,
    "<>": lambda value, bound: value != bound,
}


def styles_of(book: Any) -> tuple[str, ...]:
    """The number format of each style, in the order in which cells name them."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS

    own = dict(enumerate(book._number_formats, start=164))
    return tuple(
        own.get(style.numFmtId, BUILTIN_FORMATS.get(style.numFmtId, ""))
        for style in book._cell_styles
    )


# A word or a sign beside the number that makes of it another one, or one that nobody knows exactly.
_CHANGING: Final = re.compile(
    r"\b(?:k|dzd|duizend|duizenden|thousand|mln|miljoen|million|mld|miljard|honderd|hundred|dozijn"
    r"|dozen|ca|circa|ongeveer|about|max|min|maximaal|minimaal|hoogstens|minstens)\b|[<>≤≥±~≈+]",
    re.IGNORECASE,
)


class _Format(NamedTuple):
    """The parts of a format: those of numbers, and the one of texts where it has one."""

    numbers: tuple[str, ...]
    text: str | None


@lru_cache(maxsize=1024)
def _parted(told: str) -> _Format:
    sections: list[str] = []
    place = 0
    while place <= len(told):
        found = _SECTION.match(told, place)
        end = found.end() if found is not None else len(told)
        sections.append(told[place:end])
        place = max(end, place) + 1
    numbers = sections[:3]
    text = sections[3] if len(sections) > 3 else None
    if text is None and "@" in _LETTERS.sub("", sections[-1]):
        text = sections[-1]
        numbers = sections[:-1] or sections
    return _Format(tuple(numbers), text)


def shows_another(told: str, value: float) -> bool:
    """Whether a number is shown as nothing, as a word, or as another number than it is."""
    return any(_is_another(section) for section in _sections_for(_parted(told).numbers, value))


def shows_other_text(told: str) -> bool:
    """Whether a text is shown as nothing, as another text, or with words that it does not have."""
    section = _parted(told).text
    if section is None:
        return False
    return bool(_LETTERS.search(section)) or ("@" not in section and "General" not in section)


def _sections_for(numbers: tuple[str, ...], value: float) -> tuple[str, ...]:
    """The part by which a number is shown; several where programs do not agree which it is."""
    conditions = [_CONDITION.search(section) for section in numbers]
    if any(conditions):
        for section, found in zip(numbers, conditions, strict=True):
            if found is not None and _HOLDS[found[1]](value, float(found[2])):
                return (section,)
        return tuple(
            section for section, found in zip(numbers, conditions, strict=True) if found is None
        )
    if value < 0 and len(numbers) > 1:
        return (numbers[1],)
    if value == 0 and len(numbers) > 2:
        return (numbers[2],)
    return (numbers[0],)


# From the first of equal letters: a format of one letter over and over is read once.
_TIME: Final = re.compile(
    r"(?<!h)h+[^a-z]*m+([^a-z]*s+)?|(?<!m)m+[^a-z]*s+|am/pm|a/p|[hs]+", re.IGNORECASE
)
_WHOLE_DAY: Final = (
    re.compile(r"(?<!d)dd?(?!d)", re.IGNORECASE),
    re.compile(r"m", re.IGNORECASE),
    re.compile(r"[ye]", re.IGNORECASE),
)


@lru_cache(maxsize=1024)
def shows_whole_day(told: str) -> bool:
    """Whether a day is shown with its number, its month and its year. "1-2" becomes a day of the
    year in which it was typed, and nobody who looks at it sees which.
    """
    bare = _TIME.sub(" ", _ROOM.sub("", _LETTERS.sub("", _parted(told).numbers[0])))
    return all(part.search(bare) for part in _WHOLE_DAY)


@lru_cache(maxsize=1024)
def _is_another(section: str) -> bool:
    """Without a place for a digit, divided by a thousand, with digits beside it or signs among them
    that it does not have, or with a word or a sign that makes it another number.
    """
    letters = [found[1] or found[2] or "" for found in _LETTERS.finditer(section)]
    bare = _ROOM.sub("", _LETTERS.sub("", section))
    if re.search(r"General|Standaard|@", bare, re.IGNORECASE) or not section.strip():
        is_shown = bool(bare.strip())
    else:  # a day or a time is shown by letters of its own
        is_shown = re.search(r"[0#?ymdhs]", bare, re.IGNORECASE) is not None
    has_digits = any(letter.isdigit() for text in letters for letter in text)
    # Letters after backslashes are one word together.
    is_changed = any(_CHANGING.search(text) for text in (*letters, "".join(letters), bare))
    between = _ROOM.sub("", _LETTERS.sub("\N{BULLET}", section))
    is_parted = _PARTED.search(between) is not None and not re.search(r"[ymdhs]", bare, re.I)
    return not is_shown or has_digits or is_changed or is_parted or bool(_DIVIDED.search(bare))
