"""Needs and offers from a file, ranked without a database.

For the command line, and to measure the engine.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from app.language import (
    kinds as language_kinds,
    meaning as language_meaning,
    texts as language_texts,
    words as language_words,
)
from app.reference import commands as reference_commands, models as reference_models
from app.scoring import chances, reasons, terms
from app.scoring.facts import Batch, Facts


class UnreadableCollection(Exception):
    """A line that is not what it should be. The message names file and line."""


@dataclass(frozen=True)
class Collection:
    """Offers and needs as the engine reads them, with their texts by id."""

    needs: list[Facts]
    offers: list[Facts]
    texts: dict[str, str]
    urgencies: dict[str, str]
    rarity: terms.Rarity


def read_collection(offers: Path, needs: Path) -> Collection:
    """Read two JSON Lines files in the format of `tests/data/matching/`. Raises
    UnreadableCollection.
    """
    offer_rows, need_rows = _rows(offers), _rows(needs)
    texts = {
        row["id"]: f"{row['title']}\n{row.get('description') or ''}"
        for _n, row in (*offer_rows, *need_rows)
    }
    read_offers = _read(offers, offer_rows, texts, _offer)
    read_needs = _read(needs, need_rows, texts, _need)
    counts = Counter(
        word for facts in (*read_offers, *read_needs) for word in facts.words | facts.excluded
    )
    return Collection(
        needs=read_needs,
        offers=read_offers,
        texts=texts,
        urgencies={row["id"]: row.get("urgency") or "normal" for _n, row in need_rows},
        rarity=terms.rarity_of(counts, len(texts)),
    )


@dataclass(frozen=True)
class Ranking:
    """The offers for one need that can be proposed, best first, as places in the batch."""

    need: Facts
    scores: terms.Scores
    places: list[int]


def rank(
    collection: Collection, offers: Batch, need: Facts, weights: terms.Weights, *, today: date
) -> Ranking:
    """Every offer of the batch that a need can be matched with on a day, best first."""
    asked = from_today(need, today)
    scores = terms.score(asked, offers, weights, collection.rarity)
    fitting = [
        place for place in scores.best(len(offers)) if fits(need, offers.items[place], today)
    ]
    return Ranking(asked, scores, fitting)


def ranking_lines(
    collection: Collection, *, today: date, top: int, weights: terms.Weights, label: reasons.Label
) -> Iterator[str]:
    """One JSON object a need: its best offers with the reasons of each, and whether nobody fits
    well enough to show.
    """
    offers = Batch(collection.offers, are_needs=False)
    for need in collection.needs:
        ranking = rank(collection, offers, need, weights, today=today)
        best = ranking.places[:top]
        yield json.dumps(
            {
                "need": need.id,
                "offers": [offers.items[place].id for place in best],
                "reasons": {
                    offers.items[place].id: reasons_of(
                        collection, ranking, offers, place, weights, label
                    )
                    for place in best
                },
                "nobody": not any(ranking.scores.is_good(chances.SHOWN_FROM)[best]),
            },
            ensure_ascii=False,
        )


def reasons_of(
    collection: Collection,
    ranking: Ranking,
    offers: Batch,
    place: int,
    weights: terms.Weights,
    label: reasons.Label,
) -> list[str]:
    """What speaks for one offer of a ranking, and then what speaks against it."""
    need, offer = ranking.need, offers.items[place]
    texts = collection.texts
    pair = reasons.Pair(
        need, offer, ranking.scores.terms_of(place), texts[need.id], texts[offer.id]
    )
    said = reasons.explain(pair, weights, collection.rarity, label)
    return [*said.reasons, *said.cautions]


def dutch_label(value: str) -> str:
    """The Dutch word for a slug or a code of the national lists, without asking a database."""
    return _labels().get(value, value)


@cache
def _labels() -> dict[str, str]:
    words = {row["slug"]: row["label_nl"] for row in reference_commands.read_csv("taxonomy.csv")}
    return words | {
        row["code"]: row["name"] for row in reference_commands.read_csv("municipalities.csv")
    }


def from_today(need: Facts, today: date) -> Facts:
    """A need as it stands on a day: what lies behind is no longer asked."""
    return replace(need, start=max(need.start, today))


def fits(need: Facts, offer: Facts, today: date) -> bool:
    """The gates that a file can tell: both windows and today overlap, and not the same
    organisation.
    """
    start = max(need.start, offer.start, today)
    ends = [end for end in (need.end, offer.end) if end is not None]
    same = need.organisation_id is not None and need.organisation_id == offer.organisation_id
    return not same and all(start <= end for end in ends)


def _rows(path: Path) -> list[tuple[int, dict[str, Any]]]:
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            try:
                found.append((number, dict(json.loads(line))))
            except (ValueError, TypeError) as problem:
                raise UnreadableCollection(f"{path}, regel {number}: geen JSON-object") from problem
    return found


def _read(
    path: Path, rows: Sequence[tuple[int, dict[str, Any]]], texts: dict[str, str], build: Any
) -> list[Facts]:
    meanings = language_meaning.encode([texts[row["id"]] for _number, row in rows])
    found = []
    for (number, row), meaning in zip(rows, meanings, strict=True):
        words = language_words.read_words(texts[row["id"]])
        kinds = language_kinds.read_kinds(words.all | words.excluded, np.asarray(meaning))
        said, excluded = language_texts.marked(texts[row["id"]], words)
        try:
            found.append(build(row, words=said, excluded=excluded, kinds=kinds, meaning=meaning))
        except (KeyError, ValueError, TypeError) as problem:
            raise UnreadableCollection(f"{path}, regel {number}: {problem}") from problem
    return found


def _offer(row: dict[str, Any], **read: Any) -> Facts:
    return Facts(
        id=row["id"],
        organisation_id=row.get("organisation"),
        support_type=row["support_type"],
        groups=tuple(row["target_groups"]),
        municipalities=tuple(row.get("municipalities") or ()),
        left=int(row["quantity"]),
        unit=reference_models.Unit(row["unit"]),
        start=date.fromisoformat(row["available_from"]),
        end=_day(row.get("available_until")),
        **read,
    )


def _need(row: dict[str, Any], **read: Any) -> Facts:
    return Facts(
        id=row["id"],
        organisation_id=row.get("organisation"),
        support_type=row["support_type"],
        groups=(row["target_group"], *(row.get("also_groups") or ())),
        municipalities=(row["municipality"],) if row.get("municipality") else (),
        left=int(row["quantity"]),
        unit=reference_models.Unit(row["unit"]),
        start=date.fromisoformat(row["needed_from"]),
        end=_day(row.get("needed_until")),
        **read,
    )


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
