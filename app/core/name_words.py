"""The words around a name, and names themselves: what somebody is called by, and what is no person.

They stand in `data/name_words.txt` by kind. First names stand in `data/first_names.txt`; one with
`*` is a word or a thing as often as a name, one with `+` only in small letters. Surnames stand in
`data/surnames.txt` without what precedes them.
"""

import re
from functools import cache
from pathlib import Path


def _lines(name: str) -> list[str]:
    path = Path(__file__).parent / "data" / f"{name}.txt"
    return path.read_text(encoding="utf-8").splitlines()


def _kinds() -> dict[str, list[str]]:
    """The lines of `name_words.txt` by the kind above them."""
    kinds: dict[str, list[str]] = {}
    kind = ""
    for line in _lines("name_words"):
        if line.startswith("["):
            kind = line[1:].partition("]")[0]
        elif line:
            kinds.setdefault(kind, []).append(line)
    return kinds


_KINDS = _kinds()


def _words(kind: str) -> frozenset[str]:
    return frozenset(" ".join(_KINDS[kind]).split())


TITLES = _words("titles")
STRONG_TITLES = _words("strong_titles")
PEOPLE = _words("people")
CUES = _words("cues")
DOES = _words("does")
PARTICLES = _words("particles")
FOREIGN = _words("foreign")
STOP = _words("stop")
LETTERED = _words("lettered")
NO_NAMES = _words("no_names")
NO_MAILBOX = _words("no_mailbox")
TRADES = _words("trades")
THINGS = _words("things")
FAMOUS = frozenset(_KINDS["famous"])
# What is called after somebody, by the end of its name.
NAMED_AFTER = re.compile(
    r"(?:straat|laan|weg|plein|pad|kade|singel|hof|park|plantsoen|school|scholen|college|lyceum"
    r"|flat|zaal|buurt|wijk|huis|huizen|kerk|gemeente|centrum|museum|theater|court|stichting|groep"
    r"|fonds|ziekenhuis|kliniek|toren|brug|bos|gebouw|hotel|tuin|winkel|bad|hal|heijn|anders"
    r"|paulowna|vierdaagse|catering|toernooi|club|vereniging|mavo|vmbo|kapel|parochie|moskee|haven"
    r"|sluis|polder|kanaal|molen|hoeve|heem|stee|hiem|str|dijk|steeg|gracht|dreef|markt|hospice"
    r"|instituut|academie|universiteit|bibliotheek|prijs|loop|dag|feest|oven|taal|beton|modaal"
    r"|havelaar|woud|hal|kamp|team|koor|orkest|festival|foundation|comite|akker|veld|spoor"
    r"|hemelvaart|bv|nv|en zonen|zn|kwartier|borg|state|burcht|dorp|zorg)(?:s|en)?$",
    re.IGNORECASE,
)


def first_name(low: str) -> str | None:
    """What a first name is marked with: nothing, `*` or `+`; None when it is none."""
    found = _first_names().get(low)
    if found is None and low.endswith("je") and len(low) > 5 and low not in NO_NAMES:
        small = next(
            (
                low[: -len(end)]
                for end in ("etje", "pje", "tje", "je")
                if low.endswith(end) and _first_names().get(low[: -len(end)]) in ("", "+")
            ),
            None,
        )
        return "+" if small is not None and len(small) > 2 else None
    return found


def is_surname(low: str) -> bool:
    """Whether it is one, each half of "de Boer-Smit" too."""
    return any(part in _surnames() or _ENDS.fullmatch(part) for part in low.split("-"))


def is_listed(low: str) -> bool:
    """Whether it is a surname that is known as one, not by its end."""
    return low in _surnames()


# Frisian, Groninger and patronymic surnames by their end.
_ENDS = re.compile(
    r"[a-z]{2,20}(?:stra|sma|inga|enga|ema|kamp|sen|mans|huis"
    r"|veld|ov|ova|eva|ski|ska|sky|skyy|enko|chuk|czyk|wicz|oglu|zadeh|vic|vich|escu|sson)"
)


@cache
def _first_names() -> dict[str, str]:
    return {line.rstrip("*+"): line[len(line.rstrip("*+")) :] for line in _lines("first_names")}


@cache
def _surnames() -> frozenset[str]:
    return frozenset(_lines("surnames"))


@cache
def places() -> frozenset[str]:
    """Towns and municipalities, in small letters."""
    return frozenset(_lines("places"))
