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
_CALLED = re.compile(
    r"\b(?:heet|genaamd|met de naam)\s{1,3}([A-Z][a-z]{1,30})"
    r"|\b([A-Z][a-z]{1,30})\s{1,2}(?:genaamd"
    r"|geheten)\b"
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
    r"(?<![\w.'-])([A-Z][a-z]{2,20})(?:(?:,\s|\s\()\d{1,3}\s(?:jaar|jr)\b(?!\s(?:bestaat|garantie"
    r"|geleden))"
    r"|,?\sen\s(?:haar|zijn)\s(?:zoon|zoontje|dochter|dochtertje|kind|kinderen|gezin|man|vrouw"
    r"|moeder"
    r"|vader|partner|baby|broer|zus|hond|kat)\b|\s(?:z'n|d'r)\s|\s(?:zijn\svrouw|haar\sman)\b"
    r"|\s(?:is\s(?:gevallen|ziek|overleden|bang|eenzaam|dakloos|verslaafd|zwanger|blind|doof)"
    r"|woont"
    r"|durft|huilt|heeft\sgeen\s(?:eten|bed|jas|geld|fiets|familie|huis)|zit\s(?:alleen|zonder"
    r"|thuis))\b)"
)
# Whoever is called by what they do has no name here: "Mantelzorger en haar man".
_BY_DEED = re.compile(
    r"(?:iemand|niemand|iedereen|personeel|straks|nergens|overal|ooit|geen|[a-z]{1,18}(?:er|ster"
    r"|ling"
    r"|eur|ist|aar|oon|ent|ant|en|vrouw|man|dame|heer|kind|meisje|jongen|ouder|oudere|jongere"
    r"|ier))"
)
# Signs for letters, as in "J@n" and "P1et".
_SIGNS = str.maketrans("@013457$!", "aoieastsi")
_DISGUISED = re.compile(r"(?<![\w@./-])[A-Za-z][A-Za-z@013457$!]{1,14}(?![\w@./-]|\.\w)")
_SPACED = re.compile(r"(?<![\w.-])[A-Za-z](?:([ .*_-])[A-Za-z])(?:\1[A-Za-z]){1,12}(?![\w-])")
_SHORT = re.compile(
    r"(?<![\w@./-])[A-Za-z]\.?\s?(?:v\.?\s?d\.?|van\s(?:der"
    r"|den))\s?[A-Za-z]{3,20}\b",
    re.IGNORECASE,
)
# Somebody who is called by letters alone: "A.B. uit Zuidlaren", "voor D. te B.", "K.L. (17)".
_LETTERS = re.compile(
    r"(?<![\w.-])(?!(?:B\.?V|N\.?V|[SV]\.?V|P\.?S|N\.?B|B\.?S\.?O"
    r"|L\.?S)\b)(?:[A-Z]\.\s?){1,4}(?:uit\s[A-Z]"
    r"|te\s[A-Z](?:\.|[a-z])|(?:,\s|\s?\()?(?:1[0-1]\d|[1-9]?\d)(?:\s(?:jaar|jr)|\))"
    r"|\s?(?:is|heeft|woont|slaapt|wil|kan|zit|zoekt|durft|moet)\s)"
)
# Whatever stands before a surname here, it is somebody's: "Xiaoyu Chen geeft les".
_ACTS = re.compile(
    r"(?<![\w'-])([A-Z][a-z'-]{1,20})\s([A-Z][a-z]{1,20})\s(?:is|was|heeft|had|wil|kan|mag|moet"
    r"|zoekt|geeft"
    r"|woont|slaapt|zit|werkt|krijgt|vraagt|ligt|durft|doet|komt|gaat|belde|zegt)\b"
)
# "Amal's moeder", "M'barek", and "hoop heet het meisje".
_OWNED = re.compile(r"(?<![\w'-])([A-Za-z]{2,14})'s\s{1,2}[a-z]")
_SPLIT = re.compile(r"(?<![\w'-])(?![ADR]'dam)[A-Z]'[A-Za-z][a-z]{2,14}\b")
_BACKWARDS = re.compile(
    r"\b([a-z]{2,15})\s(?:heet|heette)\s(?:het|de|zijn|haar|hun|onze?"
    r"|mijn)\s(?:\w{2,12}\s)?(?:meisje|jongen"
    r"|vrouw|man|moeder|vader|dochter|zoon|kind|baby|tweeling|buurman|buurvrouw)\b",
    re.IGNORECASE,
)
# Of a street: nobody says that of what is called after somebody.
_OF_A_STREET = re.compile(
    r"(?<![\w'-])([A-Z][a-z]{2,14})\s(?:van|uit)\s(?:de|het|'t)\s[A-Z][a-z]{2,24}(?:straat|laan"
    r"|weg|plein|pad"
    r"|kade|singel|hof|gracht|dijk|dreef|steeg|flat)\b"
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


def _is_no_name(low: str) -> bool:
    """Whether it is another word: a small one, one for people, a town, what a thing is called."""
    known = (name_words.STOP, name_words.PEOPLE, name_words.places())
    return any(low in words for words in known) or _is_thing(low)


def _named(plain: str) -> str:
    if hit := _BORN.search(plain):
        return hit.group()
    for hit in _SOMEBODY.finditer(plain):
        low = hit[1].lower()
        is_told = _BY_DEED.fullmatch(low) or low in name_words.TITLES or _is_no_name(low)
        if not is_told:
            return hit.group()
    if told := _told_apart(plain):
        return told
    for hit in _NAMED.finditer(plain):
        low = hit[1].lower()
        is_name = hit[1][0].isupper() or (
            name_words.first_name(low) in ("", "+") or name_words.is_surname(low)
        )
        if is_name and low not in name_words.STOP and not _is_thing(low):
            return hit.group()
    return ""


def _told_apart(plain: str) -> str:
    """A name of letters, with an apostrophe, or that only what stands behind it gives away."""
    if hit := _LETTERS.search(plain):
        return hit.group()
    for hit in _ACTS.finditer(plain):
        before, low = hit[1].lower(), hit[2].lower()
        is_told = before in name_words.THINGS or _is_no_name(before)
        if name_words.is_surname(low) and low not in name_words.places() and not is_told:
            return f"{hit[1]} {hit[2]}"
    for pattern in (_OWNED, _BACKWARDS, _OF_A_STREET):
        for hit in pattern.finditer(plain):
            mark = name_words.first_name(hit[1].lower())
            if mark in ("", "+") or (mark == "*" and pattern is _BACKWARDS):
                return hit.group()
    split = _SPLIT.search(plain)
    return split.group() if split else ""


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
