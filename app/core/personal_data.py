"""Free text may not hold a person (privacy P3): BSN, IBAN, e-mail, phone number and address are
refused, names warned.

Findings are kinds, never the text that was found, so that they can be logged.
"""

import re
from enum import StrEnum

from phonenumbers import PhoneNumberMatcher
from stdnum import iban
from stdnum.nl import bsn

from app.core.i18n import mark


class Finding(StrEnum):
    """What was recognised."""

    BSN = "bsn"
    IBAN = "iban"
    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    NAME = "name"


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

_BSN = re.compile(
    r"(?<![\d.,-])\d{4}[ .-]?\d{2}[ .-]?\d{3}(?![\d-])|(?<![\d.,-])\d{3}([ "
    r".-])\d{3}\1\d{3}(?![\d-])"
)
_IBAN = re.compile(r"\b[A-Za-z]{2}[ ]?\d{2}(?:[ ]?[A-Za-z0-9]){11,30}")
_EMAIL = re.compile(r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
# A postcode alone is a neighbourhood (and "2020 EU" is none); with a house number it is a front
# door.
_POSTCODE = re.compile(r"\b[1-9]\d{3}\s?(?!SA\b|SD\b|SS\b)[A-Z]{2}[\s,]+(?:nr\.?\s*)?\d{1,5}\b")
_STREET = re.compile(
    r"\b[A-Z][\w'’.-]*(?:straat|laan|weg|plein|singel|kade|dijk|steeg|hof|pad|plantsoen|gracht|dreef|markt|diep)"
    r"\s+(?:nr\.?\s*)?\d{1,4}\s?[a-zA-Z]?\b"
    r"(?!\s*(?:%|[a-z]+en\b|keer|x\b|uur|dagen|weken|stuks|jaar|euro|km|meter))"
)
_HONORIFIC = re.compile(
    r"\b(?:mevr(?:ouw|\.)|mw\.|meneer|dhr\.?|de "
    r"heer|familie|fam\.|tante|oom|buurvrouw|buurman|opa|oma)\s+"
    r"(?:[A-Z]\.\s?)*(?:(?:van|de|der|den|het|ten|ter|'t)\s+)*[A-Z][a-zà-ÿ]+",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"\s(?:[A-Z]\.\s?)*[A-Z][a-zà-ÿ]+$")
_BORN = re.compile(r"\b(?:heet|genaamd|met de naam)\s+[A-Z][a-zà-ÿ]+")


def refused_in(text: str) -> Finding | None:
    """The first kind of personal data that may not be stored, or None."""
    if any(bsn.is_valid(re.sub(r"\D", "", m.group())) for m in _BSN.finditer(text)):
        return Finding.BSN
    if any(_holds_iban(m.group()) for m in _IBAN.finditer(text)):
        return Finding.IBAN
    if _EMAIL.search(text):
        return Finding.EMAIL
    if next(iter(PhoneNumberMatcher(text, "NL")), None) is not None:
        return Finding.PHONE
    if _STREET.search(text) or _POSTCODE.search(text):
        return Finding.ADDRESS
    return None


def _holds_iban(candidate: str) -> bool:
    # The pattern may run on into the next word, so try every length an IBAN can have.
    plain = candidate.replace(" ", "")
    return any(iban.is_valid(plain[:length]) for length in range(15, min(len(plain), 34) + 1))


def names_in(text: str) -> bool:
    """Whether something looks like a person's name. A guess: the writer may confirm that it is
    none.
    """
    return (
        any(_CAPITAL.search(m.group()) for m in _HONORIFIC.finditer(text))
        or _BORN.search(text) is not None
    )
