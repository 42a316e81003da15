"""What the title of a need says already, proposed for the rest of its form.

Whoever types "40 ouderen in Delfzijl kunnen geen boodschappen doen" has said how many, for whom,
where and what; the form fills it in, and one press takes it out again.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from app.core import characters, inputs, personal_data
from app.language import kinds, meaning, words as language_words
from app.reference import labels
from app.reference.models import Unit
from app.target_groups import words as group_words
from app.target_groups.choices import RegionChoices

# How sure the reading of a kind of help has to be: of the example sentences, nine of ten are right.
SURE = 0.5
LONGEST_NAME = 8  # words
LONGEST_TITLE = 200

# What a number counts, by the word behind it. People are counted by every word for a group.
_UNITS = {
    Unit.PLACES: ("plek", "plekken", "plaats", "plaatsen", "bed", "bedden", "slaapplaatsen"),
    Unit.PIECES: ("stuk", "stuks", "aggregaten", "dekens", "kachels", "laptops", "maskers"),
    Unit.RIDES_PER_WEEK: ("rit", "ritten", "ritjes"),
    Unit.PARCELS_PER_WEEK: ("pakket", "pakketten", "voedselpakketten"),
    Unit.HOURS_PER_WEEK: ("uur", "uren"),
}
_UNIT_OF = {word: unit for unit, many in _UNITS.items() for word in many}
# What is counted in households is no number of people, and nobody knows how many live in one.
_HOUSEHOLDS = re.compile(r"^\s*[a-z]*(?:gezin|gezinnen|huishoudens?|woningen|huizen|adressen)\b")
# From ten on: "twee tolken" are two who help, not two who are helped.
_SPELLED = {
    "tien": 10, "elf": 11, "twaalf": 12, "dertien": 13, "veertien": 14, "vijftien": 15,
    "zestien": 16, "zeventien": 17, "achttien": 18, "negentien": 19, "twintig": 20,
    "vijfentwintig": 25, "dertig": 30, "vijfendertig": 35, "veertig": 40, "vijftig": 50,
    "zestig": 60, "zeventig": 70, "tachtig": 80, "negentig": 90, "honderd": 100,
    "tweehonderd": 200, "duizend": 1000,
}  # fmt: skip
# A parcel is for a household, so so many households need as many of them.
_PARCEL = re.compile(r"pakket(?:ten)?\b")
# Groups that have more words than fit in a list: any age with "plussers", any illness with
# "patiënten".
_OLD = re.compile(r"(?<!\d)(\d{2,3})[ -]?(?:plussers?\b|plus\b|\+)")
_OLD_FROM = 55
_ILL = re.compile(r"(?<!\w)(?!ggz|psych)\w+pati[eë]nt(?:en)?\b")
# Things by what they are filed under, where a title says that they are lacking or is not sure.
_THINGS = {"#clothing": "goods_materials", "#computer": "digital_help"}
# A number that says how old, how long, how late or how much money, and not how many.
_NO_COUNT_BEFORE = r"(boven|onder|vanaf|tot|rond|groep|leeftijd|artikel|nummer|om|€)( de)?\s*$"
_MONTHS = "jan|feb|maart|april|mei|juni|juli|aug|sep|okt|nov|dec"
_NO_COUNT_BEHIND = (
    r"[\s-]*(jaar|jarig|plus|\+|%|procent|euro|min|dag|week|weken|maand|km|[./:,-]\d|e\b"
    rf"|({_MONTHS})\w*\b)"
)
_NUMBER = re.compile(r"(?<![\w.,/:-])(\d{1,3}(?:\.\d{3})+|\d{1,6})(?![\w/])")


@dataclass(frozen=True)
class Filled:
    """A field of the form with what the title says of it."""

    field: str
    value: str
    label: str


def read_title(title: str, choices: RegionChoices) -> list[Filled]:
    """What the title says, in the order of the form. Nothing of a title that names a person."""
    title = characters.normal(title[:LONGEST_TITLE])
    if not title.strip() or personal_data.refused_in(title) is not None:
        return []
    found = [
        _named("support_type", title, _kinds_by_name(choices).get, choices)
        or _kind(title, choices),
        _named("target_group", title, _groups(choices), choices) or _group(title, choices),
        *_count(title),
    ]
    if choices.fixed_municipality is None:
        places = {group_words.fold_word(c.label): c.value for c in choices.reference.municipalities}
        found.append(_named("municipality", title, lambda word: places.get(word, ""), choices))
    return [one for one in found if one is not None]


def _kind(title: str, choices: RegionChoices) -> Filled | None:
    read = language_words.read_words(title)
    if not read.all:
        return None
    slug = _thing_of(read.excluded)
    if not slug:
        shares = kinds.read_kinds(read.all | read.excluded, meaning.encode([title])[0])
        best = int(shares.argmax())
        slug = kinds.kind_slugs()[best] if shares[best] >= SURE else _thing_of(read.concepts)
    if not any(choice.value == slug for choice in choices.reference.support_types):
        return None
    return Filled("support_type", slug, choices.label(slug))


def _thing_of(said: Collection[str]) -> str:
    """The kind of help that brings the first thing that is said; "" where there is none."""
    return next((slug for thing, slug in _THINGS.items() if thing in said), "")


def _group(title: str, choices: RegionChoices) -> Filled | None:
    """The group of whom a title says how old or how ill they are."""
    typed = title.lower()
    is_old = any(int(age) >= _OLD_FROM for age in _OLD.findall(typed))
    slug = "older_people" if is_old else "medically_vulnerable" if _ILL.search(typed) else ""
    return Filled("target_group", slug, choices.label(slug)) if slug in choices.labels else None


def _kinds_by_name(choices: RegionChoices) -> dict[str, str]:
    """Kinds of help by their own name, for a title that says it to the letter."""
    return {group_words.fold_word(c.label): c.value for c in choices.reference.support_types}


def _groups(choices: RegionChoices) -> Callable[[str], str | None]:
    """Finds a group by every word for it. A word of another list, such as a crisis, is none."""
    known = frozenset(choice.value for choice in choices.target_groups)

    def find(word: str) -> str | None:
        slug = choices.find_group(word)
        return slug if slug in known else None

    return find


def _named(
    field: str, title: str, find: Callable[[str], str | None], choices: RegionChoices
) -> Filled | None:
    """The longest name of the list that stands in the title."""
    for words in _runs(title):
        slug = find(group_words.fold_word(words))
        if slug is not None and slug in choices.labels:
            return Filled(field, slug, choices.label(slug))
    return None


def _runs(title: str) -> list[str]:
    """Every run of words, the longest first."""
    words = re.findall(r"[^\W\d_][\w'’-]*", title)
    return [
        " ".join(words[start : start + length])
        for length in range(min(LONGEST_NAME, len(words)), 0, -1)
        for start in range(len(words) - length + 1)
    ]


def _count(title: str) -> list[Filled]:
    """How many, and what is counted; of several numbers the first that counts something."""
    for number in _NUMBER.finditer(_with_digits(title)):
        before = number.string[: number.start()].lower()
        behind = number.string[number.end() :].lower()
        if re.search(_NO_COUNT_BEFORE, before) or re.match(_NO_COUNT_BEHIND, behind):
            continue
        is_each = _HOUSEHOLDS.match(behind) is not None
        if is_each and not _PARCEL.search(number.string.lower()):
            continue
        many = int(number.group(1).replace(".", ""))
        if not 0 < many <= inputs.MOST:
            continue
        next_words = re.findall(r"[^\W\d_]+", behind)[:2]
        unit = next((_UNIT_OF[word] for word in next_words if word in _UNIT_OF), Unit.PEOPLE)
        unit = Unit.PARCELS_PER_WEEK if is_each else unit
        return [
            Filled("quantity", str(many), labels.amount(unit, many)),
            Filled("unit", unit.value, ""),
        ]
    return []


def _with_digits(title: str) -> str:
    """Numbers in letters, up to a thousand, in digits."""
    return re.sub(r"[^\W\d_]+", lambda word: str(_SPELLED.get(word[0].lower(), word[0])), title)
