"""What the scoring asks of a need or an offer, and many of them laid out for one pass. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.kept import kept
from app.language import things
from app.language.kinds import kind_slugs
from app.reference.models import Unit
from app.scoring import arrays

Floats = NDArray[np.float32]
Columns = Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the scoring asks of a need or an offer.

    `municipalities` empty means the whole region, or a place that the reader may not know; `left`
    None that the reader may not know it. `record` and `rest` speak of the organisation with the
    offer, on whichever side it stands.
    """

    id: Any
    organisation_id: Any
    support_type: str
    groups: tuple[str, ...]
    municipalities: tuple[str, ...]
    left: int | None
    unit: Unit
    start: date
    end: date | None
    words: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()
    kinds: Floats | None = None
    meaning: Floats | None = None
    finished: int = 0
    finished_well: int = 0
    # Since the organisation was asked last, for which need that was, and since it was asked for any
    # other: see `days_since_asked`.
    asked_days_ago: float | None = None
    asked_for: Any = None
    asked_else_days_ago: float | None = None
    declines: int = 0


def days_since_asked(need: Facts, offer: Facts) -> float | None:
    """Since the organisation of an offer was asked for something else than this need; None: never.
    What it is asked for here does not speak against itself.
    """
    return offer.asked_else_days_ago if offer.asked_for == need.id else offer.asked_days_ago


class Batch:
    """Many needs or many offers, laid out for one pass. Made once, scored against as often as one
    likes. `columns`: what is said of all of them, by the names of `Facts`, where it is at hand like
    that; the `items` are not asked then.
    """

    def __init__(
        self, items: Sequence[Facts], *, are_needs: bool, columns: Columns | None = None
    ) -> None:
        self.items = items
        self.are_needs = are_needs
        self._columns = columns
        self._was_asked = False

    def column(self, name: str) -> Sequence[Any]:
        """One thing that is said of each of them."""
        if self._columns is not None:
            return self._columns[name]
        return [getattr(facts, name) for facts in self.items]

    def __len__(self) -> int:
        return len(self.items)

    def holders_of(self, words: frozenset[str]) -> dict[str, NDArray[np.int64]]:
        """Which items hold each of the words. The first time only these are looked for: most
        batches are asked once.
        """
        if not self._was_asked:
            self._was_asked = True
            return _places_by_word(words & said for said in self._said)
        return {word: places for word in words if (places := self._holders.get(word)) is not None}

    @kept
    def _holders(self) -> dict[str, NDArray[np.int64]]:
        return _places_by_word(self._said)

    @property
    def _said(self) -> Iterable[frozenset[str]]:
        words = self.column("words")
        if not self.are_needs:
            return words
        return (
            said | excluded for said, excluded in zip(words, self.column("excluded"), strict=True)
        )

    @kept
    def types(self) -> arrays.Marks:
        return arrays.Marks([(kind,) for kind in self.column("support_type")])

    @kept
    def groups(self) -> arrays.Marks:
        return arrays.Marks(self.column("groups"))

    @kept
    def towns(self) -> arrays.Marks:
        return arrays.Marks(self.column("municipalities"))

    @kept
    def units(self) -> arrays.Marks:
        return arrays.Marks([(unit,) for unit in self.column("unit")])

    @kept
    def left(self) -> arrays.Numbers:
        """NaN where the reader may not know it."""
        return np.array(
            [np.nan if left is None else left for left in self.column("left")], np.float64
        )

    @kept
    def starts(self) -> arrays.Numbers:
        return np.array([start.toordinal() for start in self.column("start")], dtype=np.float64)

    @kept
    def ends(self) -> arrays.Numbers:
        """Infinite where there is no end."""
        return np.array([np.inf if end is None else end.toordinal() for end in self.column("end")])

    @kept
    def records(self) -> arrays.Numbers:
        """(n, 5): finished, finished well, noes, days since asked (NaN: never), and days since
        asked for another need than that one.
        """
        columns = [
            [np.nan if value is None else value for value in self.column(name)] for name in _RECORD
        ]
        return np.array(columns, dtype=np.float64).reshape(len(_RECORD), len(self)).T

    @kept
    def _places_by_need(self) -> dict[Any, list[int]]:
        places: dict[Any, list[int]] = {}
        for place, need in enumerate(self.column("id" if self.are_needs else "asked_for")):
            places.setdefault(need, []).append(place)
        return places

    def asked_for_this(self, one: Facts) -> list[int]:
        """Which items make a pair with `one` whose need is what its organisation was asked last."""
        return self._places_by_need.get(one.asked_for if self.are_needs else one.id, [])

    @kept
    def name_things(self) -> arrays.Flags:
        """Which items name a thing."""
        return np.array([bool(things.families_of(said)) for said in self._said], dtype=bool)

    @kept
    def _excluders(self) -> dict[str, NDArray[np.int64]]:
        return _places_by_word(self.column("excluded"))

    def exclude_any(self, words: frozenset[str]) -> arrays.Flags:
        """Offers that said they do not do one of these."""
        found = np.zeros(len(self), dtype=bool)
        for word in words & self._excluders.keys():
            found[self._excluders[word]] = True
        return found

    @kept
    def kinds(self) -> Floats:
        """Unit vectors of the kinds of help, (n, types)."""
        return _profiles(self.column("support_type"), self.column("kinds"))

    @kept
    def meanings(self) -> Floats:
        """(n, 512); zeros where there is none."""
        meanings = self.column("meaning")
        wide = next((each.shape[0] for each in meanings if each is not None), 1)
        blank = np.zeros(wide, dtype=np.float32)
        rows = [blank if each is None else each for each in meanings]
        return np.array(rows, dtype=np.float32).reshape(len(self), wide)

    @kept
    def has_meaning(self) -> NDArray[np.bool_]:
        return np.array([each is not None for each in self.column("meaning")], dtype=bool)


_RECORD = ("finished", "finished_well", "declines", "asked_days_ago", "asked_else_days_ago")


def _places_by_word(said: Iterable[frozenset[str]]) -> dict[str, NDArray[np.int64]]:
    found: dict[str, list[int]] = {}
    for place, words in enumerate(said):
        for word in words:
            found.setdefault(word, []).append(place)
    return {word: np.array(places) for word, places in found.items()}


def said_by(facts: Facts, *, is_need: bool) -> frozenset[str]:
    """What a text speaks of. Whoever writes "geen internet" in a need asks for it; in an offer it
    is not to be had.
    """
    return facts.words | facts.excluded if is_need else facts.words


def profile_of(facts: Facts) -> Floats:
    """The kinds of help of one item as a unit vector: half the category it was filed under, half
    what its text says.
    """
    profiles = _profiles([facts.support_type], [facts.kinds])
    return np.asarray(profiles[0], dtype=np.float32)


def _profiles(types: Sequence[str], kinds: Sequence[Floats | None]) -> Floats:
    slugs = _places()
    profiles = np.zeros((len(types), len(slugs) + 1), dtype=np.float32)
    has_kinds = np.array([each is not None for each in kinds], dtype=bool)
    # A type that a region added has no place of its own and no examples.
    filed = [slugs.get(kind, len(slugs)) for kind in types]
    profiles[np.arange(len(types)), filed] = np.where(has_kinds, 0.5, 1.0)
    if has_kinds.any():
        told = np.array([each for each in kinds if each is not None])
        profiles[has_kinds, : len(slugs)] += 0.5 * told
    return np.asarray(profiles / np.linalg.norm(profiles, axis=1, keepdims=True), dtype=np.float32)


@cache
def _places() -> dict[str, int]:
    return {slug: place for place, slug in enumerate(kind_slugs())}
