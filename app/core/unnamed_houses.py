"""Unnamed houses: a number without its street, beside somebody who lives there ("de buurvrouw van
nummer 8", "het gezin op 22").

Texts come in as `characters.folded`; every pattern has bounded repeats, so that the time it takes
grows with the text and no faster.
"""

import re

from app.core import counted, name_words, street_addresses

_ONE = (
    r"(?:bewoner|bewoonster|buurvrouw|buurman|overbuurvrouw|overbuurman|gezin|echtpaar|stel|dame"
    r"|heer|man|vrouw|mevrouw|meneer|moeder|vader|oma|opa|weduwe|weduwnaar|oudere|bejaarde|huurder"
    r"|jongen|meisje|client|familie)"
)
_SEVERAL = (
    "bewoners", "buren", "mensen", "zussen", "broers", "ouderen", "huurders", "gezinnen",
    "families", "dames", "heren", "kinderen", "beide",
)  # fmt: skip
_MANY = rf"(?:{'|'.join(_SEVERAL)})"
_NUMBER = r"(?P<number>(?!(?:19|20)\d\d\b)\d{1,4})(?!\d|[.:,/-]\d)(?:\s?[a-f]\b)?(?![\w%'-])"
_NR = r"(?:huisnummer|huisnr\.?|nummer|nr\.?)"
_END = (
    r"(?=\s{0,2}(?:$|[.;!?)\n]|,(?!\d))|\s(?:is|heeft|doet|wil|kan|moet|zit|woont|vraagt|zoekt|krijgt"
    r"|hebben|wonen|zijn|willen|kunnen|zitten|eet|ligt|en(?!\souder)|die|met|niet|ook|naar|bij)\b)"
)
# "Het gezin op 22", where "op 14 mei" is a day; "van 4" is how many they are, and of one person how
# old: nobody of seventeen is a "mevrouw".
_AT_OR_OF = re.compile(
    rf" (?P<word>op|van|uit) {_NUMBER}(?!\s?-?hoog)(?P<end>{_END})?", re.IGNORECASE
)
_WHO = re.compile(
    rf"\b(?:{_ONE}|bewoners|buren|zussen|broers|ouders)(?:\s(?:die|dat))?(?:\swoont)?$",
    re.IGNORECASE,
)
_SOME = re.compile(r"\b(?:buren|het\s(?:echtpaar|stel))$", re.IGNORECASE)
_GROWN_UP = re.compile(r"\b(?:mevrouw|meneer|heer|dame|buurman|buurvrouw)$", re.IGNORECASE)
_NUMBERED = re.compile(
    r"(?P<before>\b(?:(?:huis|woning|deur)\s)?[a-z]{1,25}\s{1,2}|^|[.,;:!?\n]\s?)"
    rf"{_NR}\s{{1,2}}(?P<number>\d{{1,4}})(?:\s?[a-f]\b)?"
    # A phone number, a range, a place on a list.
    r"(?!\d|[.:,/-]\d|\s\d|[%'-]|\s(?:sta(?:at|an)|stond|eindigt|met\sstip|tot|t/m)"
    r"|\s(?:van|in|op|uit)\s(?:de|het|onze)\s(?:lijst|ranglijst|rij|top|agenda|folder))"
    r"(?P<lives>\s(?:heeft|woont|wonen|zit|doet|wil|vraagt|zoekt|krijgt|is\s(?:ziek|gevallen|alleen"
    r"|overleden|niet\sthuis|eenzaam|bejaard|dement))\b)?",
    re.IGNORECASE,
)
_AT = frozenset(["op", "bij", "van", "naar", "aan", "naast", "tegenover", "boven", "onder"])
_WITH = frozenset(["huis met", "woning met", "deur met"])
_LIVES_AT = re.compile(rf"\bop\s{_NUMBER}\s(?:woont|wonen|woonde)\b", re.IGNORECASE)
# A name with a number, and somebody before it or behind it.
_NAMED = re.compile(
    rf"(?<![\w'-])(?P<name>[A-Z][a-z'-]{{2,25}})\s{{1,2}}{_NUMBER}(?P<end>{_END})?"
    r"(?P<lives>,?\s(?:bij|van|waar|voor|met)\s(?:de|een|mijn|haar|die|het)\s(?:[a-z]{3,15}e\s)?"
    rf"(?i:{_ONE})\b)?"
)
_BESIDE = re.compile(
    rf"\b(?i:{_ONE}),?\s(?:(?:op|in|aan|uit|te|van)\s)?(?:(?:de|het|'t)\s)?(?:[A-Z][a-z'-]{{2,25}}\s){{0,2}}$"
)
_THINGS = re.compile(r"(?<!bur)(?<!huiz)en$")
# A few houses of one street; many of them are an area.
_A_FEW = re.compile(
    r"(?<!\d)(?P<from>\d{1,4})\s?(?:t/m|tm|tot\sen\smet|tot|en|-|/)\s?(?P<to>\d{1,4})(?!\d)",
    re.IGNORECASE,
)
_OF_MANY = re.compile(rf"\b{_MANY}\s(?:(?:van|op|in|aan|uit)\s)?(?:de\s|het\s)?$", re.IGNORECASE)
_MOST_HOUSES = 6
_GROWN = 18
_PEOPLE = re.compile(rf"(?:{_ONE}|{_MANY})")


def house_in(text: str) -> str:
    """The words in which a house without a street is told, or nothing."""
    low = text.lower()
    return (
        _at_or_of(text)
        or (_numbered(text) if "nummer" in low or "nr" in low else "")
        or _named(text)
        or (_a_few(text) if any(word in low for word in _SEVERAL) else "")
    )


def _at_or_of(text: str) -> str:
    for hit in _AT_OR_OF.finditer(text):
        least = max(0, hit.start() - 30)
        if hit["word"].lower() == "op":
            who = _WHO.search(text, least, hit.start())
            is_house = hit["end"] is not None or _is_house_number(hit)
        else:
            is_young = int(hit["number"]) < _GROWN
            who = (_GROWN_UP if is_young else _SOME).search(text, least, hit.start())
            is_house = hit["end"] is not None
        if who is not None and is_house:
            return who.group() + hit.group()
    lives = _LIVES_AT.search(text) if "woon" in text or "wonen" in text else None
    return lives.group() if lives else ""


def _numbered(text: str) -> str:
    for hit in _NUMBERED.finditer(text):
        told = hit["before"].strip(" .,;:!?\n").lower()
        is_help = hit["number"] in ("112", "113", "144")
        is_somebody = told in _AT or _PEOPLE.fullmatch(told)
        if not is_help and (is_somebody or (hit["lives"] and not told) or told in _WITH):
            return hit.group()
    return ""


def _named(text: str) -> str:
    for hit in _NAMED.finditer(text):
        low = hit["name"].lower()
        is_thing = low in counted.words("numbered") or _THINGS.search(low)
        if is_thing or low in name_words.places():
            continue
        is_house = hit["end"] is not None or _is_house_number(hit)
        if not is_house and not hit["lives"]:
            continue
        who = _BESIDE.search(text, max(0, hit.start() - 80), hit.start())
        if hit["lives"] or who:
            return (who.group() if who else "") + hit.group()
    return ""


def _a_few(text: str) -> str:
    for hit in _A_FEW.finditer(text):
        street = street_addresses.street_before(text, hit.start())
        at = hit.start() - len(street)
        if (
            street
            and 0 < int(hit["to"]) - int(hit["from"]) <= _MOST_HOUSES
            and _OF_MANY.search(text, max(0, at - 40), at)
        ):
            return street + hit.group()
    return ""


def _is_house_number(hit: re.Match[str]) -> bool:
    return counted.is_house_number(hit.string, hit.start("number"), hit.end("number"))
