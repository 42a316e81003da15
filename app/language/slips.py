"""Slips of the finger: the word that was meant, among those that stand somewhere."""

from collections.abc import Collection, Iterable, Mapping
from string import ascii_lowercase
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Mapped
from sqlmodel import Session

from app.language import lookup, plurals, words

_NEAR_ROWS = 60
_MOST_COUNTED = 40  # rows with a word: more of them say no more
_SHORTEST_MENDED, _LONGEST_TRIED = 4, 7  # letters of a word of which every single slip is tried
_SHORTEST_HALVED, _SHORTEST_PART = 8, 6  # letters of a word of which halves or parts do


def count_said(
    session: Session, rows: sa.Select[Any], vector: Mapped[Any], asked: Mapping[str, str]
) -> dict[str, int]:
    """In how many of these rows each of these words stands; those that stand in none are left out.
    `rows` gives of each row its `found_by`, and `asked` of a word what PostgreSQL is asked for it:
    the index is asked for one after the other, as most stand nowhere.
    """
    text_array = postgresql.ARRAY(sa.Text)
    wanted = (
        sa.func.unnest(
            sa.literal(list(asked), text_array), sa.literal(list(asked.values()), text_array)
        )
        .table_valued("word", "query")
        .render_derived()
    )
    having = rows.where(lookup.finds(vector, wanted.c.query)).limit(_MOST_COUNTED).lateral()
    query: Any = (
        sa.select(
            wanted.c.word,
            sa.func.count().label("found"),
            sa.func.min(having.c.found_by).label("line"),
        )
        .join(having, sa.literal(True))
        .group_by(wanted.c.word)
    )
    found = session.execute(query) if asked else ()
    return {row.word: row.found for row in found if not _is_bare_stem(row.word, row.line)}


def _is_bare_stem(word: str, line: str) -> bool:
    """Whether this is no word but only what the forms of one share: "oop" of "open"."""
    of = [other for other in line.split() if other != word and word in plurals.stems_of(other)]
    # "huis" of "huizen" is one.
    return bool(of) and not any(other.startswith(word[:-1]) for other in of)


def can_be_mended(word: str) -> bool:
    """Whether a word is long enough to say what was meant, and none that is in every text."""
    return len(word) >= _SHORTEST_MENDED and word not in lookup.SMALL and not word.isdecimal()


def one_slip_from(word: str) -> dict[str, int]:
    """Every word that one slip makes this one of, and how seldom such a slip is made: 0 letters
    that changed places or one that is typed once or twice, 1 a letter too few or too many,
    2 another letter, 3 another first letter. None of a long word: enough is left to look like.
    """
    (word, *more) = lookup.parts_of(word) or [""]
    if more or not word.isalpha() or not _SHORTEST_MENDED <= len(word) <= _LONGEST_TRIED:
        return {}
    found: dict[str, int] = {}

    def add(other: str, kind: int) -> None:
        found[other] = min(kind, found.get(other, kind))

    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        if len(after) > 1:
            add(before + after[1] + after[0] + after[2:], 0)
        if after:
            is_double = before[-1:] == after[0] or after[1:2] == after[0]
            add(before + after[1:], 0 if is_double else 1 if before else 3)
        for letter in ascii_lowercase:
            is_double = letter in (before[-1:], after[:1])
            add(before + letter + after, 0 if is_double else 1 if before else 3)
            if after:
                add(before + letter + after[1:], 2 if before else 3)
    return {other: kind for other, kind in found.items() if other != word} if word else {}


def likeliest(slips: Mapping[str, int], said: Mapping[str, int]) -> str | None:
    """Of the words that stand somewhere the one that was meant: by the slip that is made most, and
    of those the one that stands in most places.
    """
    known = [word for word in slips if said.get(word) and word not in lookup.SMALL]
    least = min((slips[word] for word in known), default=0)
    alike = [word for word in known if slips[word] == least]
    # What begins another one is perhaps no word but the stem of that.
    whole = [
        word
        for word in alike
        if not any(other != word and other.startswith(word) for other in alike)
    ]
    return min(whole, key=lambda word: (-said[word], word), default=None)


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


def can_have_two(word: str) -> bool:
    """Whether a word is so long that it can be meant with two slips in it."""
    return _most_slips(word) > 1


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
