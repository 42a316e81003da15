"""Many needs or offers as columns of numbers, so that a term of all of them is a few operations.
Pure.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Numbers = NDArray[np.float64]


class Marks:
    """Which of some words each item has: its groups, or its municipalities."""

    def __init__(self, lists: Sequence[Sequence[str]]) -> None:
        self._at: dict[str, int] = {}
        for words in lists:
            for word in words:
                self._at.setdefault(word, len(self._at))
        self._has = np.zeros((len(lists), len(self._at)), dtype=bool)
        rows = [place for place, words in enumerate(lists) for _word in words]
        self._has[rows, [self._at[word] for words in lists for word in words]] = True
        self._first = np.array(
            [self._at[words[0]] if words else -1 for words in lists], dtype=np.int64
        )

    @property
    def is_empty(self) -> Flags:
        return self._first < 0

    def any_of(self, words: Iterable[str]) -> Flags:
        """Items that have one of the words."""
        columns = [self._at[word] for word in words if word in self._at]
        return np.asarray(self._has[:, columns].any(axis=1))

    def any_that(self, rule: Callable[[str], bool]) -> Flags:
        """Items that have a word the rule holds for; it is asked once a word."""
        return self.any_of(word for word in self._at if rule(word))

    def first_in(self, words: Iterable[str]) -> Flags:
        """Items whose first word is one of these."""
        return np.isin(self._first, [self._at[word] for word in words if word in self._at])


def select(rules: list[Flags], values: list[float], otherwise: float) -> NDArray[np.float32]:
    """The value of the first rule that holds."""
    return np.select(rules, values, otherwise).astype(np.float32)
