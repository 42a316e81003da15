"""How good the suggestions are: on judged needs, beside simple baselines, and with each term left
out in turn.

    python -m benchmarks.matching_quality

Two collections on the same 180 offers: 20 needs that two judges read, and 40 that we wrote and
judged ourselves. The weights are the rounded middle of the better ones of many random ones, not a
best point. "Leave one out" chooses among random weights by all other needs and measures on the one
left out: what tuning brings to a need it has not seen.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.language.words import stem_words
from app.scoring.collection import Collection, fits, from_today, read_collection
from app.scoring.facts import Batch, Facts
from app.scoring.pair_terms import area_term
from app.scoring.terms import TERMS, Weights, score

DATA = Path(__file__).resolve().parents[1] / "tests" / "data" / "matching"
TODAY = date(2020, 5, 4)
GOOD = 2
DEPTH = 10

Totals = NDArray[np.float64]
Scorer = Callable[[Facts, Batch], Totals]
Grades = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Quality:
    """Means over the needs that have a good offer."""

    ndcg: float
    recall: float
    success: float


def read_judged(name: str) -> tuple[Collection, Grades]:
    """A collection ("" or "second-") with its judgments: grades 1 to 3 by need and offer."""
    rows = [
        json.loads(line)
        for line in (DATA / f"{name}qrels.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    collection = read_collection(DATA / "offers.jsonl", DATA / f"{name}needs.jsonl")
    return collection, {row["need"]: row["grades"] for row in rows}


def measure(collection: Collection, grades: Grades, scorer: Scorer) -> Quality:
    """nDCG@10 with gain 2^grade-1, recall@10 of good offers, and a grade 3 among the first
    three.
    """
    offers = Batch(collection.offers, are_needs=False)
    found: list[tuple[float, float, float | None]] = []
    for need in collection.needs:
        judged = grades[need.id]
        good = {offer for offer, grade in judged.items() if grade >= GOOD}
        if not good:
            continue
        asked = from_today(need, TODAY)
        order = np.argsort(-scorer(asked, offers), kind="stable")
        ranked = [offers.items[i].id for i in order if fits(need, offers.items[i], TODAY)][:DEPTH]
        ideal = _gain(sorted(judged.values(), reverse=True)[:DEPTH])
        best = 3 in judged.values()
        found.append(
            (
                _gain([judged.get(offer, 0) for offer in ranked]) / ideal,
                len(good.intersection(ranked)) / min(DEPTH, len(good)),
                float(any(judged.get(offer, 0) == 3 for offer in ranked[:3])) if best else None,
            )
        )
    successes = [success for _ndcg, _recall, success in found if success is not None]
    return Quality(_mean([f[0] for f in found]), _mean([f[1] for f in found]), _mean(successes))


def engine(collection: Collection, weights: Weights | None = None) -> Scorer:
    """The product's own."""
    return lambda need, offers: score(
        need, offers, weights or Weights(), collection.rarity
    ).total.astype(np.float64)


def exact_filter(need: Facts, offers: Batch) -> Totals:
    """What portals do today: exactly this kind of help in this municipality, in the order it was
    posted.
    """
    hits = [o.support_type == need.support_type and area_term(need, o) == 1 for o in offers.items]
    return np.array(hits, dtype=np.float64)


def cosine(need: Facts, offers: Batch) -> Totals:
    """The encoder alone."""
    assert need.meaning is not None
    return (offers.meanings @ need.meaning).astype(np.float64)


def bm25(collection: Collection) -> Scorer:
    """Stems of the Dutch words, nothing else (k1 1.2, b 0.75)."""
    documents = [Counter(stem_words(collection.texts[offer.id])) for offer in collection.offers]
    lengths = [sum(words.values()) for words in documents]
    usual = sum(lengths) / len(lengths)
    standing = Counter(word for words in documents for word in words)

    def scorer(need: Facts, offers: Batch) -> Totals:
        totals = np.zeros(len(offers))
        for word in set(stem_words(collection.texts[need.id])):
            if word not in standing:
                continue
            rare = math.log(1 + (len(documents) - standing[word] + 0.5) / (standing[word] + 0.5))
            for place, (words, length) in enumerate(zip(documents, lengths, strict=True)):
                times = words[word]
                totals[place] += rare * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * length / usual))
        return totals

    return scorer


def without(term: str) -> Weights:
    """The weights with one term left out."""
    return Weights(**{term: 0.0})


def leave_one_out(
    collection: Collection, grades: Grades, *, tries: int = 400, seed: int = 7
) -> float:
    """Mean nDCG@10 of every need under the weights that are best for all the others."""
    offers = Batch(collection.offers, are_needs=False)
    draws = np.random.default_rng(seed).uniform(0.3, 1.7, (tries, len(TERMS)))
    weights = draws * np.array([getattr(Weights(), name) for name in TERMS])
    table = []
    for need in collection.needs:
        if not any(grade >= GOOD for grade in grades[need.id].values()):
            continue
        asked = from_today(need, TODAY)
        scores = score(asked, offers, Weights(), collection.rarity)
        terms = np.array([scores.terms[name] for name in TERMS], dtype=np.float64)
        usual = np.array([getattr(Weights(), name) for name in TERMS])
        kept = scores.total / (usual @ terms / usual.sum())  # what far, another group and a no cost
        open_to = np.array([fits(need, offer, TODAY) for offer in offers.items])
        judged = grades[need.id]
        ideal = _gain(sorted(judged.values(), reverse=True)[:DEPTH])
        row = []
        for own in weights:
            total = np.where(open_to, own @ terms / own.sum() * kept, -1)
            ranked = [offers.items[place].id for place in np.argsort(-total, kind="stable")[:DEPTH]]
            row.append(_gain([judged.get(offer, 0) for offer in ranked]) / ideal)
        table.append(row)
    by_need = np.array(table)
    others = by_need.sum(axis=0) - by_need
    return float(by_need[np.arange(len(by_need)), others.argmax(axis=1)].mean())


def main() -> None:
    for name, heading in (("", "20 needs, two judges"), ("second-", "40 needs of our own")):
        collection, grades = read_judged(name)
        print(f"\n{heading}\n\n| | nDCG@10 | recall@10 | success@3 |\n|---|--:|--:|--:|")
        rows: Sequence[tuple[str, Scorer]] = [
            ("**engine**", engine(collection)),
            ("exact type and municipality", exact_filter),
            ("BM25, Dutch stems", bm25(collection)),
            ("encoder cosine", cosine),
            *((f"without {f.name}", engine(collection, without(f.name))) for f in fields(Weights)),
        ]
        for label, scorer in rows:
            quality = measure(collection, grades, scorer)
            print(
                f"| {label} | {quality.ndcg:.3f} | {quality.recall:.3f} | {quality.success:.3f} |"
            )
        print(f"\nLeave one out: nDCG@10 {leave_one_out(collection, grades):.3f}")


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


if __name__ == "__main__":
    main()
