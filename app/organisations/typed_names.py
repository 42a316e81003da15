"""The name of an organisation as somebody types it: what of it tells this one from others."""

import re
from dataclasses import dataclass

from app.reference import place_names

# What is written before a name or behind it, or left out, and says nothing of which one it is.
_FORMS = frozenset(
    {"stichting", "st", "stg", "vereniging", "ver", "cooperatie", "coop", "bv", "nv", "vof", "ua"}
    | {"anbi", "afdeling", "afd", "de", "het", "een", "t", "s"}
)
_AROUND = re.compile(r"\b(e\.? ?o\b\.?|en omgeving|en omstreken|i\.?o\.?$)")


@dataclass(frozen=True)
class TypedName:
    """`words` tell which one it is; `rest` is that without the municipality that it names, of which
    `places` holds what it may be now.
    """

    words: tuple[str, ...]
    rest: tuple[str, ...]
    places: tuple[str, ...]


def read(typed: str) -> TypedName:
    """What was typed, without what people write one time and not the other."""
    said = place_names.words_of(_AROUND.sub(" ", typed.casefold()))
    named, places = place_names.find_places(said)
    words = tuple(said[i] for i in range(len(said)) if i in named or said[i] not in _FORMS)
    rest = tuple(said[i] for i in range(len(said)) if i not in named and said[i] not in _FORMS)
    return TypedName(words or tuple(said), rest, places)
