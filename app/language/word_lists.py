"""The lists of words that ship with the product, under `data/`."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"


def lines_of(name: str) -> Iterable[str]:
    """The lines of a list without its remarks."""
    text = (_DATA / name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def false_ends() -> frozenset[str]:
    """Ends of words that look like a word and are none."""
    return frozenset(end for line in lines_of("false_ends.txt") for end in line.split())


@cache
def stopwords() -> frozenset[str]:
    """Words without a meaning of their own."""
    return frozenset(word for line in lines_of("stopwords.txt") for word in line.split())


@cache
def unquoted() -> frozenset[str]:
    """Words that give nobody a reason."""
    return frozenset(word for line in lines_of("unquoted.txt") for word in line.split())
