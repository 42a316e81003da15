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
_SHORTEST = 6  # letters of a name that no other word begins with
_WORD = re.compile(r"\w+")


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


def without_places(text: str, region_code: str) -> str:
    """The words of a text without the names of this region's municipalities, of today and of
    before, and without what is made of such a name: "de Eemsdeltahaven".
    """
    names, starts = _names_in(region_code)
    said = list(_WORD.finditer(text))
    words = [" ".join(words_of(word.group())) for word in said]
    kept, at = list[str](), 0
    while at < len(words):
        sizes = range(min(_LONGEST, len(words) - at), 0, -1)
        size = next((n for n in sizes if " ".join(words[at : at + n]) in names), 0)
        if not size and not words[at].startswith(starts):
            kept.append(said[at].group())
        at += size or 1
    return " ".join(kept)


@cache
def _names_in(region_code: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """The names of places in a region, and the longest word of each: nobody types "Het"."""
    of_region = {row["code"] for row in _municipalities() if row["safety_region"] == region_code}
    names = [name for name, codes in _codes_by_name().items() if of_region.intersection(codes)]
    longest = {max(name.split(), key=len) for name in names}
    return frozenset(names), tuple(sorted(word for word in longest if len(word) >= _SHORTEST))


def is_place(name: str) -> bool:
    """Whether a municipality is or was called so."""
    return " ".join(words_of(name)) in _codes_by_name()


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
