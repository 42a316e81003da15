"""How alike two needs are, or two offers: whether they could be the same one, logged twice. Pure.

The terms are those of a need and an offer, with what tells two of one kind apart: what they say,
for whom and where. How many it is for and since when is what changes when the same is told again.
"""

from dataclasses import dataclass, replace

from app.scoring import facts, pair_terms, terms

# How much each term counts; only their proportions matter.
WEIGHTS = terms.Weights(support=25, text=45, group=15, area=15, share=0, window=0, record=0, rest=0)
# From which likeness one is shown beside a form, and from which the form asks first. Chosen with
# the sentences of `tests/data/twins.txt`.
SHOWN_FROM, ASKED_FROM = 0.62, 0.72


@dataclass(frozen=True, slots=True)
class Alike:
    """One of many, with how alike it is (0 to 1) and in what it is the same."""

    place: int
    likeness: float
    same_kind: bool
    same_group: bool
    same_area: bool


def find_alike(
    one: facts.Facts, many: facts.Batch, rarity: terms.Rarity, *, most: int
) -> list[Alike]:
    """Those that are alike enough to be shown, most alike first."""
    # Of two needs both ask for what they say is not there, so nothing is left out by it.
    # While nobody chose a group it could be any.
    groups = one.groups or tuple({group for each in many.column("groups") for group in each})
    asked = replace(one, words=one.words | one.excluded, excluded=frozenset(), groups=groups)
    found = terms.score(asked, many, WEIGHTS, rarity, are_alike=True)
    return [
        Alike(
            place,
            float(found.total[place]),
            many.column("support_type")[place] == one.support_type,
            bool(set(many.column("groups")[place]) & set(one.groups)),
            bool(found.terms["area"][place] > pair_terms.NEIGHBOUR),
        )
        for place in found.best(most)
        if found.total[place] >= SHOWN_FROM
    ]
