"""The municipalities that a name speaks of, by the names of today and of before."""

import csv
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from app.core import db
from app.reference import former_places

# What people say of those whose name is another one in the list of CBS: in Dutch for Frisian, or
# the first of a long one.
SPOKEN = {
    "den haag": ("GM0518",),
    "den bosch": ("GM0796",),
    "de friese meren": ("GM1940",),
    "dantumadeel": ("GM1891",),
    "noordoost friesland": ("GM1970",),
    "nuenen": ("GM0820",),
    "tietjerksteradeel": ("GM0737",),
    "zuidwest friesland": ("GM1900",),
}
_LONGEST = 5  # words of a name


def words_of(text: str) -> list[str]:
    """The words of a name: without accents, dots, hyphens and brackets, in lower case."""
    return re.findall(r"\w+", db.sort_name(text))


def find_places(words: Sequence[str]) -> tuple[range, tuple[str, ...]]:
    """Which of these words are the name of a municipality, of today or one that is gone, and the
    codes of what it may be now. The longest name counts, and of two the last, where a name says
    where it is; an empty range when there is none.
    """
    for size in range(min(_LONGEST, len(words)), 0, -1):
        for begin in range(len(words) - size, -1, -1):
            codes = _codes_by_name().get(" ".join(words[begin : begin + size]))
            if codes is not None:
                return range(begin, begin + size), codes
    return range(0), ()


def get_regions(codes: Sequence[str]) -> set[str]:
    """The safety regions that these municipalities are in."""
    return {row["safety_region"] for row in _municipalities() if row["code"] in codes}


@cache
def _municipalities() -> tuple[dict[str, str], ...]:
    file = Path(__file__).parent / "data" / "municipalities.csv"
    with file.open(encoding="utf-8", newline="") as rows:
        return tuple(csv.DictReader(rows))


@cache
def _codes_by_name() -> dict[str, tuple[str, ...]]:
    """Names of today before those of before, whole names before a part of one: "bergen" is both."""
    whole: dict[str, tuple[str, ...]] = dict(SPOKEN)
    bare: dict[str, tuple[str, ...]] = {}
    for row in _municipalities():
        whole[" ".join(words_of(row["name"]))] = (row["code"],)
        if "(" in row["name"]:
            short = " ".join(words_of(row["name"].partition("(")[0]))
            bare[short] = (*bare.get(short, ()), row["code"])
    former = {
        " ".join(words_of(gone.name)): gone.successors
        for gone in former_places.former_municipalities()
    }
    return former | bare | whole
