"""Odd numbers of houses: in other letters ("Dijkweg XV", "Dijkweg 1O"), apart ("Dijkweg 1 2",
"Dijk weg 12"), or as a place in the row ("het derde huis aan de Dijkweg").

Texts come in as `characters.folded`. What is odd is looked for first, and then the street beside
it, as streets are often named and this is seldom found.
"""

import re

from app.core import counted, spelled_digits, street_addresses

_END = (
    r"(?=\s{0,2}(?:$|[.,;:!?()\n]|(?:bij|voor|naar|graag|na|met|heeft|is|woont|achter|boven|links"
    r"|rechts)\b))"
)
_WORD = rf"(?:{'|'.join((*spelled_digits.DIGITS, *spelled_digits.TEENS))})"
_ODD = re.compile(
    # Roman: one or two small letters are words, and "II" is a part of a street or a plan.
    r"(?<=[a-z,.] )(?:(?:X{1,3}(?:I[XV]|V?I{0,3})|VI{0,3}|IX"
    r"|x{1,3}(?:i[xv]|vi{0,3}|i{1,3})|vi{1,3})(?![\w'-])"
    # Letters for digits, and digits one by one.
    rf"|(?:(?=[OolI]{{0,2}}\d)\d{{0,2}}[OolI]{{1,2}}\d{{0,2}}[a-f]?|\d(?:[ .-]\d){{1,3}}){_END}"
    rf"|(?:een|{_WORD}(?:[ ,-]{{1,2}}{_WORD}){{1,3}}){_END})"
)
_STREET = (
    r"(?:straat|laan|weg|steeg|singel|gracht|kade|dreef|dijk|diep|plein|hof|pad|plantsoen|strjitte)"
)
_ORDINAL = (
    r"(?:eerste|tweede|derde|vierde|vijfde|zesde|zevende|achtste|negende|tiende|elfde|twaalfde"
    r"|laatste|voorlaatste|enige|hoek|\d{1,2}(?:e|de|ste))"
)
_COLOUR = r"(?:rode|witte|gele|blauwe|groene|zwarte|grijze|roze|oranje|bruine|scheve|kleine|smalle)"
_HOUSE = r"(?:huis|huisje|hoekhuis|woning|hoekwoning|boerderij|pand|deur|bungalow)"
_HOUSES = ("huis", "woning", "boerderij", "pand", "deur", "bungalow", "hoek")
_A_HOUSE = re.compile(rf"\b{_HOUSE}\b", re.IGNORECASE)
_TOLD = re.compile(rf"\b(?:{_ORDINAL}|{_COLOUR})\s$", re.IGNORECASE)
_IN_A_STREET = re.compile(
    r"\s(?:\w{4,8}\s){0,2}(?:aan|in|van|op|langs)\s(?:de|het)\s(?:[a-z'-]{2,25}\s)?"
    rf"[a-z'-]{{2,30}}{_STREET}\b",
    re.IGNORECASE,
)
_ON_THE_CORNER = re.compile(
    r"\bhuis\s(?:op|aan)\sde\shoek\s(?:van|met)\s"
    r"|\b(?:woont|wonen|woonachtig|wonend)\s(?:[^\n.\d]{0,20}\bop\sde\s)?hoek\b"
    r"|\bhoek(?:huis|woning),?\s(?:(?:de|het)\s)?[a-z'-]{2,30}"
    rf"{_STREET}\b",
    re.IGNORECASE,
)
# "Molen weg 23": the word for a street apart, where a name with a capital stands before it.
_PARTS = (" weg ", " diep ", " pad ", " dijk ")
_APART = re.compile(
    r"(?<![\w'-])[A-Z][a-z'-]{2,20}\s(?:weg|diep|pad|dijk)\s{1,2}(?P<number>\d{1,4})\s?[a-f]?(?!\w)"
    rf"(?P<end>{_END})?"
)
# "9934 ab, tweede huis", "9934 ab nr twaalf"
_POSTCODE = re.compile(
    r"(?<![\w.,-])[1-9]\d{3}\s?(?!en|in|is|of|om|op|te|al|km|kg|uu|ex|pc|cd|ov|qr|xl|st|mw|tm|va)"
    rf"[a-z]{{2}}\s?,?\s(?:het\s|de\s)?(?:{_ORDINAL}\s{_HOUSE}|(?:huis)?(?:nr\.?|nummer)\s(?:\d|{_WORD}))",
    re.IGNORECASE,
)


def number_in(text: str, *, has_digits: bool) -> str:
    """A number of a house in a form that is none of the usual, with its street, or nothing."""
    for hit in _ODD.finditer(text):
        if street := street_addresses.street_before(text, hit.start()):
            return street + hit.group()
    low = text.lower()
    if any(word in low for word in _HOUSES) and (words := _in_a_row(text)):
        return words
    if not has_digits:
        return ""
    for hit in _APART.finditer(text) if any(word in low for word in _PARTS) else ():
        is_ended = hit["end"] is not None
        if is_ended or counted.is_house_number(text, hit.start("number"), hit.end()):
            return hit.group()
    postcode = _POSTCODE.search(text)
    return postcode.group() if postcode else ""


def _in_a_row(text: str) -> str:
    for hit in _A_HOUSE.finditer(text):
        told = _TOLD.search(text, max(0, hit.start() - 15), hit.start())
        if told is None and not hit.group().lower().startswith("hoek"):
            continue
        start = told.start() if told else hit.start()
        if street := _IN_A_STREET.match(text, hit.end()):
            return text[start : street.end()]
        if before := street_addresses.street_before(text, start):
            return before + text[start : hit.end()]
    corner = _ON_THE_CORNER.search(text) if "hoek" in text else None
    return corner.group() if corner else ""
