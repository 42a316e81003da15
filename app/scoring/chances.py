"""The chance that a coordinator would invite a partner: what a total means. Pure.

A logistic regression on the total and what stands behind it, fitted on the judged pairs of
`tests/data/matching`; `benchmarks/matching_chance.py` fits it and says how well it holds. Nothing
that speaks for a pair lowers its chance. The chance decides what is shown, with which word, and
what may enter the plan; the total keeps the order.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np

from app.core import words as core_words
from app.core.i18n import mark
from app.scoring import arrays, facts, pair_terms

# What the chance is made of, in the order of the columns.
VALUES = ("total", "not_another", "very_thing", "support", "text", "group", "area")
# From which chance a suggestion is shown, and from which it may enter the region plan. A region may
# set its own.
SHOWN_FROM, PLANNED_FROM = 0.25, 0.4
VERY_WELL_FROM, WELL_FROM = 0.8, 0.5

_FILE = Path(__file__).parent / "data" / "chances.json"
# Below it is another sort of help: nobody is to be bothered with it, however near and free they
# are. The judged pairs have too few of those to learn it from.
_LEAST_SUPPORT = 0.25
_LEAST = 0.05  # so that a term of nothing has a logarithm


class Fit(core_words.Worded):
    """How well a pair fits, in the only words a person sees of the chance."""

    VERY_WELL = "very_well", core_words.Word(mark("Fits very well"))
    WELL = "well", core_words.Word(mark("Fits well"))
    MAYBE = "maybe", core_words.Word(mark("Might fit"))

    @classmethod
    def of(cls, chance: float) -> "Fit":
        if chance >= VERY_WELL_FROM:
            return cls.VERY_WELL
        return cls.WELL if chance >= WELL_FROM else cls.MAYBE


def chances_of(
    total: facts.Floats, terms: Mapping[str, facts.Floats], thing: facts.Floats | None
) -> facts.Floats:
    """The chance of each of many pairs, by their totals, their terms and `thing_term` (NaN: no
    thing is asked for).
    """
    first, *others = coefficients()
    found = np.full(len(total), first, dtype=np.float32)
    for coefficient, column in zip(others, values_of(total, terms, thing), strict=True):
        if coefficient:
            found += coefficient * column
    return np.asarray(np.round(of_the_sort(terms) / (1 + np.exp(-found)), 4), dtype=np.float32)


def of_the_sort(terms: Mapping[str, facts.Floats]) -> facts.Floats:
    """What is left of the chance of pairs that are of another sort; 1 of all others."""
    left = np.minimum(1, terms["support"] / np.float32(_LEAST_SUPPORT))
    return np.asarray(left, dtype=np.float32)


def values_of(
    total: facts.Floats, terms: Mapping[str, facts.Floats], thing: facts.Floats | None
) -> list[facts.Floats]:
    """A column for each of `VALUES`. The chain is as strong as its weakest link, so terms count by
    their logarithm: of half as much is left half.
    """
    nothing = np.zeros(len(total), dtype=np.float32)
    another, the_very = (
        (nothing, nothing)
        if thing is None
        else (thing == pair_terms.OTHER_THING, thing == pair_terms.VERY_THING)
    )
    return [
        total,
        -np.asarray(another, dtype=np.float32),
        np.asarray(the_very, dtype=np.float32),
        *(np.log(terms[name] + np.float32(_LEAST)) for name in VALUES[3:]),
    ]


@cache
def coefficients() -> tuple[np.float32, ...]:
    """The constant, and one for each of `VALUES`."""
    stored = json.loads(_FILE.read_text(encoding="utf-8"))["coefficients"]
    return tuple(np.float32(stored[name]) for name in ("constant", *VALUES))


def flags_from(chances: facts.Floats, least: float) -> arrays.Flags:
    """Which are shown, or planned, from a chance on."""
    return np.asarray(chances >= np.float32(least))
