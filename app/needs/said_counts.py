"""The count that a sentence says: how many, and what is counted."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
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
# How many live somewhere, belong to something or help there: beside whom it is about.
_AROUND = frozenset(
    {
        "inwoners", "bewoners", "leden", "lid", "huurders", "leerlingen", "studenten", "bezoekers",
        "vrijwilligers", "vrijwilliger", "helpers", "medewerkers", "medewerker", "collega", "koks",
        "begeleiders", "chauffeurs", "tolken", "artsen", "verpleegkundigen", "organisaties",
        "verenigingen", "kerken", "scholen", "dorpen", "wijken", "straten", "flats", "woningen",
        "huizen", "huishoudens", "gezinnen", "deelnemers",
    }
)  # fmt: skip
# "Van de 80 ouderen hebben er 15 …": the whole, of which another number is the part; and a part of
# what was counted before.
_WHOLE = re.compile(r"\bvan (?:de|onze|hun|alle|ons|die)(?: \w+)? $|\bop (?:de|een) $")
_PART = re.compile(r"\b(?:waarvan|waaronder|onder wie|van wie|onder hen)(?: er| de| zeker)? $")
# A share of a whole is no number of people, and neither is the whole then.
_SHARE = re.compile(r"(?:%|\bprocent|\bpercent|\b(?:een|\w+) op) (?:van )?(?:de |onze |alle )?$")
_SHARE_BEHIND = re.compile(r"^ op de\b")
# A number that says how old, how long, how late, where or how much money, and not how many.
_NO_COUNT_BEFORE = re.compile(
    r"(?:\b(?:boven|onder|vanaf|tot|rond|groep|klas|leeftijd|artikel|nummer|huisnummers?|nr\.?|om"
    r"|postcode(?:gebied|s)?|kamer|blok|bus|(?:bus)?lijn|tram|route|fase|zone|etage|verdieping"
    r"|sinds|in het jaar)(?: de)?|€|(?:gezin|huishouden|familie) van"
    r"|\w{2}(?:straat|weg|laan|plein|singel|kade|dijk|hof|dreef|gracht|steeg))\s{0,3}$"
)
_MONTHS = "jan|feb|maart|april|mei|juni|juli|aug|sep|okt|nov|dec"
# "In 2027", "sinds 2024", "30 februari 2027": a year, unless what is counted stands behind it.
_YEARS = range(1990, 2050)
_DATED = re.compile(rf"(?:{_MONTHS})\w{{0,9}}\.?\s{{1,3}}$")
_NO_COUNT_BEHIND = re.compile(
    r"[\s-]{0,3}(?:jaar\b|jarig|plus|\+|%|procent|percent|euro\b|cent\b|min(?:\.|uut|uten)?(?!\w)"
    r"|sec(?:onden?)?\b|dag(?:en)?\b|week\b|weken\b|maand(?:en)?\b|kwartier|keer\b|maal\b|x\b"
    r"|km\b|kilometer|kilo\b|kg\b|gram\b|liter\b|ton\b|meter|m2\b|m²|graden|°|hoog\b|hectare"
    r"|uur (?:per dag|reizen|rijden|lopen|['’]s )|verdieping|[./:,-]\d|e\b"
    rf"|(?:{_MONTHS})\w*\b)"
)
# "Al 48 uur geen stroom": how long, and no help by the hour.
_LASTS = re.compile(r"\b(?:al|nog|na|over|binnen|elke|ieder|de komende)(?: \w+)? $")
_HOURS = re.compile(r"\s{0,3}(?:uur|uren)\b(?! per week)")
_POSTCODE = re.compile(r"^ ?[A-Z]{2}\b")
# Of two numbers that are one guess nobody knows which: "tien tot vijftien".
_OR = re.compile(r"^\s{0,3}(?:tot|à|a|of|-)\s{0,3}(?:de )?$")
_BETWEEN = re.compile(r"\btussen (?:de )?$")
# What belongs to a number: "een stuk of twintig", "zo'n dertig".
_ABOUT = re.compile(r"(?:een (?:stuk|man) of|zo['’]n|ongeveer|ruim|bijna|zeker|wel)\s$")
# It counts what was named before it: "gezinnen zonder internet, een stuk of dertig, …".
_APPOSED = re.compile(r"^(?: stuks?)?\s{0,3}(?:[,.;]|$)")
_NAMED_HOUSEHOLDS = re.compile(r"(?:gezinnen|huishoudens|woningen|huizen|adressen)\b")
_WORDS = re.compile(r"[^\W\d_]+")
# Up to here a number counts what stands behind it.
_ENDS = re.compile(r"[,.;:(!?]|\d| (?:en|of|voor) ")


class CountWeight(IntEnum):
    """How much a count is of whom or what is asked about."""

    WHOLE = 0
    OF_WHAT_NOBODY_SAYS = 1
    AROUND = 2
    PEOPLE = 3
    GROUP = 4


@dataclass(frozen=True, slots=True)
class Count:
    """How many of what, and where the sentence says it."""

    many: int
    unit: Unit
    start: int
    end: int
    weight: CountWeight = CountWeight.PEOPLE

    @property
    def is_around(self) -> bool:
        """Whether it says how many live there or help, and not of whom it is about."""
        return self.weight in (CountWeight.AROUND, CountWeight.WHOLE)


def weightiest(counts: Iterable[Count]) -> Count | None:
    """The one that is most of whom or what is asked about; of several the first."""
    return max(counts, key=lambda count: count.weight, default=None)


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
        if id(number) in guesses or not 0 < number.value <= inputs.MOST:
            continue
        if _is_no_count(before, behind) or _POSTCODE.match(text[number.end :]):
            continue
        next_words = _WORDS.findall(_ENDS.split(behind, maxsplit=1)[0])[:2]
        is_each = _HOUSEHOLDS.match(behind) is not None or (
            _APPOSED.match(behind) is not None and _NAMED_HOUSEHOLDS.search(before) is not None
        )
        if is_each and not _PARCEL.search(low):
            continue
        weight = _weigh(before, next_words, is_group)
        if number.value in _YEARS and (
            weight is CountWeight.OF_WHAT_NOBODY_SAYS or _DATED.search(before)
        ):
            continue
        is_few = number.is_spelled and number.value < _FEW
        if is_few and not any(is_group(word) or word in _PEOPLE for word in next_words):
            continue
        unit = next((_UNIT_OF[word] for word in next_words if word in _UNIT_OF), Unit.PEOPLE)
        unit = Unit.PARCELS_PER_WEEK if is_each else unit
        about = _ABOUT.search(before)
        start = about.start() if about else number.start
        found.append(Count(number.value, unit, start, number.end, weight))
    return found


def _is_no_count(before: str, behind: str) -> bool:
    """Whether a number says how old, how late, how far, how often, where or which share."""
    if _NO_COUNT_BEFORE.search(before) or _NO_COUNT_BEHIND.match(behind):
        return True
    if _SHARE.search(before) or _SHARE_BEHIND.match(behind):
        return True
    return _HOURS.match(behind) is not None and _LASTS.search(before) is not None


def _weigh(before: str, next_words: list[str], is_group: Callable[[str], bool]) -> CountWeight:
    if _PART.search(before):
        return CountWeight.OF_WHAT_NOBODY_SAYS
    if _WHOLE.search(before):
        return CountWeight.WHOLE
    if next_words and next_words[0] in _AROUND and not before.endswith("voor "):
        return CountWeight.AROUND
    if any(word in _UNIT_OF for word in next_words):
        return CountWeight.GROUP
    named = [word for word in next_words if is_group(word) and word not in _AROUND]
    if named:
        return CountWeight.GROUP
    is_people = any(word in _PEOPLE or is_group(word) for word in next_words)
    return CountWeight.PEOPLE if is_people else CountWeight.OF_WHAT_NOBODY_SAYS
