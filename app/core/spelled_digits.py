"""Digits that were spelled out, typed as a letter, or kept apart by words, as digits again."""

import re

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
DIGITS = dict(
    zip(
        ("nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen"),
        "0123456789",
        strict=True,
    )
)
# The words for 0 to 99: a phone number is said in pairs.
TEENS = (
    "tien", "elf", "twaalf", "dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien",
    "negentien",
)  # fmt: skip
TENS = ("twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig")
_NUMBERS = (
    DIGITS
    | {word: str(number) for number, word in enumerate(TEENS, 10)}
    | {word: f"{ten}0" for ten, word in enumerate(TENS, 2)}
    | {
        f"{one}en{word}": f"{ten}{digit}"
        for ten, word in enumerate(TENS, 2)
        for one, digit in DIGITS.items()
        if digit != "0"
    }
)
_NUMBER = rf"(?:{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_SPELLED = re.compile(
    rf"\b{_NUMBER}(?:[ ,.-]{{1,2}}{_NUMBER}){{3,30}}\b|\bnul[ -]?(?:zes\b|(?=6[ .-]?\d))",
    re.IGNORECASE,
)
_MOBILE = re.compile(rf"\bnul[ ,.-]{{0,2}}zes(?:[ ,.-]{{1,2}}{_NUMBER}){{3,10}}\b", re.IGNORECASE)
_ONE = re.compile(_NUMBER, re.IGNORECASE)
_WORD = re.compile(rf"\b{_NUMBER}\b", re.IGNORECASE)
_BETWEEN = re.compile(
    r"(?<=\d)[\s,.:]{0,3}\b(?:(?:en\s)?(?:dan|daarna|vervolgens|daarachter)|gevolgd\sdoor"
    r"|streepje|spatie"
    r"|en\snog|nog\seen\s?keer)\b[\s,:]{0,3}(?=\d)"
    r"|(?<=\d{4})\s(?:en|plus)\s(?=\d{4})|(?<=\b06)\s(?:en|plus)\s(?=\d{8})",
    re.IGNORECASE,
)
_PLUS = re.compile(r"\bplus\s(?=\d)", re.IGNORECASE)
_TYPED = re.compile(r"(?<![\w@])[0-9OoIlSsBZz|](?:[ .\-/()]{0,2}[0-9OoIlSsBZz|]){7,16}(?![\w@])")
LETTERS = str.maketrans("OoIlSsBZz|", "0011558221")


def as_digits(plain: str) -> str:
    """The text with what can hardly be meant as anything but digits."""
    digits = _SPELLED.sub(_told, plain)
    if not any(map(str.isdigit, digits)):
        return plain
    digits = _LETTER_L.sub("1", _LETTER_O.sub("0", digits))
    digits = _WITHOUT_NOUGHT.sub(r"\g<0>0", digits)
    return plain if digits == plain else digits


def read_widely(digits: str) -> str:
    """The same with every word for a number, every letter among digits, and without what people say
    between two groups of digits: more than was meant.
    """
    if not any(map(str.isdigit, digits)):
        return digits
    read = _BETWEEN.sub(" ", _PLUS.sub("+", _WORD.sub(_told, digits)))
    return _TYPED.sub(_counted, read)


def spoken(plain: str) -> str:
    """What was said digit by digit, eight or more in words, or in pairs behind "nul zes"; nothing
    without.
    """
    if hit := _MOBILE.search(plain):
        return hit.group()
    said = (hit.group() for hit in _SPELLED.finditer(plain))
    return next((text for text in said if len(_ONE.findall(text)) > 7), "")


def _told(hit: re.Match[str]) -> str:
    return "".join(_NUMBERS[word.lower()] for word in _ONE.findall(hit.group()))


def _counted(hit: re.Match[str]) -> str:
    typed = hit.group()
    digits = sum(map(str.isdigit, typed))
    letters = sum(map(str.isalpha, typed))
    return typed.translate(LETTERS) if digits > 4 and digits > letters else typed
