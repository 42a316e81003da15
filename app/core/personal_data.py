"""Free text may not hold a person (privacy P3). What is certain is refused: BSN, IBAN, e-mail,
phone number and a front door. What is only likely, such as a name, is asked about.

Findings are kinds, never the text that was found, so that they can be logged. However a text is
spelled, it is looked at as `characters.folded`; every pattern has bounded repeats, so that the time
it takes grows with the text and no faster.
"""

import itertools
import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache

import phonenumbers
from stdnum import iban
from stdnum.nl import bsn

from app.core import characters, persons, street_addresses
from app.core.i18n import mark


class Finding(StrEnum):
    """What was recognised."""

    BSN = "bsn"
    IBAN = "iban"
    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    NAME = "name"
    DETAILS = "details"


REFUSALS = {
    Finding.BSN: mark(
        "This looks like a citizen service number (BSN). Take it out: no personal data here."
    ),
    Finding.IBAN: mark(
        "This looks like a bank account number. Take it out: no personal data here."
    ),
    Finding.EMAIL: mark("This looks like an e-mail address. Take it out: no personal data here."),
    Finding.PHONE: mark("This looks like a phone number. Take it out: no personal data here."),
    Finding.ADDRESS: mark("This looks like an address. Name the village or neighbourhood only."),
}
# What is likely, on a form where the writer can tick that it is none, and on one where not.
QUESTIONS = {
    Finding.NAME: mark(
        "Your text seems to hold the name of a person. Take it out, or tick this box."
    ),
    Finding.DETAILS: mark(
        "Your text seems to hold a day of birth, or a number or account of one person. Take it out,"
        " or tick this box."
    ),
    Finding.ADDRESS: mark("Your text seems to hold an address. Take it out, or tick this box."),
    Finding.BSN: mark(
        "Your text seems to hold a citizen service number (BSN). Take it out, or tick this box."
    ),
}
OBJECTIONS = {
    Finding.NAME: mark("Your text seems to hold the name of a person. Take it out."),
    Finding.DETAILS: mark(
        "Your text seems to hold a day of birth, or a number or account of one person. Take it out."
    ),
    Finding.ADDRESS: mark("Your text seems to hold an address. Take it out."),
    Finding.BSN: mark("Your text seems to hold a citizen service number (BSN). Take it out."),
}

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
_LETTER_O = re.compile(
    r"(?<![a-z0-9])o(?=6[ .-]{0,2}\d)|(?<=\d)o(?=\d)|(?<=\d{5})o\b", re.IGNORECASE
)
_LETTER_L = re.compile(
    r"(?:(?<=\d)|(?<=\d[ .-]))[li](?=\d)|(?<=\d)[li](?=[ .-]\d\d)", re.IGNORECASE
)
_WITHOUT_NOUGHT = re.compile(
    r"\b(?:tel|telefoon|mobiel|mob|whatsapp"
    r"|app|appen|bel|bellen|nummer|nr)[.:]?\s?(?:naar|op|nr\.?|nummer|is)?"
    r"[:\s]{0,2}(?=6[ .-]?\d)",
    re.IGNORECASE,
)
_DIGITS = dict(
    zip(
        ("nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen"),
        "0123456789",
        strict=True,
    )
)
# The words for 0 to 99: a phone number is said in pairs.
_TEENS = (
    "tien", "elf", "twaalf", "dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien",
    "negentien",
)  # fmt: skip
_TENS = ("twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig")
_NUMBERS = (
    _DIGITS
    | {word: str(number) for number, word in enumerate(_TEENS, 10)}
    | {word: f"{ten}0" for ten, word in enumerate(_TENS, 2)}
    | {
        f"{one}en{word}": f"{ten}{digit}"
        for ten, word in enumerate(_TENS, 2)
        for one, digit in _DIGITS.items()
        if digit != "0"
    }
)
_NUMBER = rf"(?:{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_SPELLED = re.compile(
    rf"\b{_NUMBER}(?:[ ,.-]{{1,2}}{_NUMBER}){{3,30}}\b|\bnul[ -]?(?:zes\b|(?=6[ .-]?\d))",
    re.IGNORECASE,
)
_ONE = re.compile(_NUMBER, re.IGNORECASE)

_IBAN = re.compile(
    r"(?:(?<![a-z0-9])|(?<=\biban))"
    r"(?=([a-z][ ._/-]?[a-z][ ._/-]{0,2}\d[ ._/-]?\d(?:[ ._/-]{0,2}[a-z0-9]){11,30}))",
    re.IGNORECASE,
)
_OPEN, _SHUT = r"\s{0,2}[(\[{<\"'*_~|/-]\s?", r"\s?[)\]}>\"'*_~|/-]\s{0,2}"
_MONKEY = r"(?:apen?staart(?:je)?|aapje|\baap\b|slingeraap(?:je)?)"
# A letter in brackets numbers a list as well: "optie (a) kerk.nl". Joined to a word it does not.
_MAILBOX = r"(?:gmail|hotmail|outlook|live|ziggo|kpnmail|icloud|yahoo|xs4all|planet|home|hetnet)\."
_AT = re.compile(
    rf"{_OPEN}(?:@|a\s?t|{_MONKEY}){_SHUT}|[\s_-]{{0,2}}{_MONKEY}[\s_-]{{0,2}}"
    r"|(?<=\w)(?:\s?(?:%40|&#0{0,3}64;|&#x0{0,3}40;|&commat;|\\@|[(\[{<](?:@t|ad)[)\]}>]|@t"
    r"|\barroba\b)\s?|©|[(\[{<]a[)\]}>])(?=[\w-]{2,63}\.[a-z]{2})"
    rf"|(?<=\w) ?[(\[{{<]a[)\]}}>] ?(?={_MAILBOX})",
    re.IGNORECASE,
)
_DOT = re.compile(
    rf"{_OPEN}(?:dot|punt|\.){_SHUT}|[\s_-]{{1,2}}(?:dot|punt)[\s_-]{{1,2}}"
    r"|(?:dot|punt)(?=(?:nl|com)\b)",
    re.IGNORECASE,
)
_ENDING = r"(?:nl|com|net|org|eu|be|de|nu|info|frl|online|email|example|fr|uk|me|io)\b"
_EMAIL = re.compile(
    r"(?<=[\w.+!'-])\s?@{1,3}\s?(?:[\w-]{1,63}\.){1,5}[a-z]{2,24}\b"
    rf"|(?<=[\w.+-])\s{{0,2}}@\s{{0,2}}[\w-]{{1,63}}\s?\.\s?{_ENDING}"
    r"|(?<=[\w.+-])@[\w-]{1,63},(?:nl|com)\b"
    rf"|(?<=\w)[\s_-]at[\s_-][\w-]{{1,63}}\.{_ENDING}"
    # Nobody needs to be told how these end.
    r"|(?<=[\w.+-])\s{0,2}@\s{0,2}(?:gmail|hotmail|outlook|ziggo|kpnmail|icloud|yahoo|xs4all)\b",
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
        self.plain = characters.folded(text)
        self.digits = _with_digits(self.plain)
        self.address = street_addresses.address_in(_together(self.plain))
        # Also as it stands there: a letter behind nine digits may be no disguised one.
        self.bsns = [found for way in {self.digits, self.plain} for found in _bsns(way)]


# A form asks what is certain and then what is likely, of a few texts.
_looked = lru_cache(maxsize=8)(_Looked)


def refused_in(text: str) -> Finding | None:
    """The first kind of personal data that may not be stored, or None."""
    looked = _looked(text)
    plain, digits = looked.plain, looked.digits
    if any(certain for _number, certain in looked.bsns):
        return Finding.BSN
    if any(_holds_iban(hit.group(1)) for hit in _IBAN.finditer(digits)):
        return Finding.IBAN
    if _EMAIL.search(_with_signs(plain)):
        return Finding.EMAIL
    commas = (hit.group() for hit in _MOBILE.finditer(digits))
    numbers = itertools.chain(_numbers(_MOMENT.sub(" x ", digits)), commas)
    if any(_is_phone(number) for number in numbers):
        return Finding.PHONE
    return Finding.ADDRESS if looked.address is street_addresses.Certainty.CERTAIN else None


def likely_in(*texts: str) -> Finding | None:
    """What looks like a person in one of the texts and may well be none: the writer may confirm
    that.
    """
    for text in texts:
        looked = _looked(text)
        if persons.has_name(looked.plain):
            return Finding.NAME
        if persons.has_details(looked.plain):
            return Finding.DETAILS
        if looked.address is not street_addresses.Certainty.NONE:
            return Finding.ADDRESS
        if looked.bsns:
            return Finding.BSN
    return None


def _with_digits(plain: str) -> str:
    """Digits that were spelled out, typed as a letter or one by one are digits again."""

    def told(hit: re.Match[str]) -> str:
        return "".join(_NUMBERS[word.lower()] for word in _ONE.findall(hit.group()))

    digits = _LETTER_L.sub("1", _LETTER_O.sub("0", _SPELLED.sub(told, plain)))
    return _WITHOUT_NOUGHT.sub(r"\g<0>0", digits)


def _with_signs(plain: str) -> str:
    """The signs of an e-mail address as themselves, and its letters together."""
    return _DOT.sub(".", _AT.sub("@", _together(plain)))


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
