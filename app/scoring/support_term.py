"""The term `support` of one against many: the kind of help, and the very thing. Pure."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from app.language import things
from app.reference import relations
from app.scoring import arrays, facts, pair_terms

# How much of `support` is whether it is the very thing.
THING = 0.3

# Which of many have a word, by word.
Holders = Mapping[str, NDArray[np.int64]]


def of_many(one: facts.Facts, many: facts.Batch, thing: facts.Floats | None) -> facts.Floats:
    """The kind of help, and for `THING` of it whether it is the very thing. Of the kind the
    category is a fifth, and the rest what category and text of both sides speak of together.

    So a text that clearly speaks of it wins over the wrong category, and the category over a chance
    word. The thing counts as far as the kind does: a "box" is in a kitchen and in a nursery.
    """
    category = _category(one, many)
    alike = many.kinds @ facts.profile_of(one)
    kind = 0.2 * category + 0.8 * np.clip(alike, 0, 1)
    if thing is None:
        return np.asarray(kind, dtype=np.float32)
    with_thing = (1 - THING) * kind + THING * thing * np.sqrt(kind)
    return np.asarray(np.where(np.isnan(thing), kind, with_thing), dtype=np.float32)


def thing_of_many(
    one: facts.Facts, said: frozenset[str], many: facts.Batch, holders: Holders
) -> facts.Floats:
    """As `pair_terms.thing_term`, of many; NaN for None."""
    shared, same_language, other, language = (np.zeros(len(many), dtype=bool) for _ in range(4))
    for word, places in holders.items():
        if not word.startswith(things.MARK):
            continue
        family = things.family_of(word)
        if family == things.LANGUAGE:
            language[places] = True
            same_language[places] |= word in said
        elif word in said:
            shared[places] = True
        elif family == one.support_type:
            other[places] = True
        else:  # what somebody mentions beside its own kind of help is not what it is about
            other[places] |= many.types.any_of((family,))[places]
    found = arrays.select(
        [language & ~same_language, shared, same_language, other],
        [
            pair_terms.OTHER_THING,
            pair_terms.VERY_THING,
            pair_terms.SAME_LANGUAGE,
            pair_terms.OTHER_THING,
        ],
        pair_terms.ANY_THING,
    )
    asks = (
        many.name_things if many.are_needs else np.full(len(many), bool(things.families_of(said)))
    )
    return np.asarray(np.where(asks, found, np.nan), dtype=np.float32)


def _category(one: facts.Facts, many: facts.Batch) -> facts.Floats:
    same, related = (
        many.types.any_of((one.support_type,)),
        many.types.any_of(relations.RELATED.get(one.support_type, ())),
    )
    return arrays.select([same, related], [1.0, pair_terms.RELATED_TYPE], 0.0)
