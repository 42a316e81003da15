"""What the words behind a number say of it: that something was counted ("40 bewoners", "6 weken",
"4 oude bomen"), or that it was the number of a house ("12 brengen", "12 elke dinsdag").

Whatever is not a measure or a plural is no count. Plurals in -en look like infinitives, so these
are told apart by the lists of `data/number_words.txt`.
"""

import re
from functools import cache
from pathlib import Path

_WORD = r"[a-z][a-z'/-]{0,40}[23]?(?!\w)"
_BEHIND = re.compile(
    rf"\s{{1,3}}(?P<word>{_WORD})(?:\s{{1,2}}(?P<next>{_WORD}))?(?:\s{{1,2}}(?P<third>{_WORD}))?",
    re.IGNORECASE,
)
# "10 tot 12 uur", "3 en 4 oktober"; then "2 hoog", "81 jaar" behind the number of a house.
_ANOTHER = re.compile(r"\s{1,2}(?:(en|of|a|tot|t/m|tm)\s{1,2})\d{1,4}(?!\d)", re.IGNORECASE)
MOST_OTHERS = 3
_UP_TO = frozenset({"tot", "t/m", "tm"})
_INSIDE = re.compile(
    r"\s{1,2}\d{1,3}(?:e|de|ste)?\s?-?\s?(?:hoog|verdieping|etage|deur|bel|jr|jaar)\b",
    re.IGNORECASE,
)
# A sign that no number is followed by when something is counted or measured.
_SIGN = re.compile(r"\s{0,2}[^\w\s%$+.,:/\u20ac\u00a3\u00b0\u00d7'-]")
_AMOUNT = re.compile(
    r"\s{1,3}(?:man\s(?:nodig|extra|sterk|erbij|gezocht|per|vrij|voor)|of\s(?:meer|minder|langer)"
    r"|tot\sen\smet)\b",
    re.IGNORECASE,
)
# Separable verbs: "langsbrengen", "schoonhouden".
_APART = re.compile(
    r"(?:aan|achter|af|bij|binnen|boven|dicht|door|heen|herom|in|klaar|langs|leeg|los|mee|na|naar"
    r"|neer|om|onder|op|open|over|rond|samen|schoon|tegemoet|terug|thuis|toe|uit|vast|vol|voor"
    r"|voorbij|weg|ver|be|ont|her)(?P<verb>[a-z]{3,40})"
)
_MANY = re.compile(
    r"[a-z'/-]{2,40}[a-z]en|[a-z'/-]{3,40}(?<!loo)(?<!lijk)(?<!daag)(?<!waart)(?<!ling)(?<![ijo])"
    r"(?<![^a]a)(?<!aa)(?<![^a]u)s"
)


@cache
def words(kind: str) -> frozenset[str]:
    """The words of one kind."""
    path = Path(__file__).parent / "data" / "number_words.txt"
    kinds: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kinds[line.strip("[]")] = found = []
        else:
            found.extend(line.split())
    return frozenset(kinds[kind])


def is_measured(text: str, end: int) -> bool:
    """Whether a measure, a month or an amount of people stands behind a number."""
    if _AMOUNT.match(text, end):
        return True
    behind = _BEHIND.match(text, end)
    return behind is not None and behind.group("word").lower() in words("measures")


def is_house_number(text: str, start: int, end: int) -> bool:
    """Whether words stand behind a number in a folded text that nobody counts with."""
    if _INSIDE.match(text, end) or _SIGN.match(text, end):
        return True
    for _other in range(MOST_OTHERS):
        if not (another := _ANOTHER.match(text, end)):
            break
        if another.group(1).lower() in _UP_TO:
            return False
        start, end = another.end() - 1, another.end()
    behind = _BEHIND.match(text, end)
    if behind is None or (text[end - 2 : end - 1].isdigit() and text[end - 1] in "eE"):
        return False  # "2e fase"
    low = [each.lower() for each in behind.groups(default="")]
    if is_measured(text, end) or (low[0] in words("one") and text[start:end] == "1"):
        return False
    noun = next((word for word in low if not _is_kind(word)), "")
    return not _is_many(noun)


def _is_many(word: str) -> bool:
    """Whether it is a noun in the plural."""
    if word in words("ends") or not _MANY.fullmatch(word) or word in words("verbs"):
        return False
    apart = _APART.fullmatch(word)
    return apart is None or apart.group("verb") not in words("verbs")


def _is_kind(word: str) -> bool:
    """Whether it may say of what kind the counted things are: "oude bomen", "extra bedden"."""
    if word in ("extra", "gratis"):
        return True
    return len(word) > 3 and word.endswith("e") and word not in words("ends")
