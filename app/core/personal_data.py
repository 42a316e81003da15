"""Free text may not hold a person (privacy P3). What is certain is refused: BSN, IBAN, e-mail,
phone number and a front door. What is only likely, such as a name, is asked about.

Findings are kinds, never the text that was found, so that they can be logged. However a text is
spelled, it is looked at as `characters.folded`; every pattern has bounded repeats, so that the time
it takes grows with the text and no faster.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

import phonenumbers
from stdnum import iban
from stdnum.nl import bsn

from app.core import (
    address_hints,
    characters,
    kept,
    link_words,
    mailboxes,
    number_hints,
    odd_numbers,
    person_details,
    persons,
    quotes,
    spelled_digits,
    street_addresses,
    unnamed_houses,
)


class Finding(StrEnum):
    """What was recognised."""

    BSN = "bsn"
    IBAN = "iban"
    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    NAME = "name"
    DETAILS = "details"


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was recognised, and the words it stands in: for whoever typed them and nobody else, so
    that they are not shown where a finding is logged.
    """

    kind: Finding
    words: str = field(repr=False)


# Digits with what people put between them. A comma is seldom one: that is an amount or a list.
_CHAIN = re.compile(r"[+(]{0,2}\d(?:(?:[^\w\n,;%€+]|_){0,4}\d)*")
_DATE = (
    r"(?<!\d)(?:\d{1,2}([-./ ])\d{1,2}\1(?:19|20)\d\d|(?:19|20)\d\d([-./])\d{1,2}\2\d{1,2})(?!\d)"
)
_CLOCK = r"(?<!\d)(?:[01]?\d|2[0-4])[.:][0-5]\d(?!\d)"
_COMMAS = re.compile(r"(?<![\d.,])(?:\d{3},\d{3},\d{3}|\d{4},\d\d,\d{3}|\d(?:,\d){8})(?![\d,])")
_MOBILE = re.compile(r"(?<![\d.,])06(?:[, ]{1,2}\d{1,8}){1,8}(?!\d)")
_CENTS = re.compile(r",\d")
_MONEY = re.compile(r"(?:€|\beur(?:o)?)\s{0,2}$", re.IGNORECASE)
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")
_MOMENT = re.compile(rf"{_DATE}|{_CLOCK}\s?[-/ ]\s?{_CLOCK}")
_MOMENTS = re.compile(rf"{_DATE}|{_CLOCK}|(?<!\d)(?:19|20)\d\d(?!\d)")
_BSN_SHAPES = frozenset({(9,), (3, 3, 3), (4, 2, 3), (2, 2, 2, 3), (3, 2, 2, 2), (1,) * 9})
# Numbers that anybody may call: help lines and an organisation's own network. 112, 113, 116 111 and
# 14 0596 are too short to be looked at.
_FOR_ALL = re.compile(r"0(?:800|900|906|909|88)")
_IBAN = re.compile(
    r"(?:(?<![a-z0-9])|(?<=\biban))"
    r"(?=([a-z][ ._/-]?[a-z][ ._/-]{0,2}\d[ ._/-]?\d(?:[ ._/-]{0,2}[a-z0-9]){11,30}))",
    re.IGNORECASE,
)
_ONE_BY_ONE = re.compile(
    r"(?<!\S)\S(?P<gap> )\S(?: \S){2,}(?!\S)"
    r"|(?<![\w.])[a-z](?P<dot>\.)[a-z](?:\.[a-z]){3,}(?![\w.])",
    re.IGNORECASE,
)


class _Looked:
    """A text as it is looked at, each way worked out once."""

    def __init__(self, text: str) -> None:
        self.plain = characters.folded(link_words.with_words(text))
        self.digits = spelled_digits.as_digits(self.plain)
        self.has_digits = any(map(str.isdigit, self.digits))
        self.together = _together(self.plain)
        self.signs = mailboxes.with_signs(self.together)
        self.certainty, self.address = street_addresses.address_in(self.together)
        # Also as it stands there: a letter behind nine digits may be no disguised one.
        self.bsns = [found for way in {self.digits, self.plain} for found in _bsns(way)]

    @kept.kept
    def certain(self) -> Recognised | None:
        """What may not be stored."""
        for number, is_certain in self.bsns:
            if is_certain:
                return Recognised(Finding.BSN, number)
        for hit in _IBAN.finditer(self.digits):
            if _holds_iban(hit.group(1)):
                return Recognised(Finding.IBAN, hit.group(1))
        if words := mailboxes.address_in(self.signs):
            return Recognised(Finding.EMAIL, words)
        for number in self._numbers(self.digits):
            if _is_phone(number):
                return Recognised(Finding.PHONE, number)
        if self.certainty is street_addresses.Certainty.CERTAIN:
            return Recognised(Finding.ADDRESS, self.address)
        return None

    @staticmethod
    def _numbers(digits: str) -> Iterator[str]:
        commas = (hit.group() for hit in _MOBILE.finditer(digits))
        return itertools.chain(_numbers(_MOMENT.sub(" x ", digits)), commas)

    def _house(self) -> str:
        return (
            address_hints.hint_in(self.together, has_digits=self.has_digits)
            or odd_numbers.number_in(self.together, has_digits=self.has_digits)
            or (unnamed_houses.house_in(self.together) if self.has_digits else "")
        )

    def likely(self) -> Iterator[Recognised]:
        """What may be a person, the first of each kind."""
        if words := persons.name_in(self.plain):
            yield Recognised(Finding.NAME, words)
        if words := person_details.details_in(self.plain):
            yield Recognised(Finding.DETAILS, words)
        if words := self.address or self._house():
            yield Recognised(Finding.ADDRESS, words)
        wide = spelled_digits.read_widely(self.digits)
        if found := self.bsns or (list(_bsns(wide)) if wide != self.digits else []):
            yield Recognised(Finding.BSN, found[0][0])
        said = spelled_digits.spoken(self.plain) if self.plain is not self.digits else ""
        if words := (self.has_digits and number_hints.phone_in(self.digits)) or said:
            yield Recognised(Finding.PHONE, words)
        elif wide != self.digits and (number := next(filter(_is_phone, self._numbers(wide)), "")):
            yield Recognised(Finding.PHONE, number)
        if self.has_digits and (words := number_hints.account_in(self.plain)):
            yield Recognised(Finding.IBAN, words)
        if words := mailboxes.hint_in(self.signs):
            yield Recognised(Finding.EMAIL, words)


# A form asks what is certain and then what is likely, of a few texts.
_looked = lru_cache(maxsize=8)(_Looked)


def refused_in(text: str) -> Finding | None:
    """The first kind of personal data that may not be stored, or None."""
    found = _looked(text).certain
    return found.kind if found is not None else None


def likely_in(*texts: str) -> Finding | None:
    """What looks like a person in one of the texts and may well be none: the writer may confirm
    that.
    """
    return next((found.kind for text in texts for found in _looked(text).likely()), None)


def certain_words(text: str) -> str:
    """The words of what may not be stored, as they were typed."""
    found = _looked(text).certain
    return quotes.quoted(text, found.words) if found is not None else ""


def doubts_in(text: str) -> list[Recognised]:
    """What looks like a person, the first of each kind, in the words that were typed."""
    return [
        Recognised(each.kind, quotes.quoted(text, each.words)) for each in _looked(text).likely()
    ]


def _together(plain: str) -> str:
    """Letters that were typed one by one, as the words they make."""
    return _ONE_BY_ONE.sub(
        lambda hit: hit.group().replace(hit.group("gap") or hit.group("dot"), ""), plain
    )


def _numbers(text: str) -> Iterator[str]:
    """Every number, with what stands between its digits: what is written together, and what is only
    kept apart by spaces both whole and in parts.
    """
    for chain in _CHAIN.finditer(text):
        before = text[max(0, chain.start() - 7) : chain.start()]
        is_amount = _MONEY.search(before) or _CENTS.match(text, chain.end())
        if is_amount and _THOUSANDS.fullmatch(chain.group()):
            continue
        words = chain.group().split(" ")
        for first, word in enumerate(words):
            if not word.strip("-/.()|*:_"):
                continue
            count = 0
            for last in range(first, min(first + 24, len(words))):
                count += sum(map(str.isdigit, words[last]))
                if count > 15:
                    break
                if count >= 9:
                    yield " ".join(words[first : last + 1])


def _bsns(text: str) -> Iterator[tuple[str, bool]]:
    """Every number that passes the test of a BSN, and whether it can hardly be anything else: nine
    digits may also be a year, a time or a day with a count.
    """
    commas = (hit.group() for hit in _COMMAS.finditer(text))
    for number in itertools.chain(_numbers(text), commas):
        groups = re.findall(r"\d+", number)
        digits = "".join(groups)
        if len(digits) == 9 and bsn.is_valid(digits):
            is_even = len(set(re.findall(r"\D+", number))) < 2  # one kind of space between them
            is_usual = is_even and tuple(map(len, groups)) in _BSN_SHAPES
            yield number, is_usual or _MOMENTS.search(number) is None


def _is_phone(number: str) -> bool:
    digits = re.sub(r"\D", "", re.sub(r"\(0\)", "", number))
    if number.startswith(("+", "(+")) or digits.startswith("00"):
        international = digits.removeprefix("00")
    elif len(digits) == 11 and digits.startswith("316"):
        international = digits
    elif len(digits) == 10 and digits[0] == "0" and not _FOR_ALL.match(digits):
        international = f"31{digits[1:]}"
    else:
        return False
    if _FOR_ALL.match(f"0{international.removeprefix('31')}"):
        return False
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(f"+{international}"))
    except phonenumbers.NumberParseException:
        return False


def _holds_iban(candidate: str) -> bool:
    # The pattern may run on into the next word, so try every length an IBAN can have.
    plain = re.sub(r"[ ._/-]", "", candidate)
    lengths = range(15, min(len(plain), 34) + 1)
    # A bank that is not on the list of its country may be a new one.
    return any(iban.is_valid(plain[:length], check_country=False) for length in lengths)
