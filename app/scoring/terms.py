"""How well an offer fits a need: eight terms between 0 and 1, and what they add up to. Pure: plain
values in and out.

One side against many others in one pass, so that a whole list costs little more than one pair. The
weights stand in one table; everything a reason says (`reasons.py`) follows from the terms and facts
here.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

import numpy as np

from app.core.kept import kept
from app.language import no_offers, things
from app.reference import places as reference_places
from app.scoring import arrays, chances, facts, pair_terms, support_term
from app.target_groups.models import ALL_RESIDENTS

# Stored with every match that came from a suggestion. Raise it when the same facts give other
# terms.
ENGINE = "4"

Rarity = Callable[[str], float]

FAR_COSTS, OTHER_GROUP_COSTS, EXCLUDED_COSTS, DECLINED_COSTS = 0.2, 0.1, 0.15, 0.1
NO_OFFER_COSTS = 0.4
RESTED_DAYS = 28
HALF_A_YEAR = 182  # days


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each term counts. Only their proportions matter."""

    support: float = 27
    text: float = 32
    group: float = 13
    area: float = 17
    share: float = 10
    window: float = 5
    record: float = 3
    rest: float = 1

    @classmethod
    def from_stored(cls, stored: Mapping[str, float] | None) -> "Weights":
        """The national weights, with what a region set itself."""
        known = {field.name for field in fields(cls)}
        return cls(
            **{name: float(value) for name, value in (stored or {}).items() if name in known}
        )


@dataclass(frozen=True, slots=True)
class Terms:
    """What speaks for a pair, each between 0 (nothing) and 1 (as good as can be)."""

    support: float
    text: float
    group: float
    area: float
    share: float
    window: float
    record: float
    rest: float


TERMS = tuple(field.name for field in fields(Terms))


@dataclass(frozen=True)
class Scores:
    """Terms of one side against many, as arrays in the order of the many, and what they add up to
    (0..1).
    """

    terms: Mapping[str, facts.Floats]
    total: facts.Floats
    thing: facts.Floats | None  # whether it is the very thing; NaN where none is asked for

    @kept
    def chances(self) -> facts.Floats:
        """The chance of each that a coordinator would invite it."""
        return chances.chances_of(self.total, self.terms, self.thing)

    def is_good(self, least: float) -> arrays.Flags:
        """Which have at least this chance. From 0 on everything, also what is hardly one."""
        return chances.flags_from(self.chances, least)

    def terms_of(self, place: int) -> Terms:
        return Terms(
            **{name: round(float(values[place]), 4) for name, values in self.terms.items()}
        )

    def best(self, most: int) -> list[int]:
        """Places of the highest totals, best first; equal ones in the order they came."""
        return [int(place) for place in np.argsort(-self.total, kind="stable")[:most]]


def score(
    one: facts.Facts,
    many: facts.Batch,
    weights: Weights,
    rarity: Rarity,
    *,
    are_alike: bool = False,
) -> Scores:
    """One need against many offers, or one offer against many needs. `are_alike`: how alike two
    needs or two offers are, whether or not an offer is one.
    """
    said = facts.said_by(one, is_need=not many.are_needs)
    families = things.families_of(said)
    others = things.marks_of(families & things.EXACT)
    holders = many.holders_of(said | others | no_offers.DOUBTS)
    # Two that are told in other words may name another thing each.
    thing = None if are_alike else support_term.thing_of_many(one, said, many, holders)
    terms: dict[str, facts.Floats] = {
        "support": support_term.of_many(one, many, thing),
        "text": _text(one, many, rarity, {word: holders[word] for word in said & holders.keys()}),
        "group": _group(one, many),
        "area": _area(one, many),
        "share": _share(one, many),
        "window": _window(one, many),
        "record": _record(one, many),
        "rest": _rest(one, many),
    }
    whole = sum(getattr(weights, name) for name in TERMS)
    total = sum(
        (getattr(weights, name) / whole * terms[name] for name in TERMS),
        np.zeros(len(many), np.float32),
    )
    # Of two texts that are the same, one may come out a ten-millionth higher, by where it stands in
    # the block that a processor multiplies at once: what fits equally well keeps its order.
    left = _obstacles(one, many, terms)
    if not are_alike:
        left[_are_no_offers(one, many, holders)] *= 1 - NO_OFFER_COSTS
    return Scores(terms, np.asarray(np.round(total * left, 5), dtype=np.float32), thing)


def rarity_of(counts: Mapping[str, int], total: int) -> Rarity:
    """How much a shared word says, from 0 (stands everywhere) to 5 (stands once), whatever the
    number of texts.
    """
    scale = 5 / math.log(2 + 2 * max(total, 1))

    def rarity(word: str) -> float:
        count = min(counts.get(word, 0), total)
        return scale * math.log(1 + (total - count + 0.5) / (count + 0.5))

    return rarity


# Of one pair each of these is in `pair_terms`, where a test holds them together.


def _group(one: facts.Facts, many: facts.Batch) -> facts.Floats:
    if many.are_needs:
        rules = [many.groups.first_in(one.groups), many.groups.any_of(one.groups)]
        return arrays.select(
            rules,
            [1.0, 0.8],
            pair_terms.EVERYBODY if ALL_RESIDENTS in one.groups else pair_terms.OTHER_GROUP,
        )
    rules = [
        many.groups.any_of(words) for words in (one.groups[:1], one.groups[1:], (ALL_RESIDENTS,))
    ]
    return arrays.select(rules, [1.0, 0.8, pair_terms.EVERYBODY], pair_terms.OTHER_GROUP)


def _area(one: facts.Facts, many: facts.Batch) -> facts.Floats:
    towns, own = many.towns, frozenset(one.municipalities)
    if not own:
        return np.where(towns.is_empty | many.are_needs, 1.0, pair_terms.UNKNOWN).astype(np.float32)
    near = towns.any_that(lambda code: not own.isdisjoint(reference_places.neighbours_of(code)))
    return arrays.select(
        [towns.is_empty, towns.any_of(own), near],
        [pair_terms.UNKNOWN if many.are_needs else 1.0, 1.0, pair_terms.NEIGHBOUR],
        pair_terms.ELSEWHERE,
    )


def _share(one: facts.Facts, many: facts.Batch) -> facts.Floats:
    left = np.nan if one.left is None else float(one.left)
    needed, offered = (many.left, left) if many.are_needs else (left, many.left)
    share = np.minimum(1.0, offered / np.maximum(needed, 1.0))
    is_known = many.units.any_of((one.unit,)) & ~np.isnan(share)
    return np.where(is_known, share, pair_terms.UNKNOWN).astype(np.float32)


def _window(one: facts.Facts, many: facts.Batch) -> facts.Floats:
    start, end = (
        float(one.start.toordinal()),
        np.inf if one.end is None else float(one.end.toordinal()),
    )
    needs, offers = ((many.starts, many.ends), (start, end))[:: 1 if many.are_needs else -1]
    last = np.where(np.isinf(needs[1]), needs[0] + HALF_A_YEAR, needs[1])
    shared = np.minimum(last, offers[1]) - np.maximum(needs[0], offers[0]) + 1
    whole = last - needs[0] + 1
    return np.where(whole > 0, np.maximum(0.0, shared) / np.maximum(whole, 1.0), 0.0).astype(
        np.float32
    )


def _text(
    one: facts.Facts, many: facts.Batch, rarity: Rarity, holders: support_term.Holders
) -> facts.Floats:
    """Shared concepts, shared words and meaning, about a third each. Words serve alone where there
    is no meaning. `holders`: which of the many have each word of the one.
    """
    concepts, stems = np.zeros(len(many), np.float32), np.zeros(len(many), np.float32)
    for word, places in holders.items():
        if not word.startswith((things.MARK, no_offers.MARK)):
            (concepts if word.startswith("#") else stems)[places] += rarity(word)
    by_words = 0.5 * concepts / (concepts + 8) + 0.5 * stems / (stems + 12)
    if one.meaning is None or not many.has_meaning.any():
        mixed = by_words
    else:
        meaning = np.clip((many.meanings @ one.meaning - 0.1) / 0.5, 0, 1)
        mixed = np.where(many.has_meaning, 0.6 * by_words + 0.4 * meaning, by_words)
    return np.asarray(np.minimum(1, mixed / 0.65), dtype=np.float32)


def _record(one: facts.Facts, many: facts.Batch) -> facts.Floats:
    """How earlier work of the organisation went, with one good and one bad one given to start
    with.
    """
    finished, well, _noes, _days, _else_days = _records(one, many)
    return np.asarray((well + 1) / (finished + 2), dtype=np.float32)


def _rest(one: facts.Facts, many: facts.Batch) -> facts.Floats:
    """Who was asked for something else least recently comes first: 0 is today, 1 four weeks ago or
    never.
    """
    _finished, _well, _noes, asked, asked_else = _records(one, many)
    days, places = asked.copy(), many.asked_for_this(one)
    days[places] = asked_else[places]
    return np.asarray(np.nan_to_num(np.minimum(1.0, days / RESTED_DAYS), nan=1.0), dtype=np.float32)


def _records(one: facts.Facts, many: facts.Batch) -> arrays.Numbers:
    """Of the offering organisation of each pair, one row a number: see `Batch.records`."""
    offering = facts.Batch([one], are_needs=False).records if many.are_needs else many.records
    return np.broadcast_to(offering, (len(many), 5)).T


def _obstacles(
    one: facts.Facts, many: facts.Batch, terms: Mapping[str, facts.Floats]
) -> facts.Floats:
    """What no other virtue makes good: too far, another group, said not to do it, said no to such
    help before.
    """
    left = np.ones(len(many), dtype=np.float32)
    left[terms["area"] <= pair_terms.ELSEWHERE] *= 1 - FAR_COSTS
    left[terms["group"] < pair_terms.UNKNOWN] *= 1 - OTHER_GROUP_COSTS
    if not many.are_needs:
        left[many.exclude_any(one.words)] *= 1 - EXCLUDED_COSTS
    elif one.excluded:
        asks = [not one.excluded.isdisjoint(words) for words in many.column("words")]
        left[asks] *= 1 - EXCLUDED_COSTS
    noes = _records(one, many)[2]
    return np.asarray(left * (1 - DECLINED_COSTS) ** np.minimum(noes, 3), dtype=np.float32)


def _are_no_offers(
    one: facts.Facts, many: facts.Batch, holders: support_term.Holders
) -> arrays.Flags:
    """Pairs of which the offer sells something, or calls for people."""
    if many.are_needs:
        return np.full(len(many), not no_offers.DOUBTS.isdisjoint(one.words))
    flags = np.zeros(len(many), dtype=bool)
    for doubt in no_offers.DOUBTS & holders.keys():
        flags[holders[doubt]] = True
    return flags
