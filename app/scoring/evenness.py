"""The evenness of asking: how many of some partners were asked, and how evenly.

Pure, over how often each of them was asked, so that the picture and a simulation count alike.
"""

from collections.abc import Iterable


def share_asked(counts: Iterable[int]) -> float | None:
    """Which part of them was asked at least once, from 0 to 1. None where there is nobody."""
    each = list(counts)
    return sum(count > 0 for count in each) / len(each) if each else None


def gini(counts: Iterable[int]) -> float | None:
    """0 where all were asked equally often, also one alone and where nobody was; close to 1 where
    nearly all that was asked was asked of one. None where there is nobody.

    With n partners, from the least asked to the most, of which the i-th was asked x_i times:
    sum((2 i - n - 1) x_i) / (n sum(x_i)).
    """
    each = sorted(counts)
    number, whole = len(each), sum(each)
    if not whole:
        return 0.0 if each else None
    return sum((2 * i - number - 1) * x for i, x in enumerate(each, 1)) / (number * whole)
