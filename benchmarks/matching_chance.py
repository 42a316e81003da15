"""How well the chance holds that a coordinator would invite a partner, and where it comes from.

    python -m benchmarks.matching_chance            # leave one need out, and what it decides
    python -m benchmarks.matching_chance --write    # fit on all judged pairs; keep the coefficients

A logistic regression with a small ridge over the values of `app/scoring/chances.py`, on all pairs
of the two judged collections that pass the gates: invited is what judges gave a 2 or a 3. None of
the coefficients may fall below zero: what speaks for a pair does not lower its chance. "Left out"
gives every need the chances of a fit on all the other needs.
"""

import argparse
import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.core.settings import PROJECT
from app.planning.collection import plan_collection
from app.scoring import chances
from app.scoring.collection import fits, from_today
from app.scoring.facts import Batch
from app.scoring.terms import Weights, score
from benchmarks.matching_quality import GOOD, TODAY, read_judged

FILE = PROJECT / "app" / "scoring" / "data" / "chances.json"
RIDGE = 0.3  # per coefficient; the constant is free
ON_PAGE = 10
BINS = (0.0, 0.1, 0.25, 0.5, 0.8, 1.0)
COLLECTIONS = ("", "second-")

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Judged:
    """All pairs that pass the gates, with their values and what the judges said, need by need."""

    need: NDArray[np.int64]
    values: Numbers
    totals: Numbers
    of_the_sort: Numbers
    grades: NDArray[np.int64]

    @property
    def invited(self) -> Numbers:
        return (self.grades >= GOOD).astype(np.float64)

    @property
    def needs(self) -> range:
        return range(int(self.need.max()) + 1)


@dataclass(frozen=True)
class Shown:
    """What a threshold shows of all needs, at most ten each, and to how many it says nobody."""

    pairs: int
    filler: int
    good: int
    nobody_rightly: int
    nobody_wrongly: int
    without_good: int
    with_good: int

    def __str__(self) -> str:
        return (
            f"{self.pairs} shown, {self.filler / max(self.pairs, 1):.0%} filler, {self.good} good; "
            f"nobody said rightly {self.nobody_rightly} of {self.without_good}, "
            f"wrongly {self.nobody_wrongly} of {self.with_good}"
        )


@cache
def judged_pairs() -> Judged:
    """Both collections together."""
    places, values, totals, sorts, grades = [], [], [], [], []
    number = 0
    for name in COLLECTIONS:
        collection, judged = read_judged(name)
        offers = Batch(collection.offers, are_needs=False)
        for need in collection.needs:
            scores = score(from_today(need, TODAY), offers, Weights(), collection.rarity)
            columns = np.array(
                chances.values_of(scores.total, scores.terms, scores.thing), dtype=np.float64
            )
            for place, offer in enumerate(offers.items):
                if fits(need, offer, TODAY):
                    places.append(number)
                    values.append(columns[:, place])
                    totals.append(float(scores.total[place]))
                    sorts.append(float(chances.of_the_sort(scores.terms)[place]))
                    grades.append(judged[need.id].get(offer.id, 0))
            number += 1
    return Judged(*map(np.array, (places, values, totals, sorts, grades)))


def fit(values: Numbers, invited: Numbers) -> Numbers:
    """The constant and a coefficient a column, none of the latter below zero."""
    used = list(range(values.shape[1]))
    while True:
        found = _newton(values[:, used], invited)
        lowest = min(zip(found[1:], used, strict=True), default=(0.0, -1))
        if lowest[0] >= 0:
            break
        used.remove(lowest[1])
    whole = np.zeros(values.shape[1] + 1)
    whole[0] = found[0]
    whole[[place + 1 for place in used]] = found[1:]
    return whole


def chances_by(coefficients: Numbers, judged: Judged) -> Numbers:
    """What coefficients make of the pairs."""
    odds = np.exp(-(coefficients[0] + judged.values @ coefficients[1:]))
    return np.asarray(judged.of_the_sort / (1 + odds))


def left_out(judged: Judged) -> Numbers:
    """The chance of each pair by a fit on all the other needs."""
    found = np.zeros(len(judged.need))
    for need in judged.needs:
        own = judged.need == need
        coefficients = fit(judged.values[~own], judged.invited[~own])
        found[own] = chances_by(coefficients, judged)[own]
    return found


def shown(judged: Judged, found: Numbers, least: float) -> Shown:
    """What is shown from a chance on."""
    pairs = filler = good = rightly = wrongly = helped = 0
    for need in judged.needs:
        own = np.flatnonzero(judged.need == need)
        has_good = bool((judged.grades[own] >= GOOD).any())
        own = own[found[own] >= least]
        own = own[np.argsort(-judged.totals[own], kind="stable")][:ON_PAGE]
        grades = judged.grades[own]
        pairs, filler = pairs + len(own), filler + int((grades == 0).sum())
        good += int((grades >= GOOD).sum())
        helped += has_good
        rightly += not len(own) and not has_good
        wrongly += not len(own) and has_good
    return Shown(pairs, filler, good, rightly, wrongly, len(judged.needs) - helped, helped)


def plan_shares(least: float) -> Iterator[tuple[str, float, float]]:
    """Of each collection: how much of its needs the plan covers, each need counting as one, and
    which part of that goes to pairs that judges call good.
    """
    for name in COLLECTIONS:
        collection, judged = read_judged(name)
        plan = plan_collection(collection, Weights(), today=TODAY, threshold=least)
        asked = {need.id: need.left or 1 for need in collection.needs}
        covered = good = 0.0
        for line in map(json.loads, plan.lines()):
            share = line["quantity"] / asked[line["need"]]
            covered += share
            good += share * (judged[line["need"]].get(line["offer"], 0) >= GOOD)
        yield name or "first-", covered, good / covered if covered else 0.0


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.matching_chance", description=__doc__
    )
    parser.add_argument("--write", action="store_true", help="keep the coefficients")
    judged = judged_pairs()
    whole = fit(judged.values, judged.invited)
    if parser.parse_args().write:
        _write(judged, whole)
    out, kept = left_out(judged), chances_by(whole, judged)
    print(f"{len(judged.need)} pairs of {len(judged.needs)} needs, {judged.invited.sum():.0f} good")
    for name, value in zip(("constant", *chances.VALUES), whole, strict=True):
        print(f"  {name:12} {value:6.2f}")
    print("\n| chance, left out | pairs | said | invited |\n|---|--:|--:|--:|")
    for low, high in itertools.pairwise(BINS):
        mine = (out >= low) & (out < high)
        print(
            f"| {low:.2f} to {high:.2f} | {mine.sum()} | {_mean(out[mine]):.3f} "
            f"| {_mean(judged.invited[mine]):.3f} |"
        )
    for heading, found in (("left out", out), ("fitted on all", kept)):
        print(f"\n{heading}: AUC {_auc(found, judged.invited):.4f}")
        for least in (0.15, 0.2, chances.SHOWN_FROM, 0.3, chances.PLANNED_FROM):
            print(f"  from {least:.2f}: {shown(judged, found, least)}")
    print()
    for least in (chances.SHOWN_FROM, 0.4, chances.PLANNED_FROM, 0.6):
        for name, covered, good in plan_shares(least):
            print(f"plan from {least:.2f}, {name}: covers {covered:.2f} needs, {good:.1%} good")
    return 0


def _newton(values: Numbers, invited: Numbers) -> Numbers:
    """The maximum of the penalised likelihood, which has one."""
    columns = np.column_stack([np.ones(len(values)), values])
    ridge = np.full(columns.shape[1], RIDGE)
    ridge[0] = 1e-9
    found = np.zeros(columns.shape[1])
    found[0] = np.log(invited.mean() / (1 - invited.mean()))
    for _step in range(100):
        chance = 1 / (1 + np.exp(-(columns @ found)))
        slope = columns.T @ (invited - chance) - ridge * found
        curve = (columns.T * (chance * (1 - chance))) @ columns + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        found += step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-12))
        if np.abs(step).max() < 1e-10:
            break
    return found


def _write(judged: Judged, whole: Numbers) -> None:
    told = {
        "fitted": "python -m benchmarks.matching_chance --write",
        "on": [f"tests/data/matching/{name}needs.jsonl" for name in COLLECTIONS],
        "needs": len(judged.needs),
        "pairs": len(judged.need),
        "invited": int(judged.invited.sum()),
        "ridge": RIDGE,
        "coefficients": {
            name: round(float(value), 4)
            for name, value in zip(("constant", *chances.VALUES), whole, strict=True)
        },
    }
    FILE.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


def _auc(found: Numbers, invited: Numbers) -> float:
    """How often a good pair has the higher chance of two."""
    good, other = found[invited == 1], np.sort(found[invited == 0])
    return _mean(np.searchsorted(other, good) / len(other))


def _mean(values: Sequence[float] | Numbers) -> float:
    return float(np.mean(values)) if len(values) else 0.0


if __name__ == "__main__":
    raise SystemExit(main())
