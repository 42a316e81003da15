"""Link words: what a web address says of a person, as words that the check for persons reads."""

import re
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import parse_qsl, unquote, urlsplit

_LINK = re.compile(r"https?://[^\s<>\"']{1,500}", re.IGNORECASE)
# What stands behind these in an address is of one person, by whatever it is called there.
_OF_ONE = re.compile(
    r"(?:client|cli[eë]nt|patient|pati[eë]nt|persoon|person|bewoner|inwoner|deelnemer|leerling|dossier"
    r"|zaak|casus|aanvrager|kind|profiel|profile|user|gebruiker|medewerker|people|in)(?:en|s|dossier)?",
    re.IGNORECASE,
)
_KEYS = re.compile(
    r"(?:\w{0,12}na(?:am|me)|client|cli[eë]nt|persoon|person|patient|pati[eë]nt|bewoner|user|gebruiker"
    r"|deelnemer|leerling|aanvrager|bsn|burgerservicenummer|sofi(?:nummer)?|geb\w{0,12}|dob|adres"
    r"|iban|rekening\w{0,8}|tel\w{0,8}|mobiel|e?-?mail)",
    re.IGNORECASE,
)
_BSN = re.compile(
    r"(?:bsn|burgerservice(?:nummer|nr)?|sofi(?:nummer|nr)?)\W{0,4}(?:\d\W?){7,8}\d(?!\d)",
    re.IGNORECASE,
)
_MOST_TIMES = 5
_DIGIT = re.compile(r"\d")
_SHORTEST = 8  # digits of a number that is of one person
_PLUS = re.compile(r"(?<=\d)\+(?=\d)")
_NAMES = re.compile(r"[^\W\d_]{1,20}(?:[-_.+ ]{1,3}[^\W\d_]{1,20}){1,4}")
_BETWEEN = re.compile(r"[-_.+ ]+")
_SMALL = frozenset({"de", "den", "der", "van", "von", "het", "t", "te", "ten", "ter", "el", "la"})


def decoded(link: str) -> str:
    """A link as it reads, also where it was encoded inside another one, again and again."""
    for _time in range(_MOST_TIMES):
        if (read := unquote(link)) == link:
            break
        link = read
    return link


def holds_number_of_one(link: str) -> bool:
    """Whether it says of a number that it is the citizen service number of somebody."""
    return _BSN.search(decoded(link)) is not None


def with_words(text: str) -> str:
    """The text, with behind every link in it what that says of a person."""
    if "://" not in text:
        return text
    return _LINK.sub(lambda hit: " ".join([hit.group(), *_told_by(hit.group())]), text)


def _told_by(link: str) -> Iterator[str]:
    yield from _words_of(link)
    # Numbers and mailboxes are looked for in the text itself, where encoded ones do not stand.
    read = " ".join(_PLUS.sub(" ", decoded(link)).split())
    if read != link and ("@" in read or len(_DIGIT.findall(read)) >= _SHORTEST):
        yield read


def _words_of(link: str) -> Iterator[str]:
    try:
        parts = urlsplit(link)
    except ValueError:
        return
    segments = [decoded(each) for each in parts.path.split("/") if each]
    for before, said in pairwise(segments):
        if _OF_ONE.fullmatch(before) and _NAMES.fullmatch(said):
            yield f"({_as_name(said)})"
    for key, value in parse_qsl(parts.query) + parse_qsl(parts.fragment):
        said = decoded(value)
        if _KEYS.fullmatch(key):
            yield f"({key} {_as_name(said) if _NAMES.fullmatch(said) else said})"


def _as_name(said: str) -> str:
    """As somebody writes a name: "jan-de-vries" as "Jan de Vries"."""
    words = (word.lower() for word in _BETWEEN.split(said) if word)
    return " ".join(word if word in _SMALL else word.capitalize() for word in words)
