"""Needs and offers as plain facts, for tests of the pure scoring."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from app.language.kinds import read_kinds
from app.language.meaning import encode
from app.language.texts import marked
from app.language.words import read_words
from app.reference.models import Unit
from app.scoring.facts import Facts

NEED = Facts(
    id="need",
    organisation_id="gemeente",
    support_type="groceries_meals",
    groups=("older_people",),
    municipalities=("GM1979",),
    left=40,
    unit=Unit.PEOPLE,
    start=date(2026, 12, 1),
    end=date(2027, 2, 28),
)
OFFER = replace(
    NEED, id="offer", organisation_id="initiatief", groups=("older_people", "lonely_people")
)


def reading(facts: Facts, text: str, **changes: Any) -> Facts:
    """Facts with what a text says."""
    words, meaning = read_words(text), encode([text])[0]
    kinds = read_kinds(words.all | words.excluded, meaning)
    said, excluded = marked(text, words)
    return replace(facts, words=said, excluded=excluded, kinds=kinds, meaning=meaning, **changes)
