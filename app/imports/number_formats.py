"""Number formats of a workbook that make of a number, for who reads it, another number."""

import re
from typing import Any, Final

# Letters between quotes, and after a backslash.
_LETTERS: Final = re.compile(r'"([^"]*)"|\\(.)')
# What is no part of the number: room as wide as a letter, filling, colours and conditions.
_ROOM: Final = re.compile(r"[_*].|\[[^\[\]]*\]")
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


def shows_another(told: str) -> bool:
    """Divided by a thousand, or with digits beside it that it does not have."""
    has_digits = any(
        letter.isdigit()
        for found in _LETTERS.finditer(told)
        for letter in found[1] or found[2] or ""
    )
    return has_digits or bool(_DIVIDED.search(_ROOM.sub("", _LETTERS.sub("", told))))
