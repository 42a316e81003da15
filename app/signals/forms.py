"""What the form of an offer starts with that is made of a resident's help."""

import re
from typing import Any

from app.language import kinds, meaning, words as language_words
from app.signals.models import Signal
from app.target_groups.models import ALL_RESIDENTS

SURE = 0.5  # as of the title of a need: nine of ten are right then
LONGEST_TITLE = 80
# "Ik kan op maandag koken": what stands behind the verb is what an offer is called.
_CAN = re.compile(
    r"(?:ik|wij|we) (?:kan|kunnen|wil|willen|zou|zouden)"
    r"(?: (?:graag|best|wel|ook|kunnen|willen))* ",
    re.IGNORECASE,
)
_OF_SELF = re.compile(
    r"\b(?:ik|mij|me|mijn|mezelf|wij|we|ons|onze|i|my|me|we|our)\b|\bm['’]n\b", re.IGNORECASE
)


def start_of(signal: Signal) -> dict[str, Any]:
    """Filled in as far as the resident said it. How much it is, and in what it is counted, somebody
    asks them: a number that nobody gave would stand in the offer as if they had.
    """
    return {
        "title": _title_of(signal.description),
        "support_type": signal.support_type or _kind_of(signal.description),
        "target_groups": [ALL_RESIDENTS],
    }


def _title_of(text: str) -> str:
    """The first sentence, or as much of it as a title holds, as an organisation says it: without
    "I can". Nothing where the resident still speaks of themselves in it.
    """
    first = text.split("\n")[0].split(". ")[0].strip().rstrip(".!")
    first = _CAN.sub("", first, count=1) if _CAN.match(first) else first
    if _OF_SELF.search(first):
        return ""
    first = re.sub(r"^(['’]\w )?(\w)", lambda found: (found[1] or "") + found[2].upper(), first)
    if len(first) <= LONGEST_TITLE:
        return first
    return first[:LONGEST_TITLE].rsplit(" ", 1)[0] + " …"


def _kind_of(text: str) -> str | None:
    """The kind of help that the text clearly speaks of."""
    read = language_words.read_words(text)
    shares = kinds.read_kinds(read.all | read.excluded, meaning.encode([text])[0])
    best = int(shares.argmax())
    return kinds.kind_slugs()[best] if shares[best] >= SURE else None
