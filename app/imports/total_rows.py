"""Rows that only add up the rows above them, as spreadsheets have them at their foot."""

import re
from collections.abc import Iterable, Mapping, Sequence

from app.imports import columns

# "Subtotaal" says it whatever follows; "totaal" begins many a good title.
_TOTAL = re.compile(
    r"(?P<sure>(?:sub|eind|deel|tussen)[ -]?(?:totaal|totalen|totals?)|generaal totaal|grand total)"
    r"|totaal|totalen|totals?|som|sum|gemiddelden?|average"
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


def _words(folded: str) -> list[str]:
    return [word for word in _BETWEEN.split(folded) if word]
