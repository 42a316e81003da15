"""Texts that a spreadsheet would take for a formula.

A file of ours puts an apostrophe in front of those, as people do; a file that comes in loses it
again. What has apostrophes in front already gets one more, so that nothing is lost on the way.
"""

import re

_FORMULA = re.compile(r"'*\s*[=+\-@\t\r＝＋－＠]")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would calculate a cell that holds this text, or it looks quoted."""
    return _FORMULA.match(text) is not None


def as_text(text: str) -> str:
    """The text for a cell of a CSV, where it never becomes a formula."""
    return f"'{text}" if is_formula(text) else text


def from_text(cell: str) -> str:
    """What `as_text` was given."""
    return cell[1:] if cell.startswith("'") and is_formula(cell) else cell
