"""Slips of the finger: the word that was meant, among those that stand somewhere."""

from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped
from sqlmodel import Session

from app.language import lookup, plurals, words

_NEAR_ROWS = 60
_SHORTEST_HALVED, _SHORTEST_PART = 8, 6  # letters of a word of which halves or parts do


def find_near(
    session: Session, column: Mapped[str], texts: Iterable[Mapped[str]], word: str, *rules: Any
) -> set[str]:
    """The words, as they are written there, of rows with something like this word in them: when
    nothing there could be meant, of rows with something like half of it. Two slips in a long word
    leave too little of the whole, and seldom change both halves.
    """
    half, found = len(word) // 2, set[str]()
    texts = list(texts)
    for asked in ((word,), (word[:half], word[half:])):
        if asked[0] != word and (len(word) < _SHORTEST_HALVED or meant(word, found)):
            break
        is_near = [
            sa.literal(part[: lookup.LONGEST], sa.Text).op("<%", is_comparison=True)(column)
            for part in asked
        ]
        query: Any = sa.select(*texts).where(*rules, sa.or_(*is_near)).limit(_NEAR_ROWS)
        found |= {
            chunk
            for row in session.execute(query)
            for text in row
            for chunk in lookup.chunks_of(text)
        }
    return found


def meant(word: str, others: Collection[str]) -> str | None:
    """What was meant among words that stand somewhere: one of them, or else a part of one or the
    beginning of one, "brandweer" in "brandweercontrole".
    """
    if (near := _nearest_or_singular(word, others)) or len(word) < _SHORTEST_PART:
        return near
    parts = {part for other in others for part in words.split_compound(other, is_search=True)}
    if near := _nearest_or_singular(word, {part for part in parts if len(part) >= _SHORTEST_PART}):
        return near
    if len(word) < _SHORTEST_HALVED:
        return None
    most = _most_slips(word)
    begun = [other for other in others if other[:1] == word[0] and len(other) > len(word) + most]
    starts = {other[: len(word) + more] for other in begun for more in range(-most, most + 1)}
    # Of those with as few slips, the one that ends as was typed.
    slips = ((_slips(word, start, most), start[-1] != word[-1], start) for start in starts)
    best = min(slips, default=None)
    return best[2] if best and best[0] <= most else None


def nearest(word: str, others: Iterable[str]) -> str | None:
    """The one of them that was meant, when it is at most one or two slips of the fingers away."""
    most = _most_slips(word)
    # A small word, such as "een", is in every text, and nobody looks for it.
    known = set(others) - lookup.SMALL
    slips = min(((_slips(word, other, most), other) for other in known), default=None)
    return slips[1] if slips and slips[0] <= most else None


def _nearest_or_singular(word: str, others: Collection[str]) -> str | None:
    """The same; of "voedselpakketten" the singular too, which nobody may have written. Not for a
    short word.
    """
    if (near := nearest(word, others)) or _most_slips(word) < 2:
        return near
    stems = ((other, stem) for other in others for stem in plurals.stems_of(other))
    return nearest(word, {stem for other, stem in stems if other.startswith(stem)})


def _most_slips(word: str) -> int:
    return 0 if len(word) < 4 else 1 if len(word) < 7 else 2


def stands_in(word: str, others: Iterable[str]) -> bool:
    """Whether this word itself, or the beginning of a longer one, is among others."""
    terms = lookup.terms_of(word)
    return any(term.is_in(lookup.words_of(other)) for other in others for term in terms)


def _slips(one: str, other: str, most: int) -> int:
    """Letters added, left out, changed, or swapped with the next."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, there in enumerate(other, 1):
            least = min(last[j] + 1, row[-1] + 1, last[j - 1] + (letter != there))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == there:
                least = min(least, before[j - 2] + 1)
            row.append(least)
        before, last = last, row
    return last[-1]
