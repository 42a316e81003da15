"""What rows are found by, beside their texts."""

from collections.abc import Iterable

# Columns that follow from what somebody typed: no news for the trail.
DERIVED = frozenset({"search_words", "found_by"})


def join_words(parts: Iterable[str | None]) -> str:
    """Labels and synonyms as one text for `search_words`, each once."""
    return " ".join(dict.fromkeys(part for part in parts if part))
