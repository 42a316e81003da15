"""Numerals: the numbers that a sentence says, in digits or spelled in letters."""

import re
import unicodedata
from dataclasses import dataclass

from app.core import spelled_digits

_ONES = {word: int(digit) for word, digit in spelled_digits.DIGITS.items() if digit != "0"}
_TEENS = {word: number for number, word in enumerate(spelled_digits.TEENS, 10)}
_TENS = {word: 10 * number for number, word in enumerate(spelled_digits.TENS, 2)}
_VALUES = {**_ONES, **_TEENS, **_TENS}
_ONE, _TEEN, _TEN = ("|".join(words) for words in (_ONES, _TEENS, _TENS))
_SPELLED = re.compile(
    rf"(?:(?P<thousands>{_ONE}|{_TEEN})?(?P<duizend>duizend))?"
    rf"(?:(?P<hundreds>{_ONE}|{_TEEN})?(?P<honderd>honderd))?"
    rf"(?:(?:en)?(?:(?:(?P<one>{_ONE})en)?(?P<ten>{_TEN})|(?P<teen>{_TEEN})|(?P<rest>{_ONE})))?"
)
_WORD = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"(?<![\w.,/:-])(\d{1,3}(?:\.\d{3})+|\d{1,6})(?![\w/])")
# "een" is seldom a number.
_ARTICLE = "een"


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number and where it stands."""

    value: int
    start: int
    end: int
    is_spelled: bool


def find_numerals(text: str) -> list[Numeral]:
    """Every number of a text, in its order."""
    found = [
        Numeral(int(hit.group(1).replace(".", "")), hit.start(), hit.end(), is_spelled=False)
        for hit in _DIGITS.finditer(text)
    ]
    for word in _WORD.finditer(text):
        if (value := number_of(word.group())) is not None:
            found.append(Numeral(value, word.start(), word.end(), is_spelled=True))
    return sorted(found, key=lambda each: each.start)


def number_of(word: str) -> int | None:
    """The number that a word spells; None for any other word, and for the article "een"."""
    plain = unicodedata.normalize("NFD", word.lower())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    said = _SPELLED.fullmatch(plain)
    if not plain or said is None or plain == _ARTICLE or plain.startswith("en"):
        return None

    def part(name: str, missing: int = 0) -> int:
        return _VALUES[said[name]] if said[name] else missing

    total = part("one") + part("ten") + part("teen") + part("rest")
    if said["honderd"]:
        total += 100 * part("hundreds", 1)
    if said["duizend"]:
        total += 1000 * part("thousands", 1)
    return total
