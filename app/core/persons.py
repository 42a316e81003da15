"""What in a text looks like one person: a name, a day of birth, a number of a document, an account.

None of it is certain, so the writer is asked. Texts come in as `characters.folded`; every pattern
has bounded repeats, so that the time it takes grows with the text and no faster.
"""

import re
from functools import cache
from pathlib import Path

_HONORIFIC = re.compile(
    r"\b(?:mevr(?:ouw|\.)?|mw\.?|meneer|dhr\.?|de heer|familie|fam\.?|tante|oom|buurvrouw|buurman"
    r"|opa|oma)\s{1,3}(?:[A-Z]\.\s?){0,6}(?:(?:van|de|der|den|het|ten|ter|'t)\s{1,3}){0,4}"
    r"[A-Z][a-z]+",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"\s(?:[A-Z]\.\s?){0,6}[A-Z][a-z]+$")
# A surname typed without capitals, or in nothing else.
_SURNAME = re.compile(
    r"\b(?:mevr(?:ouw|\.)?|mw\.?|meneer|dhr\.?|fam\.?|familie)\s{1,3}(?:[a-z]\.\s?){0,6}"
    r"(?:(?:van|de|der|den|ter|ten|'t)\s{1,3}){0,3}"
    r"(?:[a-z]{2,20}(?:sen|stra|sma|inga|ema|mans|kamp|veld)|jong|vries|boer|groot|berg|dijk|bakker"
    r"|visser|smit|meijer|meyer|mulder|bos|vos|peters|hendriks|dekker|brouwer|postma|wit|leeuwen"
    r"|graaf|linden|kok|jacobs|heuvel|veen|schouten|willems|hoekstra|koster|prins|huisman|postma"
    r"|kuipers|post|kuiper|veenstra|kramer|brink|maas|yilmaz|ahmed|mohamed|ali)\b",
    re.IGNORECASE,
)
# Before these a form of address is followed by a surname, whatever that is.
_WITH_PARTICLE = re.compile(
    r"\b(?:mevr(?:ouw|\.)?|mw\.?|meneer|dhr\.?|fam\.?|familie)\s{1,3}(?:[a-z]\.\s?){0,6}"
    r"(?:el|ait|ben|bin|abu|van\s(?:der|den)|v\.?\s?d\.?)\s{1,3}[a-z]{2}",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\b(?:[Mm]evrouw|[Mm]eneer|[Ff]amilie)[A-Z][a-z]")
_SHORTENED = re.compile(r"\b(mevr|mw|dhr|fam)\.(?=[a-z])", re.IGNORECASE)
_CALLED = re.compile(
    r"\b(?:heet|genaamd|met de naam|(?:zijn|haar) naam is)\s{1,3}([A-Z][a-z]+)"
    r"|\b([A-Z][a-z]+)\s{1,2}(?:genaamd|geheten)\b"
)
# A course, a choir and a project have a name as well.
_A_THING = re.compile(
    r"\b(?:\w{0,30}(?:cursus|project|groep|koor|actie|avond|dag|markt|plan|plek|huis|club|winkel"
    r"|programma|training|campagne|bus|app|kamp|spel|boek|film|straat|wijk|dorp|buurt|kerk|school"
    r"|stichting|vereniging|regeling|fonds|bijeenkomst|team|netwerk|punt|krant|folder|loket)(?:en|s)?"
    r"|het|dat|dit)\s{1,2}(?:\w{1,20}\s{1,2})?$",
    re.IGNORECASE,
)
_BORN = re.compile(
    # Without a capital only where somebody is called so: "iets heet water" is no name.
    r"(?i:\b(?:hij|zij|ze|die|man|vrouw|moeder|vader|dochter|zoon|jongen|meisje|kind|buurman"
    r"|buurvrouw)\s{1,2}heet\s{1,2}[a-z]{2})"
)

# A first name with what may be a surname behind it: "Klaas-Jan van der Berg", "PIET DE BOER".
_FIRST = r"(?<![\w'-])([A-Z][A-Za-z]{1,14})(?:-[A-Z][A-Za-z]{1,14})?"
_BETWEEN = (
    r"(?:\s{1,2}(?:[A-Z]\.){1,4})?"
    r"(?:\s{1,2}(?:[Vv]an|VAN|[Dd]e[rn]?|DE[RN]?|[Tt]e[rn]?|TE[RN]?|[Hh]et|'t|[Ee]l|EL|[Aa]l|AL"
    r"|[Bb]en|[Vv]on|[Oo]p|[Ii]n)){0,3}"
)
_FULL = re.compile(rf"{_FIRST}{_BETWEEN}\s{{1,2}}([A-Z][A-Za-z'-]{{1,30}})")
# What is called after somebody is no person: "Johan Cruijff Court", "Jan van Galenstraat".
_NAMED_AFTER = re.compile(
    r"(?:straat|laan|weg|plein|pad|kade|singel|hof|park|plantsoen|school|scholen|college|lyceum"
    r"|flat|zaal|buurt|wijk|huis|kerk|gemeente|centrum|museum|theater|court|stichting|groep|fonds"
    r"|ziekenhuis|kliniek|toren|brug|bos|gebouw|hotel|tuin|winkel|bad|hal|heijn|anders|paulowna"
    r"|vierdaagse)(?:s|en)?$",
    re.IGNORECASE,
)
_THING_BEHIND = re.compile(
    r"[\s-]{1,2}(?:[Ss]traat|[Ll]aan|[Pp]lein|[Ss]chool|[Cc]ollege|[Hh]uis|[Zz]iekenhuis|[Cc]ourt"
    r"|[Kk]erk|[Mm]useum|[Zz]aal|[Ff]lat|[Pp]ark|[Cc]entrum|[Ss]tichting|[Tt]heater|[Cc]lub"
    r"|[Cc]atering|[Hh]otel|[Tt]oernooi|[Ff]onds|[Pp]hilipsweg)\b"
)
_STREET_BEHIND = re.compile(
    r"\s[A-Z][a-z]{1,20}(?:straat|laan|weg|plein|pad|kade|singel|park|school|kerk)\b"
)
# A first name alone, where the words around it say that it is somebody's.
_SOMEBODYS = re.compile(
    r"\b(?i:dochter|zoon|zoontje|dochtertje|moeder|vader|broer|zus|zusje|broertje|kleinzoon|nicht"
    r"|juf|meester|zuster|pater|dominee|dokter|huisarts|begeleider|begeleidster|coach|collega|mantelzorger"
    r"|vrijwilliger|vrijwilligster|leerling|student|patient|jongen|meisje|baby|peuter|kleuter|kind"
    r"|kleindochter|neef|vrouw|man|partner|vriend|vriendin|buurman|buurvrouw|client|bewoner"
    r"|bewoonster|naar|bel|contact|contactpersoon|aanspreekpunt|t\.?a\.?v\.?)"
    r"\s{0,2}:?\s{1,2}([A-Z][a-z]{1,14})\b"
)
_AND_HIS = re.compile(
    r"\b([A-Z][a-z]{1,14})(?=\s{1,2}en\s{1,2}(?:haar|zijn|hun)\s{1,2}"
    r"(?:zoon|dochter|zoontje|dochtertje|kind|kinderen|gezin|man|vrouw|moeder|vader|partner)\b)"
)

_MONTH = r"(?:jan|feb|mrt|maart|apr|mei|jun|jul|aug|sep|okt|nov|dec)[a-z]{0,7}\.?"
_DAY = (
    rf"(?:\d{{1,2}}\s?[-./ ]\s?(?:\d{{1,2}}|{_MONTH})\s?[-./ ]\s?(?:19|20|')?\d\d"
    r"|(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2})(?!\d)"
)
_BIRTHDAY = re.compile(
    rf"\b(?:geboren|geb|geboortedatum|geboortedag|geb\.?\s?dat|gebdatum)\b\.?[\s:]{{0,3}}"
    r"(?:(?:te|in)\s(?:\d{4}|[a-z'-]{2,25})\s){0,2}"
    rf"(?:op|is|was)?\s{{0,2}}{_DAY}|{_DAY}\s{{1,2}}geboren\b",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(
    r"\b(?:paspoort|rijbewijs|id-?kaart|identiteitskaart|verblijfsdocument|v-?nummer|client|klant"
    r"|dossier|polis|patient|big)-?(?:nummer|nr\.?)?[\s:]{1,3}(?=[A-Z0-9-]{0,11}\d)"
    r"(?:[A-Z]{2}[A-Z0-9]{5,9}|\d[\d-]{3,15}\d)(?![\w-])",
    re.IGNORECASE,
)
# Called a BSN: also with a slip in it, which fails the test of one.
_CALLED_BSN = re.compile(
    r"\b(?:b\.?s\.?n|sofi|burger\s?service)[\s.-]{0,2}(?:nummer|nr)?[\s.:=]{1,4}(?:is\s)?"
    r"\d(?:[ ./-]?\d){7,8}(?!\d)",
    re.IGNORECASE,
)
_PLATE = re.compile(
    r"\bkenteken\b[^\n\d:.;,]{0,30}[\s:]{1,3}(?=[A-Z0-9-]{0,8}\d)[A-Z0-9]{1,3}-[A-Z0-9]{1,3}-[A-Z0-9]{1,3}\b",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    r"\b(?:instagram|insta|snapchat|snap|tiktok|twitter|telegram|discord)[\s:]{1,3}@[\w.]{2,30}"
    r"|\b(?:facebook|fb)\.com/[a-z]{2,20}\.[a-z]{2,20}|\blinkedin\.com/in/[\w-]{2,40}"
    r"|\bwa\.me/\d{6,15}",
    re.IGNORECASE,
)


def has_name(plain: str) -> bool:
    """Whether somebody seems to be called by name."""
    plain = _SHORTENED.sub(r"\1. ", plain)
    return (
        any(_CAPITAL.search(hit.group()) for hit in _HONORIFIC.finditer(plain))
        or _SURNAME.search(plain) is not None
        or _WITH_PARTICLE.search(plain) is not None
        or _JOINED.search(plain) is not None
        or _BORN.search(plain) is not None
        or any(_is_called(hit) for hit in _CALLED.finditer(plain))
        or any(_is_somebody(hit) for hit in _FULL.finditer(plain))
        or any(
            _is_first_name(hit[1]) and _STREET_BEHIND.match(plain, hit.end()) is None
            for pattern in (_SOMEBODYS, _AND_HIS)
            for hit in pattern.finditer(plain)
        )
    )


def has_details(plain: str) -> bool:
    """Whether it holds what only one person has: a day of birth, a document, an account."""
    patterns = (_BIRTHDAY, _DOCUMENT, _CALLED_BSN, _PLATE, _ACCOUNT)
    return any(pattern.search(plain) is not None for pattern in patterns)


def _is_called(hit: re.Match[str]) -> bool:
    name = hit[1] or hit[2]
    before = hit.string[max(0, hit.start() - 60) : hit.start()]
    return _is_first_name(name) or (hit[1] is not None and _A_THING.search(before) is None)


def _is_somebody(hit: re.Match[str]) -> bool:
    return (
        _is_first_name(hit[1])
        and _NAMED_AFTER.search(hit[2]) is None
        and _THING_BEHIND.match(hit.string, hit.end()) is None
        # Both words are first names of a saint, a king or a school as often as of a person.
        and hit.string[max(0, hit.start() - 7) : hit.start()].strip().lower()
        not in ("prins", "koning", "sint", "st.", "prinses")
    )


def _is_first_name(word: str) -> bool:
    return word.lower() in _first_names()


@cache
def _first_names() -> frozenset[str]:
    path = Path(__file__).parent / "data" / "first_names.txt"
    return frozenset(path.read_text(encoding="utf-8").split())
