"""Search in Dutch: the same words and stems on both sides."""

import re
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import REGCONFIG
from sqlalchemy.orm import Mapped

LANGUAGE = "dutch"
MAX_WORDS = 12
_LONG_VOWEL = re.compile(r"(aa|ee|oo|uu)", re.IGNORECASE)
_DOUBLED = re.compile(r"^(\w+)([bcdfgklmnprst])\2(?:en|ers?)$", re.IGNORECASE)

# What a row is found by. Title weighs most; `search_words` holds labels and synonyms of the codes
# in the row, `parts` the parts of compounds in its text.
SEARCH_VECTOR = sa.Computed(
    f"setweight(to_tsvector('{LANGUAGE}', title), 'A') || "
    f"setweight(to_tsvector('{LANGUAGE}', description), 'B') || "
    f"setweight(to_tsvector('{LANGUAGE}', search_words), 'C') || "
    f"setweight(to_tsvector('{LANGUAGE}', parts), 'D')",
    persisted=True,
)

# Columns that follow from what somebody typed: no news for the trail.
DERIVED = frozenset({"search_words", "parts"})


def join_words(parts: Iterable[str | None]) -> str:
    """Labels and synonyms as one text for `search_words`, each once."""
    return " ".join(dict.fromkeys(part for part in parts if part))


def matches(vector: Mapped[Any], typed: str) -> sa.ColumnElement[bool] | None:
    """Rows that hold every typed word, by stem or as its beginning. None when nothing searchable
    was typed.
    """
    words = re.findall(r"\w+", typed)[:MAX_WORDS]
    if not words:
        return None
    query: Any = sa.func.to_tsquery(
        _dutch(), " & ".join(_alternatives(w) for w in words if not _LONG_VOWEL.search(w))
    )
    for word in words:
        if _LONG_VOWEL.search(word):
            query = query.op("&&")(_as_typed_too(word))
    return vector.op("@@", is_comparison=True)(query)


def _dutch() -> Any:
    return sa.cast(LANGUAGE, REGCONFIG)


def _as_typed_too(word: str) -> Any:
    """ "taal" is stemmed to "tal", which begins no compound: the beginning as typed is asked for as
    well.

    Not for a stop word: that stands in no vector, so nothing may ask for it.
    """
    stemmed = sa.func.to_tsquery(_dutch(), _alternatives(word))
    typed = stemmed.op("||")(sa.func.to_tsquery(sa.cast("simple", REGCONFIG), f"{word}:*"))
    return sa.case((sa.func.numnode(stemmed) > 0, typed), else_=stemmed)


def _alternatives(word: str) -> str:
    """A typed word as part of a tsquery.

    The prefix mark makes "boodschap" find "boodschappenhulp": the dutch configuration does not
    split compounds. Its stemmer keeps the doubled consonant of a plural ("boodschapp", "gezinn",
    "ritt" is an exception), so the singular is asked for as well.
    """
    forms = dict.fromkeys([word, _DOUBLED.sub(r"\1\2", word)])
    return "(" + " | ".join(f"{form}:*" for form in forms) + ")"
