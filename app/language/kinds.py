"""Which kind of help a text speaks of, whatever category it was filed under.

People file a telephone buddy under "visits" and a laptop under "goods". Example sentences of every
national support type, written for this product, say which words belong to which type (naive Bayes
over words and concepts) and how a text of that type sounds (nearest example by meaning). Both give
one distribution over the types. Pure; the data ship with it.
"""

import csv
import hashlib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.core.once import once
from app.core.settings import get_settings
from app.language import mapped_arrays, meaning
from app.language.words import read_words

# Grows with the examples: stored readings of an older version are made anew.
KINDS_VERSION = 1

Floats = NDArray[np.float32]

_DATA = Path(__file__).parent / "data"
_LABEL_COUNTS = 3  # label and synonyms of a type count as so many sentences
_SMOOTHING = 0.3
_NEAREST = 3  # how many examples of a type speak for it
_MEANING_WEIGHT = 100.0  # turns a mean cosine into the scale of the log odds of words
_TEMPERATURE = 4.0


@dataclass(frozen=True)
class _Model:
    slugs: tuple[str, ...]
    odds: dict[str, Floats]  # by word: log odds against an average type
    examples: Floats  # (n, 512)
    starts: tuple[int, ...]  # where the examples of each type begin


@cache
def kind_slugs() -> tuple[str, ...]:
    """The types a reading speaks of, in the order of its numbers."""
    return tuple(sorted({kind for kind, _text, _is_label in _rows()}))


def read_kinds(words: frozenset[str], meaning: Floats | None) -> Floats:
    """How much a text speaks of each type in `kind_slugs()`: shares that add up to 1. Without a
    meaning, words only.
    """
    model = _model()
    points = np.zeros(len(model.slugs), dtype=np.float32)
    for word in words:
        if (odds := model.odds.get(word)) is not None:
            points += odds
    if meaning is not None:
        near = model.examples @ meaning
        ends = (*model.starts[1:], len(near))
        for place, (start, end) in enumerate(zip(model.starts, ends, strict=True)):
            points[place] += _MEANING_WEIGHT * float(np.sort(near[start:end])[-_NEAREST:].mean())
    odds = np.exp((points - points.max()) / _TEMPERATURE)
    shares: Floats = (odds / odds.sum()).astype(np.float32)
    return shares


def weigh_word(kind: str, word: str) -> float:
    """How much more a stem or a concept speaks of this type than of an average one."""
    odds = _model().odds.get(word)
    return float(odds[kind_slugs().index(kind)]) if odds is not None else 0.0


def example_sentences() -> list[tuple[str, str, str]]:
    """Support type, side ("need" or "offer") and text of every example sentence."""
    with (_DATA / "kinds.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["support_type"], row["side"], row["text"]) for row in csv.DictReader(file)]
    return [row for row in rows if row[1] != "label"]


def _rows() -> list[tuple[str, str, bool]]:
    """Support type, text, and whether it is the type's own label with its synonyms."""
    with (Path(__file__).parent / "data" / "kinds.csv").open(encoding="utf-8", newline="") as file:
        return [
            (row["support_type"], row["text"], row["side"] == "label")
            for row in csv.DictReader(file)
        ]


@once
def _model() -> _Model:
    slugs = kind_slugs()
    sentences = {
        slug: [text for kind, text, is_label in _rows() if kind == slug and not is_label]
        for slug in slugs
    }
    counts: dict[str, Counter[str]] = {slug: Counter() for slug in slugs}
    numbers: Counter[str] = Counter()
    for slug, text, is_label in _rows():
        said, times = read_words(text), _LABEL_COUNTS if is_label else 1
        counts[slug].update(dict.fromkeys(said.stems | said.concepts | said.excluded, times))
        numbers[slug] += times
    examples = _meanings([text for slug in slugs for text in sentences[slug]])
    starts = tuple(
        sum(len(sentences[slug]) for slug in slugs[:place]) for place in range(len(slugs))
    )
    return _Model(slugs, _log_odds(slugs, counts, numbers), examples, starts)


def _meanings(texts: list[str]) -> Floats:
    """Of all examples: over a second of work, so it is done once for all processes."""
    said = "\n".join([str(meaning.MEANING_VERSION), *texts])
    name = f"examples-{hashlib.sha256(said.encode()).hexdigest()[:16]}.npy"
    return mapped_arrays.keep_file(
        get_settings().var_dir / "encoder" / name,
        lambda: meaning.encode(texts),
        (len(texts), meaning.DIMENSIONS),
    )


def _log_odds(
    slugs: tuple[str, ...], counts: dict[str, Counter[str]], sentences: Counter[str]
) -> dict[str, Floats]:
    usual = sum(sentences.values()) / len(slugs)
    odds: dict[str, Floats] = {}
    for word in {word for counter in counts.values() for word in counter}:
        average = (sum(counts[slug][word] for slug in slugs) / len(slugs) + _SMOOTHING) / (
            usual + 2 * _SMOOTHING
        )
        of_type = [
            (counts[slug][word] + _SMOOTHING) / (sentences[slug] + 2 * _SMOOTHING) for slug in slugs
        ]
        odds[word] = np.log(np.array(of_type) / average).astype(np.float32)
    return odds
