"""The tongue of a label: one of a region that has no English stays Dutch on a page in English.

Such a label carries two marks that nobody sees, through sentences, lists and small letters, as far
as the answer; there they become `lang="nl"`, or go.
"""

import re

# For private use: no text of people has them, and no font draws them.
OPEN, CLOSE = "\ue000", "\ue001"
MARKED = re.compile(f"{OPEN}([^{OPEN}{CLOSE}<>]*){CLOSE}")
_MARKS = str.maketrans("", "", OPEN + CLOSE)


def in_dutch(label: str) -> str:
    """The label with its marks."""
    return f"{OPEN}{label}{CLOSE}"


def unmarked(text: str) -> str:
    """A text that leaves for somewhere else than a page, or is compared with what people type."""
    return text.translate(_MARKS) if OPEN in text or CLOSE in text else text
