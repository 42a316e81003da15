"""A street address in free text: surely a front door, perhaps one, or only a street and a count.

Every pattern has bounded repeats, so that the time it takes grows with the text and no faster.
"""

import re
from enum import IntEnum

from app.core import counted, name_words


class Certainty(IntEnum):
    """How sure it is that a text holds an address."""

    NONE = 0
    LIKELY = 1
    CERTAIN = 2


# What is hardly ever anything but a street, and what is also a market, a park or a village.
_STREET = (
    r"(?:straat|straatje|laan|laantje|steeg|singel|gracht|plantsoen|kade|dreef|weg|weggetje|str|wg"
    r"|ln"
    r"|boulevard)"
)
_PLACE = (
    r"(?:plein|pleintje|hof|hofje|pad|dijk|markt|diep|wal|park|haven|brink|oever|werf|erf|kamp"
    r"|ring"
    r"|hoek|akker|akkers|veld|meent|baan|zoom|einde|kanaal|vaart|vliet|drift|wetering|zijl"
    r"|pl(?=\.))"
)
_ALONE = (
    r"(?:straat|laan|steeg|singel|brink|markt|dijk|kade|plein|haven|wal|ring|gracht|hof|dreef"
    r"|plantsoen|boulevard)"
)
_GAP = r"\.?[\s,:_/\\|-]{0,4}"  # between a street and its number
# Words that end like a street and are none.
_NO_STREET = re.compile(
    r"(?:onder|snel|spoor|water|vaar|auto|lucht|om|uit|af|terug|door|heen|van|al|half|mid|fiets)"
    r"(?:weg|pad)|(?:wandel|voet|ruiter|zebra|kron?kel|leer|groei|zorg|klanten?)pad"
    r"|(?:\w{1,30}en|kerst|rommel|week|vrij|jaar|zomer|herfst|lente|winter|paas|arbeids|woning"
    r"|super"
    r"|vlooien|vis|streek|ruil|kinder|gratis|job|huizen|bio|eco|kleding|speelgoed|avond|zaterdag"
    r"|nacht|info|informatie|vacature|stage|thema|beurs|mantelzorg|vrijwilligers)markt"
    r"|(?:school|speel|winkel|parkeer|dorps?speel|festival|evenementen|sport)(?:plein|veld|park)"
    r"|(?:bungalow|vakantie|wind|zonne|recreatie|wagen|bedrijven|auto|hertenkamp|pret|dieren|wijk"
    r"|machine|chalet|stads|volks|stacaravan)park"
    r"|(?:voetbal|sport|korfbal|trap|werk|vak|grasveld|school)veld|(?:zomer|kinder|jeugd|werk"
    r"|sport"
    r"|vakantie|tenten|jongeren|vluchtelingen|school|ponykamp|week)kamp|(?:lees|speel|zit|uit"
    r"|invals|knutsel|kleding|ruil|computer|boeken)hoek|(?:gerechts|kerk|raads|konings)hof"
    # "Levering 3", where "Noorderring 3" is a street.
    r"|[a-z]{1,30}(?<!wet)[aeou]ring|(?:test|prik|was|vaccinatie|opstel|productie)straat"
    r"|weekeinde|levenseinde|(?:boek|kinder|sleutel)ring"
    r"|(?:scheep|lucht|binnen|rond|over|door|be)vaart"
    r"|(?:loop|start|glij|kegel|bowling|renn?|werk|ijs|schaats)baan",
    re.IGNORECASE,
)
# Which side or part of the street: "Hoofdweg West 3", "Stationsweg o.z. 8".
_SIDE = (
    r"(?:[\s-]{1,2}(?:noord|oost|zuid|west|midden|boven|beneden|binnen|buiten|[nowz]\.?z(?:\.|\b))"
    r"(?![a-z]))?"
)
_MARK = (
    r"(?:(?:(?:huis)?(?:nr\.?:?|nummer:?)|nummero|nmr\.?|num\.?|no\.?|n\u00b0|huis)(?=[\s\d])|#)"
)
_NUMBER = (
    r"(?P<number>\d{1,4})(?!\d)(?:\s?-?\s?[a-fhk]\b(?:\s\d{1,2}(?=\s{0,2}(?:$|[.,;])))?|\s?bis\b|\s?hs\b|\s?rood\b|\s?zwart\b"
    r"|\s?[-/]\s?(?:i{1,3}|iv|hs|huis)\b|\s(?-i:I{1,3}|IV)\b)?"
    r"(?:\s?[-/]\s?\d{1,3}(?!\d)(?!\s?[-/.:]\d))?"
)
_WORDS = (
    r"(?P<number>twee|drie|vier|vijf|zes"
    r"|zeven|acht|negen|tien|elf|twaalf|(?:der|veer|vijf|zes|zeven"
    r"|acht|negen)tien|(?:(?:een|twee|drie|vier|vijf|zes|zeven|acht|negen)en)?(?:twin|der|veer"
    r"|vijf"
    r"|zes|zeven|tach|negen)tig|honderd)"
)
# What surely ends a house number. Of any other word `counted` says whether something was counted:
# "40 bewoners", "20 december".
_END = (
    r"(?=\s{0,2}(?:$|[.,;:!?()\]\"'|/](?!\d)|\n|(?:en|of|\+|&)\s\d{1,4}(?:\s*$|[.,;])|[-/]\s"
    r"|[1-9]\d{3}\s?[a-z]{2}\b"
    r"|(?-i:[A-Z][a-z]{2,})"
    r"|(?:met|voor|na|naast|tegenover|vlakbij|bij|graag|maar|want|omdat|daar|dan|die|zij|ze|hij"
    r"|niet"
    r"|moet|zoekt|vraagt|krijgt|is|een|gezin|moeder|vader|man(?!\s(?:nodig|extra|sterk|erbij|gezocht|per|vrij|voor)\b)|vrouw|mevrouw|meneer|jongen|meisje"
    r"|kind|hebben|wil)\b"
    r"|(?:in|te|boven|beneden|achter|links|rechts|kamer|postcode|woont|wonen|staat|zit|ligt|heeft"
    r"|kan|wordt|waar|bel|belt|bellen|aanbellen|app|appt|etage"
    r"|appartement|flat|(?:[1-9]e)\s(?:etage|verdieping))\b))"
)
_ADDRESS = re.compile(
    rf"(?<![a-z])(?P<name>[a-z][a-z'-]{{1,40}}?(?:(?P<street>{_STREET})|{_PLACE})|{_ALONE})"
    rf"{_SIDE}{_GAP}(?:(?P<mark>{_MARK})\s{{0,2}})?{_NUMBER}(?P<end>{_END})?",
    re.IGNORECASE,
)
_SPELLED = re.compile(
    rf"(?<![a-z])(?P<name>[a-z][a-z'-]{{1,40}}?{_STREET}|(?-i:S)ingel|(?-i:B)oulevard)"
    rf"\s{{1,3}}(?:{_MARK}\s{{0,2}})?{_WORDS}\b(?P<end>{_END})?",
    re.IGNORECASE,
)
# A street just before what is no number in the usual form.
_JUST_BEFORE = re.compile(
    rf"(?<![a-z])(?P<name>[a-z][a-z'-]{{1,40}}?(?:{_STREET}|dijk|diep|plein|hof|pad|haven|wal|ring"
    rf"|kanaal|vaart)|(?-i:S)ingel){_SIDE},?\s{{1,2}}(?:{_MARK}\s{{0,2}})?(?:het\s|de\s)?$",
    re.IGNORECASE,
)
# "12 Dorpsstraat", where the word before it is not of what has numbers: "lijn 6 Hoofdstraat".
_NUMBER_FIRST = re.compile(
    r"(?<![\w.,:/'-])(?!(?:19|20)\d\d\b)(?!1\s(?-i:[a-z]))\d{1,4}\s?[a-f]?,?\s{1,2}"
    r"(?P<name>[a-z][a-z'-]{2,30}?(?:straat|laan|steeg|singel|plantsoen|dreef|str\.|(?-i:weg|kade|gracht)))"
    r"(?![\w'-])(?!\s?\d)",
    re.IGNORECASE,
)
_LAST_WORD = re.compile(r"([a-z']{1,25})\.?:?\s{1,2}$", re.IGNORECASE)
# "Number 14 in the Kerkstraat".
_TURNED = re.compile(
    rf"\b{_MARK}\s{{0,2}}(?:\d{{1,4}}\s?[a-f]?|{_WORDS})\b[^.\n\d]{{0,20}}\b(?:in|aan|op"
    rf"|van)\s(?:de\s|het\s)?"
    rf"(?P<name>[a-z][a-z'-]{{1,40}}?(?:{_STREET}|{_PLACE}))\b",
    re.IGNORECASE,
)
# A street without a word for one: "Hoge der A", "Onder de Linden". Its name has a capital, or "aan
# de balie 3" would be one.
_NAMED = re.compile(
    r"\b(?i:hoge|lage|lange|korte|oude|nieuwe|grote|kleine|kromme|achter|aan|bij|onder|tussen"
    r"|langs|over)"
    # Beside the A 7 or the N 33 is a road.
    rf"\s(?!de\s[AN]\s?\d)(?:de|den|der|het|'t)\s[A-Z][a-z]{{0,20}}(?i:{_GAP}{_NUMBER}(?P<end>{_END})?)"
)
# "Laan van de Vrijheid", "Weg naar Rhijnauwen": the word for a street comes first.
_STREET_FIRST = re.compile(
    r"\b(?:laan|straat|plein|hof|pad|dijk|gracht|singel|kade|weg|park)\s(?:van|naar|der|tot)\s"
    rf"(?:(?:de|het|den|der|'t)\s)?[a-z][a-z'-]{{2,25}}\s{{1,2}}(?:{_MARK}\s{{0,2}})?{_NUMBER}(?P<end>{_END})?",
    re.IGNORECASE,
)
# What comes after a house number in small letters.
_AFTER = re.compile(r"\s{1,2}([a-z'-]{2,25}(?:\s[a-z'-]{2,25}){0,3})", re.IGNORECASE)
# A street may have any name; somebody who lives there gives it away.
_LIVES = re.compile(
    r"\b(?:woont|wonen (?:aan|op|in)|wonen(?=[^\n\d]{1,40}\d{1,4}[a-fhk]\b)"
    r"|woonachtig|woonadres|huisadres|adres|aanbellen|aangebeld"
    r"|bel aan|thuisadres|bezorgen bij|ophalen bij|mw|mevr|mevrouw|dhr|meneer|weduwe|weduwnaar)"
    r"\b[^\n\d]{0,60}"
    # "onder de 60", "meer dan 3", "met 4" count people.
    rf"[a-z](?<!\bde)(?<!\bdan)(?<!\bmet)(?<!\bvan)(?<!\btot)(?<!\bnu)(?<!\btussen)(?<!\bom)"
    rf"\s{{1,2}}(?:{_MARK}\s{{0,2}})?{_NUMBER}(?P<end>{_END})?",
    re.IGNORECASE,
)
# With a house number a postcode is a front door; alone it is a neighbourhood ("2020 EU" is none).
_POSTCODE = re.compile(
    r"(?<![\d.,])[1-9]\d{3}[\s-]{0,2}(?P<letters>[a-z]\s?[a-z])(?![a-z])[\s,;:_/-]{0,4}"
    rf"(?P<mark>{_MARK}\s{{0,2}})?{_NUMBER}(?P<end>{_END})?",
    re.IGNORECASE,
)
_POSTCODE_LAST = re.compile(
    r"(?<![\d.,:-])\d{1,4}\s?[a-fhk]?[\s,]{1,3}[1-9]\d{3}\s?(?!SA|SD|SS)[A-Z]{2}\b"
)
_NO_LETTERS = frozenset({"sa", "sd", "ss"})  # the post never uses these
_SHORT_WORD = re.compile(
    r"al|en|in|is|of|om|op|te|na|zo|we|ze|je|er|uw|ja|nu|km|kg|cm|mm|ha|kw|eu|pk|va|tm|ca|nr|bv|wc"
    r"|dm|dl|ml|mg|ma|di|wo|do|vr|za|pp|px|tv|gb|mb|hz|kv|el|st|nl|as|au|ik|me|mw|wa",
    re.IGNORECASE,
)
# Whose address this may be: a building that is open to all.
_OPEN_TO_ALL = re.compile(
    r"buurt|dorpshuis|wijk|inloop|spreekuur|kerk\b|school|hal\b|bieb|bibliotheek|gemeente|loket"
    r"|kantoor|locatie|zaal|mfc|centrum|halte|winkel|station|moskee|stichting|vereniging|club"
    r"|hotel"
    r"|caf[eé]|restaurant|gebouw|museum|theater|praktijk|apotheek|kazerne|opvang|uitgifte|depot"
    r"|speeltuin|voedselbank|cursus|markt\b|bijeenkomst|afsluiting|omleiding|werk aan",
    re.IGNORECASE,
)


# Where one lives above or below others: a market that has it is a street.
_FLOOR = re.compile(
    r",?\s{1,2}(?:boven|beneden|bovenwoning|benedenwoning)\b(?!\s(?:de|het)\b)", re.IGNORECASE
)


def address_in(text: str) -> tuple[Certainty, str]:
    """How sure it is that a folded text holds an address, and the words of it."""
    likely = ""
    for pattern, judged in ((_POSTCODE, _postcode_is), (_ADDRESS, _street_is)):
        for hit in pattern.finditer(text):
            certainty = judged(hit)
            if certainty is Certainty.CERTAIN:
                return certainty, hit.group()
            if certainty is Certainty.LIKELY:
                likely = likely or hit.group()
    likely = likely or _perhaps(text)
    return (Certainty.LIKELY if likely else Certainty.NONE), likely


def street_before(text: str, end: int) -> str:
    """The name of a street that ends just before a place in a folded text; nothing without."""
    hit = _JUST_BEFORE.search(text, max(0, end - 60), end)
    return hit.group() if hit is not None and not _no_street(hit.group("name")) else ""


def _perhaps(text: str) -> str:
    """What is asked about: a number in words, somebody who lives there, a name for a street."""
    for pattern in (_SPELLED, _TURNED):
        for hit in pattern.finditer(text):
            if not _no_street(hit.group("name")) and _is_ended(hit):
                return hit.group()
    for hit in _NUMBER_FIRST.finditer(text):
        before = _LAST_WORD.search(text[max(0, hit.start() - 30) : hit.start()])
        told = before.group(1).lower() if before else "nr"
        is_called = told in ("nr", "nummer") or told not in counted.words("numbered")
        if is_called and not _no_street(hit.group("name")):
            return hit.group()
    for pattern in (_LIVES, _NAMED, _STREET_FIRST):
        for hit in pattern.finditer(text):
            if not _is_year(hit.group("number")) and _is_ended(hit):
                return hit.group()
    last = _POSTCODE_LAST.search(text)
    return last.group() if last else ""


def _is_ended(hit: re.Match[str]) -> bool:
    """Whether what stands behind the number leaves it a house number."""
    return hit.groupdict().get("end", "") is not None or counted.is_house_number(
        hit.string, hit.start("number"), hit.end()
    )


def _no_street(name: str) -> bool:
    return _NO_STREET.fullmatch(name) is not None


def _is_year(number: str) -> bool:
    return re.fullmatch(r"(?:19|20)\d\d", number) is not None


def _street_is(hit: re.Match[str]) -> Certainty:
    text = hit.string
    if _no_street(hit.group("name")):
        return Certainty.LIKELY if _FLOOR.match(text, hit.end("number")) else Certainty.NONE
    if not hit.group("mark"):
        if not hit.group("street") and hit.group("name").lower() in name_words.places():
            return Certainty.NONE  # "Delfzijl 12, Appingedam 3"
        if _is_year(hit.group("number")) or counted.is_measured(text, hit.end()):
            return Certainty.NONE
        if hit.group("end") is None and not _is_before_a_place(text, hit.end()):
            return Certainty.LIKELY if _is_ended(hit) else Certainty.NONE
    before = text[max(0, hit.start() - 80) : hit.start()].rpartition("\n")[2]
    if hit.group("street") and not _OPEN_TO_ALL.search(before):
        return Certainty.CERTAIN
    return Certainty.LIKELY


def _is_before_a_place(text: str, end: int) -> bool:
    """Whether a town follows. Typed without a capital it looks like what was counted, so the towns
    are known by name; not those that are also things: "12 huizen", "12 buren".
    """
    after = _AFTER.match(text, end)
    words = after.group(1).lower().split() if after else []
    return any(" ".join(words[:count]) in name_words.places() for count in range(1, len(words) + 1))


def _postcode_is(hit: re.Match[str]) -> Certainty:
    letters = hit.group("letters")
    if letters.lower().replace(" ", "") in _NO_LETTERS:
        return Certainty.NONE
    is_capital = letters.isupper()
    if not is_capital and _SHORT_WORD.fullmatch(letters):
        return Certainty.NONE
    if hit.group("end") is None and not hit.group("mark"):
        return Certainty.LIKELY if _is_ended(hit) else Certainty.NONE
    return Certainty.LIKELY if " " in letters or letters == "EU" else Certainty.CERTAIN
