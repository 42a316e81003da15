"""Whom a text seems to call by name.

None of it is certain, so the writer is asked. Texts come in as `characters.folded`; every pattern
has bounded repeats, so that the time it takes grows with the text and no faster.
"""

import re

from app.core import name_reader, name_words

# A course, a choir and a project have a name as well.
_A_THING = re.compile(
    r"\b(?:\w{0,30}(?:cursus|project|groep|koor|actie|avond|dag|markt|plan|plek|huis|club|winkel"
    r"|programma|training|campagne|bus|app|kamp|spel|boek|film|straat|wijk|dorp|buurt|kerk|school"
    r"|stichting|vereniging|regeling|fonds|bijeenkomst|team|netwerk|punt|krant|folder"
    r"|loket)(?:en|s)?"
    r"|het|dat|dit)\s{1,2}(?:\w{1,20}\s{1,2})?$",
    re.IGNORECASE,
)
_BORN = re.compile(
    # Without a capital only where somebody is called so: "iets heet water" is no name.
    r"\b(?:hij|zij|ze|die|man|vrouw|moeder|vader|dochter|zoon|jongen|meisje|kind|buurman"
    r"|buurvrouw)\s{1,2}heet\s{1,2}(?!water|te\s|eten|en\s)[a-z]{2,20}",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:(?:naam\s)?(?:client|bewoner|patient|deelnemer|leerling)(?:\sis|\sheet|:)|ene|zekere"
    r"|bekend\sals|noemt\szich|luistert\snaar"
    r"|(?:mijn|zijn|haar|hun|de|volledige|met\sde)\s{1,2}naam(?:\sis)?|(?:voor|achter|roep)?naam"
    r"|mvg|(?:groet(?:en|jes)?|liefs)\s?,)[\s:=,]{1,4}(?:van\s)?([A-Za-z][a-z'-]{1,20})",
    re.IGNORECASE,
)
# Who has an age, a husband or a fall is a person, whatever the name.
_SOMEBODY = re.compile(
    r"(?<![\w.'-])([A-Z][a-z]{2,20})(?:(?:,\s|\s\()\d{1,3}\s(?:jaar|jr)\b(?!\s(?:bestaat|garantie|geleden))"
    r"|,?\sen\s(?:haar|zijn)\s(?:zoon|zoontje|dochter|dochtertje|kind|kinderen|gezin|man|vrouw|moeder"
    r"|vader|partner|baby|broer|zus|hond|kat)\b|\s(?:z'n|d'r)\s|\s(?:zijn\svrouw|haar\sman)\b"
    r"|\s(?:is\s(?:gevallen|ziek|overleden|bang|eenzaam|dakloos|verslaafd|zwanger|blind|doof)|woont"
    r"|durft|huilt|heeft\sgeen\s(?:eten|bed|jas|geld|fiets|familie|huis)|zit\s(?:alleen|zonder|thuis))\b)"
)
# Whoever is called by what they do has no name here: "Mantelzorger en haar man".
_BY_DEED = re.compile(
    r"(?:iemand|niemand|iedereen|personeel|straks|nergens|overal|ooit|geen|[a-z]{1,18}(?:er|ster|ling"
    r"|eur|ist|aar|oon|ent|ant|en|vrouw|man|dame|heer|kind|meisje|jongen|ouder|oudere|jongere|ier))"
)
# Signs for letters, as in "J@n" and "P1et".
_SIGNS = str.maketrans("@013457$!", "aoieastsi")
_DISGUISED = re.compile(r"(?<![\w@./-])[A-Za-z][A-Za-z@013457$!]{1,14}(?![\w@./-]|\.\w)")
_SPACED = re.compile(r"(?<![\w.-])[A-Za-z](?:([ .*_-])[A-Za-z])(?:\1[A-Za-z]){1,12}(?![\w-])")
_SHORT = re.compile(
    r"(?<![\w@./-])[A-Za-z]\.?\s?(?:v\.?\s?d\.?|van\s(?:der|den))\s?[A-Za-z]{3,20}\b", re.IGNORECASE
)
_HUMP = re.compile(
    r"[A-Z][a-z]{1,14}?(?=(?:van|de|der|den|el){0,2}[A-Z][a-z])|[a-z]{2,10}(?=[A-Z][a-z])"
)


def name_in(plain: str) -> str:
    """How somebody seems to be called by name, or nothing."""
    return (
        name_reader.NameReader(plain.replace("_", " ")).name() or _named(plain) or _disguised(plain)
    )


def _is_thing(low: str) -> bool:
    return name_words.NAMED_AFTER.search(low) is not None and not name_words.is_listed(low)


def _named(plain: str) -> str:
    if hit := _BORN.search(plain):
        return hit.group()
    for hit in _SOMEBODY.finditer(plain):
        low = hit[1].lower()
        known = (name_words.STOP, name_words.PEOPLE, name_words.TITLES, name_words.places())
        is_told = _BY_DEED.fullmatch(low) or _is_thing(low)
        if not is_told and not any(low in words for words in known):
            return hit.group()
    for hit in _NAMED.finditer(plain):
        low = hit[1].lower()
        is_name = hit[1][0].isupper() or (
            name_words.first_name(low) in ("", "+") or name_words.is_surname(low)
        )
        if is_name and low not in name_words.STOP and not _is_thing(low):
            return hit.group()
    return ""


_CALLED = re.compile(
    r"\b(?:heet|genaamd|met de naam)\s{1,3}([A-Z][a-z]{1,30})|\b([A-Z][a-z]{1,30})\s{1,2}(?:genaamd"
    r"|geheten)\b"
)


def _disguised(plain: str) -> str:
    """A name with signs for letters, with its letters apart, or joined to another word."""
    for hit in _CALLED.finditer(plain):
        before = plain[max(0, hit.start() - 60) : hit.start()]
        if hit[1] is not None and _A_THING.search(before) is None:
            return hit.group()
    if short := _SHORT.search(plain):
        return short.group()
    for hit in _SPACED.finditer(plain):
        low = hit.group().replace(hit[1], "").lower()
        if len(low) > 2 and name_words.first_name(low) in ("", "+"):
            return hit.group()
    for hit in _DISGUISED.finditer(plain):
        typed = hit.group()
        if typed.isalpha() or sum(map(str.isalpha, typed)) < 2:
            continue
        if name_words.first_name(typed.translate(_SIGNS).lower()) in ("", "+"):
            return typed
    for hit in _HUMP.finditer(plain):
        low = hit.group().lower()
        if low in name_words.TITLES and len(low) > 3:
            return hit.group() + plain[hit.end() : hit.end() + 12].partition(" ")[0]
        if hit.group()[0].isupper() and name_words.first_name(low) in ("", "+"):
            return hit.group() + plain[hit.end() : hit.end() + 24].partition(" ")[0]
    return ""
