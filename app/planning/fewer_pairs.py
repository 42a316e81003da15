"""The same plan with fewer pairs: of all equally good plans, one without needless slivers. Pure."""

import numpy as np

from app.planning.problem import Ints, Problem


def tidy(problem: Problem, quantity: Ints) -> Ints:
    """Quantities by pair with the same worth, the same cover of every need, and no more pairs than
    before.

    Where pairs form a ring (need, offer, need, offer, …, back), a unit can go round: every other
    pair gives one, the pairs between get one. In an optimal plan no ring may win or lose by that,
    so it goes round until a pair is empty. What an offer keeps unused counts as one more need, so
    that two half-used offers become one full and one free. At the end no ring is left: at most as
    many pairs as needs and used offers together. It is not the smallest possible number of pairs
    (that question is NP-hard).
    """
    used = np.flatnonzero(quantity)
    if len(used) == 0:
        return quantity
    rest = problem.offer_left - problem.given(quantity)
    touched = np.unique(problem.pair_offer[used])
    spare = touched[rest[touched] > 0]
    unused = len(problem.need_left)  # the one more need
    needs = np.concatenate([problem.pair_need[used], np.full(len(spare), unused)]).tolist()
    offers = (np.concatenate([problem.pair_offer[used], spare]) + unused + 1).tolist()
    amounts = np.concatenate([quantity[used], rest[spare]]).tolist()
    _break_rings(needs, offers, amounts, real=len(used))
    tidied = quantity.copy()
    tidied[used] = amounts[: len(used)]
    return tidied


def _break_rings(tails: list[int], heads: list[int], amounts: list[int], *, real: int) -> None:
    """Walk along pairs; where the walk meets itself, empty a pair of the ring. Edges from `real` on
    are no pairs.
    """
    open_edges: dict[int, list[int]] = {}
    for edge, (tail, head) in enumerate(zip(tails, heads, strict=True)):
        open_edges.setdefault(tail, []).append(edge)
        open_edges.setdefault(head, []).append(edge)
    walked = [False] * len(amounts)
    for start in sorted(open_edges):
        nodes, place = [start], {start: 0}
        path: list[int] = []
        while nodes:
            here = nodes[-1]
            onward = _next_edge(open_edges[here], walked, amounts)
            if onward is None:  # nothing on from here is part of a ring
                del place[nodes.pop()]
                if path:
                    path.pop()
                continue
            walked[onward] = True
            there = heads[onward] if tails[onward] == here else tails[onward]
            if there not in place:
                place[there] = len(nodes)
                nodes.append(there)
                path.append(onward)
                continue
            begin = place[there]
            ring = [*path[begin:], onward]
            _empty_one(ring, amounts, real)
            # Walk again from before the first pair that is gone; what was walked after it may be
            # part of other rings.
            keep = begin + next(index for index, e in enumerate(ring) if amounts[e] == 0)
            for again in [*path[keep:], onward]:
                if amounts[again]:
                    walked[again] = False
                    open_edges[tails[again]].append(again)
                    open_edges[heads[again]].append(again)
            for node in nodes[keep + 1 :]:
                del place[node]
            del nodes[keep + 1 :], path[keep:]


def _next_edge(edges: list[int], walked: list[bool], amounts: list[int]) -> int | None:
    while edges:
        edge = edges.pop()
        if not walked[edge] and amounts[edge]:
            return edge
    return None


def _empty_one(ring: list[int], amounts: list[int], real: int) -> None:
    """Send round the ring what the smallest pair holds, so that it is gone."""
    gone = min(ring, key=lambda edge: (edge >= real, amounts[edge], edge))
    giving = ring[ring.index(gone) % 2 :: 2]
    moved = min(amounts[edge] for edge in giving)
    for edge in giving:
        amounts[edge] -= moved
    for edge in ring[1 - ring.index(gone) % 2 :: 2]:
        amounts[edge] += moved
