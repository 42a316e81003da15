"""Which thing exactly a text asks for or offers within a kind of help: an interpreter of which
language, an iron or a sewing machine.

A thing stands among the words of a text as a mark, so that the same index finds it and the same
table counts it: "=goods_materials.iron". Pure; the list ships with the product.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from app.language import words as language_words

# Grows with every change of the list: see `models.TEXT_VERSION`.
THINGS_VERSION = 1

MARK = "="
LANGUAGE = "language"
# Families in which one thing does not do for another: who asks for an iron is not helped with a
# sewing machine. In the others, such as company, one way may do for another.
EXACT = frozenset(
    {
        LANGUAGE, "childcare", "digital_help", "financial_aid", "food_parcels", "goods_materials",
        "groceries_meals", "homework_education", "housing_space", "language_interpreting",
        "legal_advice", "medicines", "odd_jobs", "pet_care", "protective_equipment", "transport",
        "work_training",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Thing:
    mark: str
    label: str
    # The stems of each way to say it: all of one have to be there.
    ways: tuple[frozenset[str], ...]


def read_things(stems: frozenset[str]) -> frozenset[str]:
    """The marks of the things that these stems of a text speak of."""
    ways = _by_stem()
    return frozenset(
        mark for stem in stems if stem in ways for way, mark in ways[stem] if way <= stems
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


def label_of(mark: str) -> str:
    """The Dutch word for a thing."""
    return _labels().get(mark, "")


@cache
def _things() -> tuple[_Thing, ...]:
    return tuple(map(_read, language_words.lines_of("things.txt")))


def _read(line: str) -> _Thing:
    name, _colon, said = line.partition(":")
    family, thing = name.split()
    words = said.split()
    label = words[0].replace("+", " ")
    ways = (frozenset(map(language_words.stem, word.split("+"))) for word in words)
    if family == LANGUAGE:
        label = label.capitalize()
    return _Thing(f"{MARK}{family}.{thing}", label, tuple(ways))


@cache
def _by_stem() -> dict[str, list[tuple[frozenset[str], str]]]:
    """Each way to say a thing under one of its stems, so that a text asks few of them."""
    found: dict[str, list[tuple[frozenset[str], str]]] = defaultdict(list)
    for thing in _things():
        for way in thing.ways:
            found[min(way)].append((way, thing.mark))
    return dict(found)


@cache
def _by_family() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for thing in _things():
        found[family_of(thing.mark)].add(thing.mark)
    return {family: frozenset(marks) for family, marks in found.items()}


@cache
def _labels() -> dict[str, str]:
    return {thing.mark: thing.label for thing in _things()}
