"""Number formats of a workbook that make of a number, for who reads it, another number."""

import re
from typing import Any, Final

# Letters between quotes, and after a backslash.
_LETTERS: Final = re.compile(r'"([^"]*)"|\\(.)')
# What is no part of the number: room as wide as a letter, filling, colours and conditions, and the
# sign of an exponent.
_ROOM: Final = re.compile(r"[_*].|\[[^\[\]]*\]|E[-+]")
# A comma that no place of a digit follows divides by a thousand.
_DIVIDED: Final = re.compile(r"[0#?],+(?![0#?,])")


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


def shows_another(told: str) -> bool:
    """Divided by a thousand, with digits beside it that it does not have, or with a word or a sign
    that makes it another number.
    """
    letters = [found[1] or found[2] or "" for found in _LETTERS.finditer(told)]
    bare = _ROOM.sub("", _LETTERS.sub("", told))
    has_digits = any(letter.isdigit() for text in letters for letter in text)
    # Letters after backslashes are one word together.
    is_changed = any(_CHANGING.search(text) for text in (*letters, "".join(letters), bare))
    return has_digits or is_changed or bool(_DIVIDED.search(bare))
