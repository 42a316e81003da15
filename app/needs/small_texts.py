"""What a text gives away of a group so small that others see neither its place nor its number.

A title is read by everybody, also where the facts beside it are hidden. What it seems to tell is
only asked about: whoever typed it may say that it tells nothing. Every pattern has bounded repeats.
"""

import re
from collections.abc import MutableMapping
from typing import Any

from app.core import characters, name_words
from app.core.i18n import gettext as _, listed
from app.needs import models
from app.reference import place_names

# Numbers below `models.SMALL_GROUP`, and what says one without a number. What is counted may be
# anything, as the number of a small group is the same; but a time, a measure or a sum is no count.
_NUMBER = re.compile(
    r"(?<![\w.,:/+-])(?:0?[1-4]|twee|drie|vier|one|two|three|four)"
    r"(?![\w:/+%]|[.,-]\w)"
    r"(?!\s{1,2}(?:keer|maal|x|uur|uren|minuten|minuut|dag|dagen|nacht|nachten|week|weken|maand"
    r"|maanden|jaar|jaren|kwartier|ochtenden|middagen|avonden|dagdelen|euro|cent|procent|meter|km"
    r"|kilometer|kilo|kg|gram|liter|graden|verdiepingen|trappen|januari|februari|maart|april|mei"
    r"|juni|juli|augustus|september|oktober|november|december|times|hours|days|nights|weeks|months"
    r"|years|evenings|mornings)\b)"
    r"|\b(?:tweetal|drietal|viertal|tweeling|drieling|echtpaar|weduwe|weduwnaar)\b",
    re.IGNORECASE,
)
# Without its accents it is an article.
_ONE = re.compile(
    r"\béén\b(?!\s{1,2}(?:keer|maal|uur|dag|week|maand|jaar|avond|ochtend|middag))", re.I
)
# A number that counts nobody: "groep 3", "fase 2", "covid 1".
_NAMED_BEFORE = re.compile(
    r"\b(?:groep|fase|klas|leerjaar|niveau|ronde|stap|deel|lijn|nr|nummer|code|level|grade|phase"
    r"|versie|blok|type)\s{1,2}$",
    re.IGNORECASE,
)
_WORD = re.compile(r"(?:'s[- ])?[^\W\d_]{1,40}(?:['-][^\W\d_]{1,40}){0,4}")
_IN = frozenset(("in", "te", "uit", "bij", "rond", "nabij", "om", "dorp", "wijk", "buurt", "from"))
# Places that are other words as well: in small letters they are those.
_ALSO_WORDS = re.compile(
    r"(?:aalten|assen|bergen|beek|best|borne|born|boxtel|brielle|buren|doorn|ede|echt"
    r"|eersel|elst|goes|haren|heerde|hoorn|houten|huizen|hulst|laren|leek|leusden|lisse"
    r"|losser|ommen|oss|rheden|roden|roosendaal|scherpenzeel|sluis|soest|son|steen"
    r"|thorn|urk|vaals|velden|velp|venlo|waterland|weert|weesp|wijk|winterswijk|zeist"
    r"|zwijndrecht)"
)
_LONGEST = 4  # words of one name


def told_in(text: str) -> list[str]:
    """The numbers below five and the places in a text, in the words that were typed."""
    plain = characters.folded(text)
    numbers = [
        hit.group()
        for hit in _NUMBER.finditer(plain)
        if _NAMED_BEFORE.search(plain[max(0, hit.start() - 14) : hit.start()]) is None
    ]
    ones = [hit.group() for hit in _ONE.finditer(characters.normal(text))]
    return list(dict.fromkeys([*ones, *numbers, *_places_in(plain)]))


def check_small(
    given: Any,
    group: tuple[int | None, str | None],
    errors: MutableMapping[str, str],
) -> None:
    """Whether the texts of a small group (how many people, and in which municipality) were said to
    tell nobody who it is.
    """
    if given.sure_no_names or not models.is_small_group(*group):
        return
    texts = {_(msgid): getattr(given, name) for name, msgid in given.asks_names.items()}
    told = [f"“{words}” ({name})" for name, text in texts.items() for words in told_in(text)]
    if told:
        asked = _(
            "Of fewer than five people, others do not see where and how many they are. Your text"
            " tells it: %(words)s. Take it out, or tick this box.",
            words=listed(told[:6]),
        )
        before = errors.get("sure_no_names")
        errors["sure_no_names"] = f"{before} {asked}" if before else asked


def _places_in(plain: str) -> list[str]:
    """Every name of a place, and what is written as one behind a word for where."""
    words = list(_WORD.finditer(plain))
    found: list[str] = []
    at = 0
    while at < len(words):
        size = next(
            (n for n in range(min(_LONGEST, len(words) - at), 0, -1) if _is_place(words, at, n)), 0
        )
        if size:
            found.append(plain[words[at].start() : words[at + size - 1].end()])
        at += size or 1
    return found


def _is_place(words: list[re.Match[str]], at: int, size: int) -> bool:
    typed = [word.group() for word in words[at : at + size]]
    low = " ".join(typed).lower()
    if low in name_words.places() or place_names.is_place(low):
        # The first word of a sentence has a capital, whatever it is. Of a village that is called as
        # an article is, nobody can tell.
        is_word = _ALSO_WORDS.fullmatch(low) is not None
        is_named = typed[0][:1].isupper() and not _begins(words, at)
        return low != "een" and (is_named or not is_word)
    behind = words[at - 1].group().lower() if at else ""
    is_behind = size == 1 and behind in _IN and not _begins(words, at)
    return is_behind and typed[0][:1].isupper() and not typed[0].isupper()


def _begins(words: list[re.Match[str]], at: int) -> bool:
    """Whether a sentence begins with this word."""
    between = slice(words[at - 1].end(), words[at].start())
    return at == 0 or any(mark in words[at].string[between] for mark in ".!?:;\n")
