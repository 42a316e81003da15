"""The count that a sentence says: how many, and what is counted."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from app.core import inputs
from app.language import numerals
from app.reference.models import Unit

# What a number counts, by the word behind it. People are counted by every word for a group.
_UNITS = {
    Unit.PLACES: ("plek", "plekken", "plaats", "plaatsen", "bed", "bedden", "slaapplaatsen"),
    Unit.PIECES: (
        "stuk", "stuks", "aggregaten", "dekens", "kachels", "laptops", "maskers", "mondkapjes",
        "tablets", "kruiken", "jassen", "matrassen",
    ),
    Unit.RIDES_PER_WEEK: ("rit", "ritten", "ritjes"),
    Unit.PARCELS_PER_WEEK: ("pakket", "pakketten", "voedselpakketten"),
    Unit.HOURS_PER_WEEK: ("uur", "uren"),
}  # fmt: skip
_UNIT_OF = {word: unit for unit, many in _UNITS.items() for word in many}
# What is counted in households is no number of people, and nobody knows how many live in one.
_HOUSEHOLDS = re.compile(r"^\s*[a-z]*(?:gezin|gezinnen|huishoudens?|woningen|huizen|adressen)\b")
# Below ten in letters only of people: "twee tolken" are two who help, not two who are helped.
_FEW = 10
_PEOPLE = frozenset(
    {
        "mensen", "personen", "inwoners", "bewoners", "mannen", "vrouwen", "leerlingen", "cliënten",
        "patiënten", "kinderen", "ouders", "moeders", "vaders", "gasten", "evacués", "nabestaanden",
        "rolstoelgebruikers",
    }
)  # fmt: skip
# A parcel is for a household, so so many households need as many of them.
_PARCEL = re.compile(r"pakket(?:ten)?\b")
# A number that says how old, how long, how late or how much money, and not how many.
_NO_COUNT_BEFORE = re.compile(
    r"(?:(?:boven|onder|vanaf|tot|rond|groep|leeftijd|artikel|nummer|om|€)(?: de)?"
    r"|(?:gezin|huishouden|familie) van)\s{0,3}$"
)
_MONTHS = "jan|feb|maart|april|mei|juni|juli|aug|sep|okt|nov|dec"
# "In 2027", "sinds 2024", "30 februari 2027": a year, unless what is counted stands behind it.
_YEARS = range(1990, 2050)
_DATED = re.compile(rf"(?:{_MONTHS})\w{{0,9}}\.?\s{{1,3}}$")
_NO_COUNT_BEHIND = re.compile(
    r"[\s-]{0,3}(?:jaar|jarig|plus|\+|%|procent|euro|min|dag|week|weken|maand|keer|km|[./:,-]\d|e\b"
    rf"|(?:{_MONTHS})\w*\b)"
)
# Of two numbers that are one guess nobody knows which: "tien tot vijftien".
_OR = re.compile(r"^\s{0,3}(?:tot|à|a|of|-)\s{0,3}(?:de )?$")
_BETWEEN = re.compile(r"\btussen (?:de )?$")
# What belongs to a number: "een stuk of twintig", "zo'n dertig".
_ABOUT = re.compile(r"(?:een (?:stuk|man) of|zo['’]n|ongeveer|ruim|bijna|zeker|wel)\s$")
# It counts what was named before it: "gezinnen zonder internet, een stuk of dertig, …".
_APPOSED = re.compile(r"^(?: stuks?)?\s{0,3}(?:[,.;]|$)")
_NAMED_HOUSEHOLDS = re.compile(r"(?:gezinnen|huishoudens|woningen|huizen|adressen)\b")
_WORDS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Count:
    """How many of what, and where the sentence says it."""

    many: int
    unit: Unit
    start: int
    end: int


def find_counts(text: str, is_group: Callable[[str], bool]) -> list[Count]:
    """Every count of a sentence, in its order. `is_group`: whether a word is one for people."""
    low, found = text.lower(), list[Count]()
    numbers = numerals.find_numerals(text)
    guesses = {
        id(each)
        for one, two in pairwise(numbers)
        if _OR.match(low[one.end : two.start])
        or (low[one.end : two.start] == " en " and _BETWEEN.search(low[: one.start]))
        for each in (one, two)
    }
    for number in numbers:
        before, behind = low[: number.start], low[number.end :]
        if id(number) in guesses or _NO_COUNT_BEFORE.search(before):
            continue
        if not 0 < number.value <= inputs.MOST or _NO_COUNT_BEHIND.match(behind):
            continue
        next_words = _WORDS.findall(behind)[:2]
        is_each = _HOUSEHOLDS.match(behind) is not None or (
            _APPOSED.match(behind) is not None and _NAMED_HOUSEHOLDS.search(before) is not None
        )
        if is_each and not _PARCEL.search(low):
            continue
        counts = any(is_group(word) or word in _PEOPLE or word in _UNIT_OF for word in next_words)
        if number.value in _YEARS and (not counts or _DATED.search(before)):
            continue
        is_few = number.is_spelled and number.value < _FEW
        if is_few and not any(is_group(word) or word in _PEOPLE for word in next_words):
            continue
        unit = next((_UNIT_OF[word] for word in next_words if word in _UNIT_OF), Unit.PEOPLE)
        unit = Unit.PARCELS_PER_WEEK if is_each else unit
        about = _ABOUT.search(before)
        start = about.start() if about else number.start
        found.append(Count(number.value, unit, start, number.end))
    return found
