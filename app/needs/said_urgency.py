"""The urgency that a sentence says."""

import re
from dataclasses import dataclass

from app.needs.models import Urgency

# In this order: "geen spoed" is none.
_WORDS = (
    (
        Urgency.LOW,
        r"(?:geen|niet zo'?n|zonder) (?:haast|spoed)|niet (?:dringend|acuut|urgent)"
        r"|(?:kan|mag) (?:nog )?wachten",
    ),
    (
        Urgency.ACUTE,
        r"met spoed|spoed(?:eisend|geval)?|acuut|noodgeval|onmiddellijk|nu meteen|vandaag nog"
        r"|vanavond|vannacht",
    ),
    (
        Urgency.HIGH,
        r"(?:heel |zeer )?dringend|zo snel mogelijk|zo spoedig mogelijk|met haast|heeft haast"
        r"|er is haast bij",
    ),
)
_SAID = tuple(
    (urgency, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for urgency, words in _WORDS
)


@dataclass(frozen=True, slots=True)
class SaidUrgency:
    """How soon help must come, and which words of the sentence say it."""

    urgency: Urgency
    start: int
    end: int


def find_urgency(text: str) -> SaidUrgency | None:
    """How urgent a sentence says that it is."""
    for urgency, words in _SAID:
        if hit := words.search(text):
            return SaidUrgency(urgency, hit.start(), hit.end())
    return None
