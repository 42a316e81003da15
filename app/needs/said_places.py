"""The place that a sentence says, by the names of today and of municipalities that are gone."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.core import db
from app.core.words import Choice
from app.reference import former_places, place_names

_WORD = re.compile(r"\w+")
_LONGEST = 5  # words of a name
# Behind these a name is a place also where it is typed in small letters: "haren" is hair as well.
_BEFORE = frozenset(
    {"in", "uit", "te", "bij", "rond", "rondom", "omgeving", "gemeente", "vanuit", "van", "heel"}
)
_NOT_THERE = re.compile(r"(?:behalve|niet|buiten)(?: in| uit)? $")
# Much larger than the municipality of that name.
_LARGER = re.compile(r"(?:provincie|regio|veiligheidsregio) $")
# Where they go is not where they are.
_TOWARDS = re.compile(r"\bnaar\b[^,.;]{0,40}$")


@dataclass(frozen=True, slots=True)
class SaidPlace:
    """A municipality, and which words of the sentence name it."""

    code: str
    start: int
    end: int


def find_place(text: str, municipalities: Iterable[Choice]) -> SaidPlace | None:
    """The one municipality that a sentence is about; None when it names several."""
    found = _named(text, _codes_by_name(municipalities))
    if len({place.code for place in found}) > 1:
        found = [place for place in found if not _TOWARDS.search(text[: place.start].lower())]
    return found[0] if len({place.code for place in found}) == 1 else None


def _named(text: str, codes: dict[str, str]) -> list[SaidPlace]:
    words = list(_WORD.finditer(text))
    found, at = list[SaidPlace](), 0
    while at < len(words):
        for size in range(min(_LONGEST, len(words) - at), 0, -1):
            first, last = words[at], words[at + size - 1]
            said = text[first.start() : last.end()]
            code = codes.get(" ".join(place_names.words_of(said)))
            if code is not None and _is_place(text, first.start()):
                found.append(SaidPlace(code, first.start(), last.end()))
                at += size - 1
                break
        at += 1
    return found


def _is_place(text: str, start: int) -> bool:
    before = text[:start].lower()
    if _NOT_THERE.search(before) or _LARGER.search(before):
        return False
    previous = _WORD.findall(before)[-1:]
    return text[start].isupper() or bool(_BEFORE.intersection(previous))


def _codes_by_name(municipalities: Iterable[Choice]) -> dict[str, str]:
    """Municipalities of the lists by what they are called or were. A name that was divided over
    several is none.
    """
    today = {choice.value: choice.label for choice in municipalities}
    former = {
        _key(gone.name): gone.successors[0]
        for gone in former_places.former_municipalities()
        if len(gone.successors) == 1 and gone.successors[0] in today
    }
    return former | {_key(name): code for code, name in today.items()}


def _key(name: str) -> str:
    return " ".join(place_names.words_of(db.sort_name(name)))
