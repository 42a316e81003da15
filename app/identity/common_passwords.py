"""The common password: one that anybody tries first, Dutch or English.

With a year behind it, or letters drawn as digits, it is the same one.
"""

import re
from collections.abc import Iterable

_MONTHS = (
    "januari februari maart april mei juni juli augustus september oktober november december "
    "january february march may june july august october"
)
_TIMES = (
    "lente zomer herfst winter voorjaar najaar spring summer autumn maandag dinsdag woensdag "
    "donderdag vrijdag zaterdag zondag monday tuesday wednesday thursday friday saturday sunday "
    "vandaag morgen vakantie kerst kerstmis pasen sinterklaas koningsdag christmas holiday"
)
_DOORS = (
    "wachtwoord paswoord welkom geheim toegang inloggen aanmelden sleutel sesamopenu sesam "
    "password passwort passw0rd pass welcome secret letmein login logon signin changeme default "
    "access openup master temp tijdelijk nieuw beheer beheerder gebruiker account admin "
    "administrator root user guest gast test tester testen demo proef computer laptop internet "
    "server system systeem office windows microsoft google facebook"
)
_WORK = (
    "gemeente provincie veiligheidsregio brandweer politie ambulance crisis coordinator "
    "vrijwilliger stichting vereniging organisatie nederland holland netherlands dutch oranje "
    "amsterdam rotterdam utrecht denhaag eindhoven groningen tilburg almere breda nijmegen "
    "arnhem haarlem enschede apeldoorn maastricht leeuwarden zwolle assen"
)
_LOVED = (
    "iloveyou ikhouvanjou ikhouvanje love liefde schatje lieverd liefje knuffel hallo hello "
    "princess prinses sunshine zonnetje monkey aapje dragon draak football voetbal soccer baseball "
    "superman batman spiderman pokemon starwars shadow flower bloem bloemetje cookie chocolate "
    "chocola freedom whatever trustno michael jennifer jordan charlie ashley thomas daniel "
    "ajax feyenoord psv heerenveen mijn mijnnaam abc"
)
_KEYS = (
    "qwertyuiop qwertyui qwerty qwert qwer azertyuiop azerty azer asdfghjkl asdfgh asdfg asdf "
    "zxcvbnm zxcvbn zxcv wxcvbn poiuytrewq qazwsxedc qazwsx wsxedc qaz wsx edc zaq xsw "
    "1q2w3e4r5t6y 1q2w3e4r5t 1q2w3e4r q1w2e3r4t5 q1w2e3r4 1qaz2wsx3edc 1qaz2wsx 112233445566 "
    "112233 147258369 159753"
)
_COMMON = frozenset(" ".join((_MONTHS, _TIMES, _DOORS, _WORK, _LOVED, _KEYS)).split())
# How people draw a letter that they were told not to use.
_DRAWN = str.maketrans("013457@$!€", "oieastasie")
# A year, a day or a number behind it, or before.
_EDGE = r"[\W\d_]{1,10}"
_EDGES = re.compile(rf"^{_EDGE}|{_EDGE}$")
_LETTERS = re.compile(r"[^\W_]+")
# What has to be left besides, in letters and digits, and how many different ones at least.
ENOUGH = 6
DIFFERENT = 5
_RUN = 3


def is_common(password: str, known: Iterable[str]) -> bool:
    """Whether a password says little besides words that everybody tries, and words that are `known`
    of its person.
    """
    typed = password.casefold()
    if len(set(typed)) < DIFFERENT:
        return True
    words = sorted(_COMMON.union(known), key=len, reverse=True)
    core = _EDGES.sub("", typed)
    return any(_is_little(text, words) for text in (typed, core, core.translate(_DRAWN)))


def _is_little(text: str, words: Iterable[str]) -> bool:
    whole = "".join(_LETTERS.findall(text))
    rest = whole
    for word in words:
        # A place is kept between the parts, so that they do not make a new word together.
        rest = rest.replace(word, " ")
    rest = "".join(_without_runs(part) for part in rest.split())
    return rest != whole and len(rest) < ENOUGH


def _without_runs(text: str) -> str:
    """Without what goes up, down or on by one step, as 1234, cba and 000 do."""
    kept = ""
    while text:
        length = max(_run(text, step) for step in (-1, 0, 1))
        if length < _RUN:
            kept, text = kept + text[0], text[1:]
        else:
            text = text[length:]
    return kept


def _run(text: str, step: int) -> int:
    """How many signs from the first one on follow each other by this step."""
    places = [ord(sign) + step * nr for nr, sign in enumerate(text[:1] * len(text))]
    same = (ord(sign) == place for sign, place in zip(text, places, strict=True))
    return next((nr for nr, is_same in enumerate(same) if not is_same), len(text))
