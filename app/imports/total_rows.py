"""Rows that only add up the rows above them, as spreadsheets have them at their foot."""

import re
from collections.abc import Iterable, Mapping, Sequence

from app.imports import columns

# "Subtotaal" says it whatever follows; "totaal" begins many a good title.
_TOTAL = re.compile(
    r"(?P<sure>(?:sub|eind|deel|tussen)[ -]?(?:totaal|totalen|totals?)|generaal totaal|grand total)"
    r"|totaal|totalen|totals?|som|sum|gemiddelden?|average"
)
# What speaks of a total somewhere in a good title too: then the numbers decide.
_SPEAKS = re.compile(
    r"\b(?:(?:sub|eind|deel|tussen)?[ -]?(?:totaal|totalen|totals?)|som|sum|opgeteld)\b"
    r"|\b(?:samen|tezamen|bij elkaar|together)\W*$"
)
_BETWEEN = re.compile(r"[^\w]+")
_SMALL = frozenset(
    ("aantal", "aantallen", "alle", "alles", "de", "deze", "dit", "en", "het", "in", "of", "per",
     "van", "voor", "all", "and", "for", "the", "this", "mensen", "personen", "people",
     "behoeften", "aanbod", "rijen", "lijst", "needs", "offers", "rows", "list")
)  # fmt: skip


def adds_up(title: str, typed: Mapping[str, Sequence[str]], names: Iterable[str]) -> bool:
    """Whether a title says nothing but that: every other word of it stands in the cells beside it,
    or in the names of the columns.
    """
    said = columns.fold(title)
    found = _TOTAL.match(said)
    if found is None or said[found.end() : found.end() + 1].isalnum():
        return False
    if found["sure"]:
        return True
    beside = [text for name, texts in typed.items() if name != "title" for text in texts]
    known = {word for text in (*beside, *names) for word in _words(columns.fold(text))}
    return set(_words(said[found.end() :])) <= known | _SMALL


class NumbersAbove:
    """The numbers of the rows so far, one under the other."""

    def __init__(self) -> None:
        self._sum = 0
        # What the rows above each row come to together, and which row that is.
        self._above = {0: 0}

    def closes(self, title: str, quantity: int) -> bool:
        """Whether a row whose title speaks of a total adds up two or more rows right above it. What
        does is not one of those rows: a total further down adds up the same ones.
        """
        if _SPEAKS.search(columns.fold(title)) is not None:
            begin = self._above.get(self._sum - quantity)
            if begin is not None and len(self._above) - 1 - begin > 1:
                return True
        self._sum += quantity
        self._above[self._sum] = len(self._above)
        return False


def _words(folded: str) -> list[str]:
    return [word for word in _BETWEEN.split(folded) if word]
