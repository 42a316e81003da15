"""What the form of an offer starts with that is made of a resident's help."""

from typing import Any

from app.language import kinds, meaning, words as language_words
from app.reference.models import Unit
from app.signals.models import Signal
from app.target_groups.models import ALL_RESIDENTS

SURE = 0.5  # as of the title of a need: nine of ten are right then
LONGEST_TITLE = 80


def start_of(signal: Signal) -> dict[str, Any]:
    """Filled in as far as the resident said it."""
    return {
        "title": _title_of(signal.description),
        "support_type": signal.support_type or _kind_of(signal.description),
        "target_groups": [ALL_RESIDENTS],
        "quantity": 1,
        "unit": Unit.HOURS_PER_WEEK.value,
    }


def _title_of(text: str) -> str:
    """The first sentence, or as much of it as a title holds."""
    first = text.split("\n")[0].split(". ")[0].strip()
    if len(first) <= LONGEST_TITLE:
        return first
    return first[:LONGEST_TITLE].rsplit(" ", 1)[0] + " …"


def _kind_of(text: str) -> str | None:
    """The kind of help that the text clearly speaks of."""
    read = language_words.read_words(text)
    shares = kinds.read_kinds(read.all | read.excluded, meaning.encode([text])[0])
    best = int(shares.argmax())
    return kinds.kind_slugs()[best] if shares[best] >= SURE else None
