"""What may well be somebody's address and has not the form of one: a house in words, a postcode.

Every pattern has bounded repeats, so that the time it takes grows with the text and no faster.
"""

import re
from collections.abc import Iterator

from app.core import counted, name_words

_NR = r"(?:huisnummer|huisnr\.?|nr\.?|nummer)"
_STREET = (
    r"[a-z][a-z'-]{1,30}?(?:straat|laan|weg|plein|singel|gracht|kade|dreef|steeg|plantsoen"
    r"|dijk|diep|hof"
    r"|pad|strjitte|str\.)"
)
_HERE = r"(?=$|[.,;:!?)\n]|\s(?:in|te|bij|en|met|van|voor|daar|is|heeft|woont|kan|[a-z]\b|[A-Z]))"
_BUILT = re.compile(
    # "Kerkstraat op 12", "Kerkstraat (12)"; and the other way round.
    rf"\b{_STREET}\s{{1,2}}(?:op\s(?:{_NR}\s)?\d{{1,4}}[a-f]?{_HERE}"
    rf"|\((?:{_NR}\s?)?\d{{1,4}}\s?[a-f]?\))"
    rf"|\bop\s(?:{_NR}\s)?\d{{1,4}}[a-f]?\s(?:in|aan|van)\s(?:de|het)\s{_STREET}\b"
    rf"|\b{_STREET},?\s{_NR}\s(?:een|twee|drie|vier|vijf|zes|zeven|acht|negen"
    rf"|[a-z]{{2,14}}(?:tien|tig)|tien|elf"
    r"|twaalf)\b"
    rf"|\b(?:huisnummer|huisnr\.?)\s?\d{{1,4}}(?!\d|\s?(?:t/m|tot|-))"
    r"|\b(?:laan|straat|plein|weg)\s(?:van\s)?'?(?:19)?\d\d-'?(?:19)?\d\d\s\d{1,3}\b"
    # A floor, a door.
    rf"|\b{_STREET}\s\d{{1,3}}[- ]hoog\b|\b\d{{1,2}}[- ]hoog[ ,]{{1,2}}(?:achter|voor|links"
    rf"|rechts)\b"
    r"|\b[a-z]{3,30}\s\d{1,4}\s?,?\s(?:(?:eerste|tweede|derde|vierde|1e|2e|3e|4e)\s(?:deur"
    r"|bel|huis|trap"
    r"|etage|verdieping)|rood|zwart|bis|hs|achterom|achterdeur|voordeur)\b",
    re.IGNORECASE,
)
_HOUSE = re.compile(
    r"\b[Ww]oon(?:boot|ark|schip|wagen)\s'?[A-Z][a-z']|\b[Hh]uize\s[A-Z][a-z]"
    r"|\b(?:[Ww]oont|[Ww]onen|[Vv]erblijft|[Ll]ogeert"
    r"|[Ww]oonachtig)\b[^\n.]{0,25}\b(?:boerderij|villa"
    r"|hoeve|chalet|stacaravan|caravan|flat|pension|hotel|hofje)\s'?[A-Z]"
)
_NAMED = re.compile(
    # A word for a street on its own, with what makes a name of it.
    r"\b(?:Lange|Korte|Oude|Nieuwe|Eerste|Tweede|Derde|Grote|Kleine|Hoge|Lage|Verlengde"
    r"|Noorder|Zuider"
    r"|Ooster|Wester|Achter|Voor|Boven|Beneden|Groene|Brede)[ -](?:Weg|Wijk|Drift|Dijk|Streek|Laan"
    r"|Steeg|Wal|Haven|Gracht|Kade|Hoek|Kamp|Pad|Singel|Ree|Vaart|Es|Brink|Markt|Straat|Buurt)"
    r"\s{1,2}(?:nr\.?\s?)?\d{1,4}\s?[a-f]?"
    + _HERE
    # A flat, a home: "Vennehof, appartement 14".
    + r"|\b[A-Z][a-z]{3,25},?\s(?:kamer|appartement|appt?\.|studio|woning|flat)\s"
    r"(?:nr\.?\s?|nummer\s)?\d{1,4}(?!\d|\s?(?:t/m|tot|en|m2|-|bewoners|woningen))"
    r"|\b[Ff]lat\s(?:(?:[Dd]e|[Hh]et|'t)\s)?[A-Z][a-z]{2,25},?\s(?:[Hh]uis)?(?:nr\.?|nummer)\s\d{1,4}"
    r"|\b[Nn](?:r\.?|ummer)\s\d{1,4}\s?[a-f]?\s(?:in|van|op|uit)\s(?:de\s)?flat\b"
    r"|\b[Aa]pp(?:artement|t?\.)\s\d{1,4}[a-f]?,?\s(?:(?:[Dd]e|[Hh]et)\s)?[A-Z][a-z]{2,25}(?:flat|hof)\b"
    r"|\b[A-Za-z]{3,20}(?:flat|staete|hiem|heem)\s\d{1,4}"
    + _HERE
    + r"|\b[Kk]amer\s\d{1,3}\s(?:in|van|bij)\s(?:de\s|het\s)?[A-Z]|\b[Pp]ostbus\s\d{1,5}"
    r"|\b(?:[Dd]e\s)?[Bb]uorren\s\d{1,3}\b"
    # The whole of a postcode, where it is no area: "9934 AB en omgeving".
    r"|(?<![\w.,-])(?!19\d\d\s|20\d\d\s)[1-9]\d{3}\s?(?!SA|SD|SS)[A-Z]{2}(?![\w-])"
    r"(?!\s(?:en|e\.o\.|t/m|tot|heeft|hebben|krijgt|krijgen|zit|zitten))"
    r"|(?<![\w.,-])[1-9]\d{3}(?!sa|sd|ss|km|kg|mm|cm|ha|kw|ml|gr|st|pk|mb|gb|wh|va"
    r"|ah)[a-z]{2}(?![\w-])"
    r"|\b[Pp]ostcode:?\s[1-9]\d{3}\s?[a-z]\s?[a-z]\b(?!\s(?:en|heeft|hebben))"
    r"|(?<![\w.,-])[1-9]\d{3}\s[a-z]\s[a-z]\b"
)
# No street by its word, but a town: "Lange Akker 7, Appingedam", "Molenberg 14, 9934 Delfzijl".
_TOWN = r"'?[A-Z][A-Za-z'-]{2,25}(?:\s[A-Za-z'-]{2,25}){0,3}(?![\w'-])"
_NUMBER = rf"(?:{_NR}\s)?(?!(?:19|20)\d\d\b)\d{{1,4}}(?:\s?[a-fhk]\b)?"
_IN_TOWN = re.compile(
    rf"(?<![\w'.-])(?P<article>(?:[Dd]e|[Hh]et|'t)\s)?(?P<name>[A-Z][A-Za-z'-]{{2,25}})\s{{1,2}}{_NUMBER}"
    r"(?:\s?[,(/-]\s?|\s{1,2})(?:(?:in|te)\s)?(?:[1-9]\d{3}\s?(?:[A-Za-z]{2}\s{1,2}|\s))?"
    rf"(?P<town>{_TOWN})(?!\s?:?\s?\d)"
)
_TOWN_FIRST = re.compile(
    rf"(?<![\w'.-])(?P<town>{_TOWN})[,:]\s{{1,2}}(?P<article>(?:[Dd]e|[Hh]et|'t)\s)?"
    rf"(?P<name>[A-Z][a-z'-]{{2,25}})\s{{1,2}}{_NUMBER}(?=\s*$|[.;!?)])"
)
_SMALL = re.compile(
    r"\b(?:(?P<article>lange|korte|oude|nieuwe|hoge|lage|grote|kleine|brede|achter)\s)?"
    r"(?P<name>(?(article)[a-z]{3,20}|[a-z]{3,20}(?:berg|burg|werd|horn|wold|rijp|hoogte|woud|beek"
    rf"|broek|heide|borg|buren|weide|steen)))\s{{1,2}}{_NUMBER}\s?,?\s{{1,2}}"
    r"(?P<town>[a-z'-]{3,25}(?:\s[a-z'-]{2,25}){0,3})(?![\w'-])(?!\s?:?\s?\d)",
    re.IGNORECASE,
)
# What has a number and is no street, and what is many: "wijkteam 4", "zandzakken 400".
_NUMBERED = re.compile(
    r"[a-z'-]{0,25}(?:team|punt|centrum|post|groep|zaal|hal|lijn|bus|loket|balie|kamer|locatie|school"
    r"|fase|route|ploeg|huis|kerk|wijk|loods|depot|station|halte|poort|kazerne|opvang|winkel|bank"
    r"|project|cursus|ronde|dienst|club|koor|gebouw|lokaal|boerderij|zorg|hulp|kring|cafe|park)"
)
_MANY = re.compile(r"[a-z'-]{2,25}(?:(?<!bur)(?<!huiz)(?<!land)(?<!linn)en|[^s]s)")


def _in_town(text: str) -> Iterator[str]:
    """Names with a number beside a town, where it is no list of towns and nothing that has
    numbers: "team 4 Delfzijl".
    """
    for pattern in (_IN_TOWN, _TOWN_FIRST, _SMALL):
        for hit in pattern.finditer(text):
            name, town = hit.group("name"), hit.group("town")
            low, towns = name.lower(), town.lower().split()
            is_town = any(
                " ".join(towns[:count]) in name_words.places() for count in range(1, len(towns) + 1)
            )
            # "AZC 40 Delfzijl" is a short name, not a text in capitals.
            if not is_town or name.isupper() != town.isupper():
                continue
            if low in counted.words("numbered") or _NUMBERED.fullmatch(low):
                continue
            if low in name_words.places():
                continue
            if hit.group("article") or not _MANY.fullmatch(low):
                yield hit.group()


def hint_in(text: str, *, has_digits: bool) -> str:
    """What may be an address in a folded text; nothing without. Without digits it is a house by its
    name, or a number in words.
    """
    hit = _HOUSE.search(text) or (_NAMED.search(text) if has_digits else None)
    if hit is None and (has_digits or any(word in text.lower() for word in ("nr", "nummer"))):
        hit = _BUILT.search(text)
    if hit is not None or not has_digits:
        return hit.group() if hit else ""
    return next(_in_town(text), "")
