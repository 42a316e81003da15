"""Names of which one may be another way to write the other, among many at once.

Closer than what a search for one name finds: of thousands of rows each that is asked about costs
somebody a look.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from app.organisations import typed_names

K = TypeVar("K")

# Letters of a name of which one may be wrong.
_SHORTEST = 6


@dataclass
class NearNames(Generic[K]):
    """Names that are there, by what of them tells one from another."""

    _known: dict[str, list[tuple[K, str, frozenset[str]]]] = field(default_factory=dict)

    def add(self, key: K, name: str, home: str | None) -> None:
        """`home`: the municipality where it is at home."""
        said, places = _said(name, home)
        for form in _forms(said):
            self._known.setdefault(form, []).append((key, said, places))

    def find(self, name: str, home: str | None) -> Iterator[K]:
        """What is called nearly so and may be in the same place, what is spelled the same first."""
        said, places = _said(name, home)
        found = {
            key: other == said
            for form in _forms(said)
            for key, other, others in self._known.get(form, ())
            if _may_be_together(places, others) and _digits(said) == _digits(other)
        }
        yield from sorted(found, key=lambda key: not found[key])


def _said(name: str, home: str | None) -> tuple[str, frozenset[str]]:
    """A name without what is written one time and not the other, and where it may be."""
    typed = typed_names.read(name)
    places = typed.places or ((home,) if home is not None else ())
    return "".join(typed.rest or typed.words), frozenset(places)


def _forms(said: str) -> Iterable[str]:
    """The letters as they are, and with one left out: of two names with one slip between them, one
    of these is the same.
    """
    yield said
    if len(said) >= _SHORTEST:
        yield from {said[:at] + said[at + 1 :] for at in range(len(said))}


def _may_be_together(places: frozenset[str], others: frozenset[str]) -> bool:
    return not places or not others or not places.isdisjoint(others)


def _digits(said: str) -> str:
    """ "Post 1" and "Post 2" are two."""
    return "".join(letter for letter in said if letter.isdigit())
