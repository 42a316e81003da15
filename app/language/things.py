"""Which thing exactly a text speaks of within a kind of help: an iron, or a sewing machine.

A thing stands among the words of a text as a mark, so that the same index finds it and the same
table counts it: "=goods_materials.iron". Pure; the list ships with the product.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from app.language import word_lists, words as language_words

# Grows with every change of the list: see `models.TEXT_VERSION`.
THINGS_VERSION = 1

MARK = "="
LANGUAGE = "language"
# Families in which one thing does not do for another: who asks for an iron is not helped with a
# sewing machine. In the others, such as company, one way may do for another.
EXACT = frozenset(
    {
        LANGUAGE, "childcare", "digital_help", "financial_aid", "food_parcels", "goods_materials",
        "homework_education", "housing_space", "language_interpreting",
        "legal_advice", "medicines", "odd_jobs", "pet_care", "protective_equipment", "transport",
        "work_training",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to say a thing: stems that all have to be there, and the parts of a compound."""

    mark: str
    stems: frozenset[str]
    parts: frozenset[str]


def read_things(stems: frozenset[str]) -> frozenset[str]:
    """The marks of the things that these stems of a text speak of. Part of a word that is a thing
    itself says nothing more: a "bakfiets" is no "fiets".
    """
    ways = _by_stem()
    found = [each for stem in stems if stem in ways for each in ways[stem] if each.stems <= stems]
    parts = {part: each.mark for each in found for part in each.parts}
    return frozenset(
        each.mark
        for each in found
        if len(each.stems) > 1 or parts.get(min(each.stems), each.mark) == each.mark
    )


def family_of(mark: str) -> str:
    """The family of a thing by its mark."""
    return mark[len(MARK) :].partition(".")[0]


def families_of(marks: Iterable[str]) -> frozenset[str]:
    """The families of all marks of things among some words."""
    return frozenset(family_of(mark) for mark in marks if mark.startswith(MARK))


def marks_of(families: Iterable[str]) -> frozenset[str]:
    """The marks of every thing of some families."""
    return frozenset(mark for family in families for mark in _by_family().get(family, ()))


def words_of(text: str, marks: frozenset[str]) -> list[str]:
    """How a text says some things, in its own words and in the order of the text; by the word of
    the list where it takes several words to say it. A language is written with a capital.
    """
    found: dict[str, str] = {}
    for word in language_words.written_in(text):
        read = read_things(language_words.read_words(word).stems)
        for mark in marks & read - found.keys():
            found[mark] = word.capitalize() if family_of(mark) == LANGUAGE else word.lower()
    return list(dict.fromkeys([*found.values(), *map(label_of, sorted(marks - found.keys()))]))


def label_of(mark: str) -> str:
    """The Dutch word for a thing."""
    return _labels().get(mark, "")


@cache
def _lines() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Mark, label, and the words of each thing."""
    found = []
    for line in word_lists.lines_of("things.txt"):
        name, _colon, said = line.partition(":")
        family, thing = name.split()
        words = tuple(said.split())
        label = words[0].replace("+", " ")
        shown = label.capitalize() if family == LANGUAGE else label
        found.append((f"{MARK}{family}.{thing}", shown, words))
    return tuple(found)


@cache
def _by_stem() -> dict[str, list[_Way]]:
    """Each way to say a thing under one of its stems, so that a text asks few of them."""
    found: dict[str, list[_Way]] = defaultdict(list)
    for mark, _label, words in _lines():
        for word in words:
            stems = frozenset(map(language_words.stem, word.split("+")))
            parts = frozenset(map(language_words.stem, language_words.split_compound(word)))
            found[min(stems)].append(_Way(mark, stems, parts - stems))
    return dict(found)


@cache
def _by_family() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for mark, _label, _words in _lines():
        found[family_of(mark)].add(mark)
    return {family: frozenset(marks) for family, marks in found.items()}


@cache
def _labels() -> dict[str, str]:
    return {mark: label for mark, label, _words in _lines()}
