"""What the title of a need says already, or a sentence on the telephone, proposed for its form.

Whoever types "40 ouderen in Delfzijl kunnen geen boodschappen doen" has said how many, for whom,
where and what; the form fills it in, and one press takes it out again.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from app.core import characters, clock, i18n, personal_data
from app.language import kinds, meaning, spoken_days, words as language_words
from app.needs import said_callers, said_counts, said_places, said_urgency
from app.needs.said_counts import Count
from app.reference import labels
from app.reference.models import Unit
from app.target_groups import words as group_words
from app.target_groups.choices import RegionChoices

# How sure the reading of a kind of help has to be, the less the more one word speaks of it: the
# weight of that word, and the share of the sentence. A sentence without any such word is none.
SURE = ((2.5, 0.2), (2.0, 0.3), (1.4, 0.5))
# A kind of help that is counted in something of its own.
_COUNTED_IN = {Unit.PARCELS_PER_WEEK: "food_parcels", Unit.RIDES_PER_WEEK: "transport"}
LONGEST_NAME = 8  # words
LONGEST_TITLE = 200
LONGEST_CALL = 500
# Of whom nobody says anything else than that they live somewhere.
_EVERYBODY = "all_residents"
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
# Groups that have more words than fit in a list: any age with "plussers", any illness with
# "patiënten".
_OLD = re.compile(r"(?<!\d)(\d{2,3})(?:[ -]?(?:plussers?\b|plus\b|\+)| jaar (?:en|of) ouder\b)")
_OLD_FROM = 55
_ILL = re.compile(r"(?<!\w)(?!ggz|psych)\w+pati[eë]nt(?:en)?\b")
# Things by what they are filed under, where a title says that they are lacking or is not sure.
_THINGS = {"#clothing": "goods_materials", "#computer": "digital_help"}
# What is not for them, and what is not needed.
_NOT_FOR = re.compile(r"\b(?:niet (?:voor|van|om)|behalve|geen)(?: de)? $")
# "bewoners van de flat" are not everybody.
_OF_HOUSE = re.compile(r" (?:van|in) (?:een|het|de|ons|onze) ")
_SEVERAL = ("'ers", "ers", "en", "s")
_NOT_NEEDED = re.compile(r"\bgeen (?:[\w-]+ ){1,3}(?:nodig|tekort)\b", re.IGNORECASE)
MOST_WORDS = 4
# "kinderen van zorgpersoneel", "ouderen of mantelzorgers": one of two, and nobody says which.
_OR_ELSE = (" van ", " of ")
_NEAR = 30  # characters between a number and the group that it counts


@dataclass(frozen=True)
class Filled:
    """A field of the form with what a text says of it, and where: from and up to which character;
    nowhere when all of it does.
    """

    field: str
    value: str
    label: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Call:
    """A sentence as it is read: what it says of the fields of the form, and the words for who
    calls, which have no place there.
    """

    text: str
    found: tuple[Filled, ...] = ()
    caller: str = ""


def read_title(title: str, choices: RegionChoices) -> list[Filled]:
    """What the title says, in the order of the form. Nothing of a title that names a person."""
    title = characters.normal(title[:LONGEST_TITLE])
    if not title.strip() or personal_data.refused_in(title) is not None:
        return []
    found = _read(title, choices)
    if choices.fixed_municipality is not None:
        found = [one for one in found if one.field != "municipality"]
    return [one for one in found if one.field in _OF_TITLE]


# A title is about what, for whom, how many and where; when is asked on its own.
_OF_TITLE = frozenset({"support_type", "target_group", "quantity", "unit", "municipality"})


def read_call(said: str, choices: RegionChoices) -> Call:
    """What a sentence of somebody who calls says, in the order of the form. Nothing of one that
    holds what may not be stored.
    """
    text = " ".join(characters.normal(said[:LONGEST_CALL]).split())
    if not text or personal_data.refused_in(text) is not None:
        return Call("")
    return Call(text, tuple(_read(text, choices)), said_callers.find_caller(text))


def _read(text: str, choices: RegionChoices) -> list[Filled]:
    about = said_callers.hide_caller(text)
    window = spoken_days.read_window(text, clock.today())
    place = said_places.find_place(text, choices.reference.municipalities)
    urgency = said_urgency.find_urgency(text)
    days = [each for each in (window.first, window.last) if each is not None]
    groups = _groups(about, choices)
    words = {group_words.fold_word(about[start:end]) for _slug, start, end in groups}
    counts = said_counts.find_counts(
        _without(text, days), lambda word: group_words.fold_word(word) in words
    )
    besides = [each for each in (*days, place, urgency) if each is not None]
    what = _NOT_NEEDED.sub(_blank, _without(about, besides))
    units = [count.unit for count in counts]
    found = [_kind(what, units, choices), *_group_and_amount(about, groups, counts, choices)]
    if place is not None:
        found.append(
            Filled("municipality", place.code, choices.label(place.code), place.start, place.end)
        )
    if urgency is not None:
        how = urgency.urgency
        found.append(Filled("urgency", how.value, how.word, urgency.start, urgency.end))
    for name, day in (("needed_from", window.first), ("needed_until", window.last)):
        if day is not None:
            told = i18n.long_date(day.day)
            found.append(Filled(name, day.day.isoformat(), told, day.start, day.end))
    return [one for one in found if one is not None]


def _without(text: str, spans: Iterable[Any]) -> str:
    """The text with as many spaces where something else is said."""
    for each in spans:
        text = f"{text[: each.start]}{' ' * (each.end - each.start)}{text[each.end :]}"
    return text


def _blank(hit: re.Match[str]) -> str:
    return " " * len(hit.group())


def _kind(text: str, units: list[Unit], choices: RegionChoices) -> Filled | None:
    by_name = {group_words.fold_word(c.label): c.value for c in choices.reference.support_types}
    for start, end in _runs(text):
        if (slug := by_name.get(group_words.fold_word(text[start:end]))) is not None:
            return Filled("support_type", slug, choices.label(slug), start, end)
    read = language_words.read_words(text)
    if not read.all:
        return None
    said = read.all | read.excluded
    slug = _thing_of(read.excluded)
    slug = slug or next((_COUNTED_IN[unit] for unit in units if unit in _COUNTED_IN), "")
    slug = slug or _likeliest(text, said) or _thing_of(read.concepts)
    if not any(choice.value == slug for choice in choices.reference.support_types):
        return None
    return Filled("support_type", slug, choices.label(slug), *_words_for(slug, text, said))


def _likeliest(text: str, said: frozenset[str]) -> str:
    """The kind of help that a text speaks of most, when it is sure; or ""."""
    shares = kinds.read_kinds(said, meaning.encode([" ".join(text.split())])[0])
    best = int(shares.argmax())
    slug = kinds.kind_slugs()[best]
    weight = max((kinds.weigh_word(slug, word) for word in said), default=0)
    is_sure = any(weight >= heavy and shares[best] >= share for heavy, share in SURE)
    return slug if is_sure else ""


def _thing_of(said: Collection[str]) -> str:
    """The kind of help that brings the first thing that is said; "" where there is none."""
    return next((slug for thing, slug in _THINGS.items() if thing in said), "")


def _words_for(slug: str, text: str, said: frozenset[str]) -> tuple[int, int]:
    """Where the words stand that speak most of this kind of help, side by side; nowhere when it is
    the sentence as a whole.
    """

    def weight(word: str) -> float:
        return kinds.weigh_word(slug, word)

    speak = frozenset(word for word in said if weight(word) > 0)
    best = language_words.surfaces(text, speak, weight, most=MOST_WORDS)
    places = [(m.start(), m.end()) for m in _WORD.finditer(text) if m.group().lower() in best]
    if not best or not places:
        return 0, 0
    at = next(i for i, (a, b) in enumerate(places) if text[a:b].lower() == best[0])
    first = last = at
    while first > 0 and text[places[first - 1][1] : places[first][0]] == " ":
        first -= 1
    while last + 1 < len(places) and text[places[last][1] : places[last + 1][0]] == " ":
        last += 1
    return places[first][0], places[last][1]


def _groups(text: str, choices: RegionChoices) -> list[tuple[str, int, int]]:
    """Every group that a text names, and where, the longest names first. A word of another list,
    such as a crisis, is none.
    """
    known = frozenset(choice.value for choice in choices.target_groups)
    found = list[tuple[str, int, int]]()
    for start, end in _runs(text):
        slug = _find_group(text[start:end], choices, known)
        is_inside = any(start >= first and end <= last for _slug, first, last in found)
        if not slug or is_inside or _NOT_FOR.search(text[:start].lower()):
            continue
        if slug == _EVERYBODY and _OF_HOUSE.match(text[end:]):
            continue
        found.append((slug, start, end))
    typed = text.lower()
    if not found or all(slug == _EVERYBODY for slug, _start, _end in found):
        old = (hit for hit in _OLD.finditer(typed) if int(hit.group(1)) >= _OLD_FROM)
        if (hit := next(old, None)) and "older_people" in known:
            return [("older_people", *hit.span())]
        if (hit := _ILL.search(typed)) and "medically_vulnerable" in known:
            return [("medically_vulnerable", *hit.span())]
    return found


def _find_group(typed: str, choices: RegionChoices, known: frozenset[str]) -> str:
    """The slug of a group by a word for it, or by several of that: "wajongers"; "" for none."""
    word = group_words.fold_word(typed)
    several = (word.removesuffix(end) for end in _SEVERAL if word.endswith(end) and " " not in word)
    return next(
        (slug for each in (word, *several) if (slug := choices.find_group(each)) in known), ""
    )


def _group_and_amount(
    text: str, groups: list[tuple[str, int, int]], counts: list[Count], choices: RegionChoices
) -> list[Filled]:
    """For whom and how many: of several groups the one that is counted, of several numbers the one
    that counts whom or what is asked about, and not who live there. Of two groups that are each
    counted neither is the one.
    """
    people = [count for count in counts if count.unit is Unit.PEOPLE]
    for one, two in pairwise(people):
        if one.is_around or two.is_around:
            continue
        between = [g for g in groups if one.end <= g[1] and g[2] <= two.start]
        if between and text[between[0][2] : two.start] == " en ":
            return []
    things = said_counts.weightiest(count for count in counts if count.unit is not Unit.PEOPLE)
    who = said_counts.weightiest(people)
    count = things or who
    counted = (
        group
        for group in groups
        if who is not None and 0 <= group[1] - who.end <= _NEAR and group[0] != _EVERYBODY
    )
    group = next(counted, None) or next(iter(groups), None)
    if group is not None and any(text[group[2] : other[1]] in _OR_ELSE for other in groups):
        group = None  # either of them
    found = list[Filled]()
    if group is not None:
        found.append(Filled("target_group", group[0], choices.label(group[0]), *group[1:]))
    if count is not None:
        at = count.start, count.end
        amount = labels.amount(count.unit, count.many)
        found.append(Filled("quantity", str(count.many), amount, *at))
        found.append(Filled("unit", count.unit.value, "", *at))
    if things is not None and who is not None and not who.is_around:
        many, at = who.many, (who.start, who.end)
        found.append(Filled("people", str(many), labels.amount(Unit.PEOPLE, many), *at))
    return found


def _runs(text: str) -> list[tuple[int, int]]:
    """Where every run of words stands, the longest first."""
    words = [(hit.start(), hit.end()) for hit in _WORD.finditer(text)]
    return [
        (words[start][0], words[start + length - 1][1])
        for length in range(min(LONGEST_NAME, len(words)), 0, -1)
        for start in range(len(words) - length + 1)
    ]
