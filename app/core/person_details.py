"""What in a text only one person has: a day of birth, a number of a document, an account.

Texts come in as `characters.folded`; every pattern has bounded repeats.
"""

import re

_MONTH = r"(?:jan|feb|mrt|maart|apr|mei|jun|jul|aug|sep|okt|nov|dec)[a-z]{0,7}\.?"
_ONES = r"(?:een|twee|drie|vier|vijf|zes|zeven|acht|negen)"
_DAY_WORD = (
    rf"(?:{_ONES}|tien|elf|twaalf|(?:der|veer|vijf|zes|zeven|acht|negen)tien"
    rf"|{_ONES}?(?:en)?(?:twin|der)tig"
    r"|eerste|(?:twee|vier|vijf|zes|zeven|negen|tien|elf|twaalf)de|derde|achtste|[a-z]{2,14}tiende"
    r"|[a-z]{0,12}(?:twin|der)tigste)"
)
_DAY = (
    rf"(?:\d{{1,2}}(?:e|de|ste)?\s?[-./ ]\s?(?:\d{{1,2}}|{_MONTH})\s?[-./ ]\s?(?:19|20|')?\d\d"
    r"|(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2})(?!\d)"
)
# "010250", "01021950", "19500201".
_DIGITS = (
    r"(?:(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)?\d\d"
    r"|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?!\d)"
)
_SOME_DAY = (
    rf"(?:{_DAY}|(?:\d{{1,2}}(?:e|de|ste)?|{_DAY_WORD})\s{{1,2}}(?:van\s)?{_MONTH}"
    r"|(?:19|20)\d\d(?!\d)|(?:0?[1-9]|[12]\d|3[01])[-/](?:0?[1-9]|1[0-2])(?![\d:/-]))"
)
_WEEKDAY = r"(?:maan|dins|woens|donder|vrij|zater|zon)dag"
# Somebody of whom it can be said, not a thing.
_ONE = (
    r"(?:hij|zij|ze|man|vrouw|mevrouw|mevr\.?|mw\.?|meneer|dhr\.?|moeder|vader|oma|opa|tante|oom|heer"
    r"|dame|client(?:e)?|bewoner|bewoonster|patient|buurman|buurvrouw|weduwe|weduwnaar|jongen|meisje"
    r"|dochter|zoon|ma|pa|mijn\s(?:man|vrouw|moeder|vader|zus|broer))"
)
_WHEN = (
    rf"(?:(?:op\s)?{_SOME_DAY}|(?:over)?morgen|vandaag|binnenkort|straks|(?:(?:volgende|deze|komende)\s"
    rf"(?:week|maand|{_WEEKDAY})|dit\sjaar|volgend\sjaar|{_WEEKDAY}|in\s{_MONTH}))"
)
_SOMEBODY = re.compile(rf"\b{_ONE}\b", re.IGNORECASE)
# How old somebody becomes, and nothing that is measured.
_YEARS = (
    r"(?:\d{1,3}(?!\d)|[a-z]{0,12}(?:tig|tachtig)|honderd)"
    r"(?=\s(?:jaar|jr)\b|\s{0,2}(?:$|[.,;:!?)\n])|\s(?:en|maar|dus|hoera)\b)"
)
_BIRTH = (
    r"(?:geboren|geb|geboortedatum|geboortedag|geboortejaar|gebdat(?:um)?"
    r"|geb\.?\s?dat(?:um)?|gebjaar|dob|date of birth)"
)
_BIRTHDAY = re.compile(
    rf"\b{_BIRTH}\b\.?[\s:]{{0,3}}(?:(?:te|in)\s(?:\d{{4}}|[a-z'-]{{2,25}})\s){{0,2}}"
    rf"(?:op|is|was)?\s{{0,2}}(?:{_DAY}|{_DIGITS}|(?:\d{{1,2}}|{_DAY_WORD})\s{{1,2}}{_MONTH}\b)"
    rf"|(?:{_DAY}|(?<!\d){_DIGITS})\s{{1,2}}(?:geboren\b|(?:is|was)\s(?:haar|zijn|de)\sgeboorte)|\b(?:geb(?:\.|jaar)?|geboortejaar"
    rf"|\*)\s{{0,2}}:?\s?(?:in\s)?(?:19|20)\d\d(?!\d)"
    r"|\bgeboren\sin\shet\sjaar\s19\d\d|\b(?:werd|is|was)\s(?:in|op)\s19\d\d\sgeboren"
    # Of one person; children are born in a year as well.
    rf"|\b{_ONE}"
    r"\s{1,2}(?:is\s|komt\s|werd\s|was\s|,\s?){0,2}(?:nog\s)?(?:geboren|van|uit|\()\s{0,2}"
    rf"(?:in\s|het\sjaar\s|bouwjaar\s|(?:\d{{1,2}}\s)?{_MONTH}\s)?(?:19\d\d|200\d|'\s?[2-9]\d)"
    r"(?!\d|\s?-|er)|\b(?:is|was)\sgeboren\s{0,2}(?:in\s)?(?:19\d\d|200\d)(?!\d|\s?-)"
    # "Geb. '48", "geboortejaar '51"; of children a year says nothing of one.
    r"|\b(?:geb(?:oren)?\.?(?:\s?jr)?\.?|geboortej(?:aa)?r)[\s:]{1,3}(?:in\s|anno\s)?(?:in\sde\s)?(?:(?:winter|zomer|herfst|lente|voorjaar|najaar)\s(?:van\s)?)?(?:'\s?[2-9]\d|19\d\d"
    r"|(?<=in\s)[2-9]\d)(?!\d)|\b(?:is|was|werd)\s(?:(?:in|op)\s'?(?:19)?|19)\d\d\sgeboren\b|\u00b0\s?19\d\d(?!\d)",
    re.IGNORECASE,
)
# Told apart from what has existed for so long by somebody who has a birthday.
_BIRTHDAYS = re.compile(
    rf"\b(?:verjaart|verjaarde)\s(?:op\s)?{_SOME_DAY}|\bjarig\s(?:op|in|is)\s{_SOME_DAY}"
    rf"|\b(?:(?:haar|zijn|mijn|diens)\s)?verjaardag[\s:,]{{1,3}}"
    rf"(?:is\s|valt\s|op\s|van\s){{0,2}}{_SOME_DAY}"
    rf"|\b{_SOME_DAY}\s(?:is|was)\s{_ONE}\s(?:weer\s|ook\s)?jarig\b"
    rf"|\b{_SOME_DAY}\sjarig\b",
    re.IGNORECASE,
)
_BECOMES = re.compile(
    rf"(?<!bestaat )\b(?:wordt|werd|word)\s(?:(?:op\s)?{_SOME_DAY}\s(?:al\s)?\d{{1,3}}"
    rf"(?!\d|\s?[a-z])|{_ONE}\s(?:op\s{_SOME_DAY}\s|dan\s)?(?:al\s)?{_YEARS})"
    rf"|\b{_ONE}\s(?:wordt|werd|word)\s(?:{_WHEN}\s(?:al\s)?{_YEARS}"
    rf"|(?:al\s)?\d{{1,3}}\s(?:jaar\s)?(?:op|in)\s{_SOME_DAY})",
    re.IGNORECASE,
)
_CELEBRATES = re.compile(
    rf"\b(?:{_ONE}\s(?:viert|vierde)|(?:viert|vierde)\s{_ONE})\s(?:(?:op\s)?{_WHEN}\s)?"
    r"(?:haar|zijn|d'r|z'n)\s(?:\d{1,3}(?:e|de|ste)|[a-z]{3,25}(?:ste|de))"
    r"(?=\sverjaar|\s{0,2}(?:$|[.,;!?)]))",
    re.IGNORECASE,
)
_BUILT = re.compile(
    r"\bbouwjaar\s{1,2}(?:19|20)\d\d\b[^\n]{0,30}\b(?:mevrouw|meneer|hij|zij|ze|oma|opa|man"
    r"|vrouw)\b"
    r"|\b(?:bouwjaar|lichting)\s{1,2}(?:19)?'?[2-5]\d(?!\d)(?=\s{0,2}(?:$|[,;!?)]))"
    r"|\b(?:mevrouw|meneer|hij|zij|ze|oma|opa|man|vrouw|dame"
    r"|heer)\b[^\n.\d]{0,30}\b(?:bouwjaar|lichting)\s{1,2}(?:19|')\d\d",
    re.IGNORECASE,
)
# A club and a bridge have a birthday as well, and so has what was built.
_SHARED = (_BIRTHDAYS, _BECOMES, _BUILT)
_OF_A_THING = re.compile(
    r"(?:vereniging|club|stichting|school|kerk|koor|huis|gebouw|bond|centrum|winkel|markt|fonds|bank"
    r"|groep|team|bedrijf|museum|fanfare|theater|gemeente|organisatie|krant|woning(?:en)?|flats?|bus"
    r"|busje|auto|lift|wagen|brug|molen|zaal|boot|schip|dorp|wijk|straat|aggregaat|pomp|ketel|dak)"
    r"\b[^.!?\n]{0,40}$",
    re.IGNORECASE,
)
# A day so long ago is seldom anything but one of birth.
_LONG_AGO = re.compile(
    rf"(?<![\d./-])(?:(?:0?[1-9]|[12]\d|3[01])([-./])(?:0?[1-9]|1[0-2])\1(?:19[1-9]\d|200\d"
    rf"|'?[3-9]\d)"
    r"|19[1-9]\d-(?:0[1-9]|1[0-2])-[0-3]\d)(?![\d./-])"
    rf"|(?<!sinds )(?<!wet van )(?<!vanaf )(?<![\d.,])(?:[12]?\d|3[01])\s{{1,2}}{_MONTH}"
    r"\s{1,2}(?:19[1-3]\d|194[6-9]|19[6-9]\d|195[4-9]|195[0-2])(?!\d)",
    re.IGNORECASE,
)
_NUMBERED = (
    r"(?:client|klant|\w{0,10}polis|patienten|dossier|polis|patient|verzekerden?|zorg|lid|leden"
    r"|personeels"
    r"|werknemers?|student(?:en)?"
    r"|leerling(?:en)?|document|burger|cursisten|relatie|pas|kaart|vreemdelingen|bewoners"
    r"|huurders|uwv|coa|ind"
    r"|big|agb|inschrijf|rijbewijs|paspoort|verz\.?|verzekerings?)"
)
_DOCUMENT = re.compile(
    r"\b(?:paspoort|rijbewijs|id-?kaart|vreemdelingenkaart|verblijfspas|identiteits(?:kaart"
    r"|bewijs)|verblijfs(?:document"
    r"|vergunning)|v-?nummer"
    rf"|{_NUMBERED}-?(?:nummer|nr|no|id|code)?|digid|ov-?chipkaart)\.?[\s:#=]{{1,3}}"
    r"(?:(?:nummer|nr\.?|is|van\s(?:mevrouw|meneer|hem|haar|de\sclient)|code)[\s:]{1,3}){0,2}"
    r"(?=[A-Z0-9./-]{0,11}\d)(?:[A-Z]{1,4}-?[A-Z0-9]{4,12}|\d[\d.-]{3,17}\d"
    r"|\d{2,4}(?:\s\d{3,4}){1,3})(?![\w-])"
    # Whose number it is stands in between: "polisnummer Menzis 0012345".
    r"|\b(?:polis|verzekerden|verzekerings?|klant|client|patient)-?(?:nummer"
    r"|nr\.?)\s(?:[a-z]{2,15}\s){1,2}\d{5,12}\b"
    r"|\b(?:lid|patient|client|verzekerde|leerling|cursist)\s\d{3,10}\s(?:van|bij|op)\b"
    r"|\b(?:zaak|dossier)(?:nummer|nr\.?)?[\s:]{1,3}[A-Z0-9./-]{0,6}\d{3,10}\s(?:van|bij)\s"
    r"(?:de\sclient|mevrouw|meneer|haar|hem|de\sbewon)"
    r"|\b(?:zaak|procedure)(?:nummer|nr\.?)?[\s:]{1,3}[A-Z]{1,3}/\d\d/[\d/]{3,9}"
    r"|\b(?:zaak|dossier)(?:nummer|nr\.?)?[\s:]{1,3}(?:19"
    r"|20)\d\d[/-]\d{3,7}\b[^\n]{0,30}\b(?:moeder|vader"
    r"|vrouw|man|kind|kinderen|jongen|meisje|gezin|mevrouw|meneer|client|bewoner|hij|zij"
    r"|echtscheiding)\b"
    r"|\b(?:pincode|wachtwoord|toegangscode|codeslot|sleutelkluis(?:je)?"
    r"|inlogcode)[\s:]{1,3}(?:is\s|code\s)?"
    r"(?=\S{0,12}\d)[\w!@#$-]{4,20}",
    re.IGNORECASE,
)
# Called a BSN: also with a slip in it, which fails the test of one.
_CALLED_BSN = re.compile(
    r"\b(?:b\.?s\.?n|sofi|burger\s?service)[\s.-]{0,2}(?:nummer|nr)?[\s.:=]{1,4}(?:is\s)?"
    r"[\dOoIlSB](?:(?:[ ./-]|\s(?:dan|en|daarna)\s(?:dan\s)?)?[\dOoIlSB]){7,8}(?!\d)",
    re.IGNORECASE,
)
_PLATE = re.compile(
    r"\b(?:kenteken|nummerbord|nummerplaat"
    r"|plaat)\b[^\n\d:.;,]{0,30}[\s:]{1,3}(?=[A-Z0-9 -]{0,8}\d)"
    r"(?:[A-Z0-9]{1,3}[- ][A-Z0-9]{1,3}[- ][A-Z0-9]{1,3}|[A-Z]{1,3}\d{1,3}[A-Z]{1,3}"
    r"|\d{1,3}[A-Z]{2,3}\d{1,3})\b"
    r"|\b(?:auto|busje|bestelbus|scooter|brommer|wagen|motor|voertuig)\s{1,2}(?:met\s)?"
    r"(?:\d{1,3} [A-Z]{2,3} \d{1,3}|[A-Z]{1,3} \d{2,3} [A-Z]{1,3}"
    r"|[A-Z]{2} [A-Z]{2} \d\d"
    r"|\d\d \d\d [A-Z]{2}|\d\d [A-Z]{2} [A-Z]{2}|[A-Z]{2} \d\d \d\d)\b"
    r"|\b(?=[A-Z0-9]{6}\s)[A-Z0-9]{6}\s(?:is\s)?(?:haar|zijn|het|de)?\s?kenteken\b"
    r"|(?-i:(?<![\w-])(?:\d\d[A-Z]{3}\d|\d[A-Z]{3}\d\d|[A-Z]{2}\d{3}[A-Z]|[A-Z]\d{3}[A-Z]{2}"
    r"|\d\d[A-Z]{2}\d\d"
    r"|\d[A-Z]{2}\d{3})(?![\w-]))"
    # The series of the register, which no room and no plan has.
    r"|(?-i:(?<![\w-])(?=[A-Z0-9-]{8}(?![\w-]))(?:[A-Z]{2}-\d\d-[A-Z]{2}|[A-Z]{2}-[A-Z]{2}-\d\d"
    r"|\d\d-[A-Z]{2}-[A-Z]{2}|\d\d-[A-Z]{2}-\d\d|[A-Z]{2}-\d\d-\d\d|\d\d-\d\d-[A-Z]{2}"
    r"|\d\d-[A-Z]{3}-\d"
    r"|\d-[A-Z]{3}-\d\d|[A-Z]{2}-\d{3}-[A-Z]|[A-Z]-\d{3}-[A-Z]{2}|[A-Z]{3}-\d\d-[A-Z]"
    r"|\d-[A-Z]{2}-\d{3}"
    r"|[A-Z]-\d\d-[A-Z]{3}|\d{3}-[A-Z]{2}-\d))",
    re.IGNORECASE,
)
_SPOT = re.compile(
    r"(?<![\d.])5[0-3][.,]\d{3,8}\s?(?:\u00b0\s?)?n?[,;/ ]{1,3}[3-7][.,]\d{3,8}(?!\d)"
    r"|///[a-z]{2,20}\.[a-z]{2,20}\.[a-z]{2,20}"
    r"|(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])",
    re.IGNORECASE,
)
_NETWORK = (
    r"(?:instagram|insta|ig|snapchat|snap|tik\s?tok|twitter|telegram|signal|discord|facebook"
    r"|fb|messenger"
    r"|linkedin|youtube|twitch|skype|whatsapp|threads|bluesky|mastodon|roblox|fortnite"
    r"|minecraft|wechat"
    r"|viber|steam|psn|xbox|reddit|vinted|marktplaats)"
)
_HANDLE = r"(?:\w{2,20}#\d{4}|@?(?=[\w.]{0,24}[\d_.]\w)[a-z][\w.]{2,24}\w)"
_ACCOUNT = re.compile(
    # A team and a village have one as well.
    r"(?<![\w.@/])@(?![\w.]{0,20}(?:team|wijk|buurt|dorp|stichting|gemeente|voedselbank"
    r"|school|vereniging|bieb|centrum|club))[a-z][\w.]{2,30}"
    rf"|\b{_NETWORK}(?:[\s-]?(?:id|naam|account|profiel|tag))?[\s:=-]{{1,3}}"
    rf"(?:(?:is|als|onder|heet|account|naam|van|de|id)\s{{1,2}}){{0,2}}:?\s?{_HANDLE}(?!\w)"
    rf"|\b{_NETWORK}\s?:\s?(?-i:[a-z][\w.]{{3,25}})(?=$|[\s,;.!)](?!\s?[a-z]))"
    rf"|(?<![\w.@/]){_HANDLE}\s(?:op|via|bij)\s(?:de\s|mijn\s)?{_NETWORK}\b"
    r"|\b(?:gamer\s?tag|gebruikersnaam|username|inlognaam|nickname|psn-?id|steam[\s-]?id"
    r"|profielnaam|login)"
    r"[\s:=]{1,3}(?:is\s)?[a-z][\w.-]{2,25}"
    r"|\b(?:facebook|fb)\.com/(?:[a-z]{2,20}\.[a-z]{2,20}|profile\.php|people/|[a-z.]{2,30}\d)"
    r"|\blinkedin\.com/in/[\w-]{2,40}|\b(?:instagram|tiktok|twitter|threads|twitch|snapchat"
    r"|reddit|vinted)"
    r"\.(?:com|net|tv|nl)/@?[\w./]{2,40}|(?<![\w.])x\.com/\w{2,20}|\b(?:youtube\.com/@"
    r"|steamcommunity\.com/)[\w/]{2,40}"
    r"|\b(?:wa|t|paypal|m|signal)\.me/[\w+#/]{3,40}",
    re.IGNORECASE,
)
# Words without which a pattern finds nothing: looking for them costs next to nothing.
_NETWORKS = (
    "snap", "insta", "ig:", "ig ", "tik", "facebook", "fb", "twitter", "telegram", "signal",
    "discord", "messenger", "linkedin", "youtube", "twitch", "skype", "whatsapp", "threads",
    "bluesky", "mastodon", "roblox", "fortnite", "minecraft", "wechat", "viber", "steam",
    "psn", "xbox", "reddit", "vinted", "marktplaats", "gamer", "gebruikersnaam", "username",
    "inlognaam", "nickname", "profielnaam", "login", ".me/", "x.com/", "@",
)  # fmt: skip
_WITH_DIGITS = (
    (_LONG_AGO, ()),
    (_SPOT, ()),
    (_PLATE, ()),
    (_CALLED_BSN, ("s.n", "bsn", "sn", "sofi", "service")),
    (_DOCUMENT, ()),
)
_ALWAYS = (
    (_BIRTHDAY, ("geb", "19", "200", "*", "dob", "birth", " '", "\u00b0")),
    (_BIRTHDAYS, ("jarig", "verjaar")),
    (_BECOMES, ("wordt", "werd", "word ")),
    (_CELEBRATES, ("viert", "vierde")),
    (_BUILT, ("bouwjaar", "lichting")),
    (_ACCOUNT, _NETWORKS),
    (_SPOT, ("///",)),
)


_DIGIT = re.compile(r"\d")


def details_in(plain: str) -> str:
    """What only one person has: a day of birth, a document, an account; nothing without."""
    low = plain.lower()
    has_digits = _DIGIT.search(plain) is not None
    for pattern, needed in _ALWAYS + (_WITH_DIGITS if has_digits else ()):
        if needed and not any(word in low for word in needed):
            continue
        hit = pattern.search(plain)
        if hit and (pattern not in _SHARED or not _is_of_a_thing(hit)):
            return hit.group()
    return ""


def _is_of_a_thing(hit: re.Match[str]) -> bool:
    """Whether it is said of a club or a house in the same sentence, and of nobody."""
    before = hit.string[max(0, hit.start() - 80) : hit.start()]
    return _SOMEBODY.search(hit.group()) is None and _OF_A_THING.search(before) is not None
