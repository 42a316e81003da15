"""Candidates that stand in columns score as they do one by one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.needs.queries import get_need
from app.offers.models import OfferText
from app.offers.queries import get_offer
from app.scoring.facts import Batch
from app.scoring.terms import TERMS, Weights, score
from app.suggestions import candidate_queries
from tests.matches.pairs import JAAP, KARIN, Pairs


@pytest.fixture
def filled(pairs: Pairs) -> Pairs:
    """Of every sort one: another unit, a small group, the whole region, no kinds, no meaning."""
    for who, changes in (
        ("chantal", {}),
        (JAAP, {"title": "Telefooncirkel", "municipalities": []}),
        (KARIN, {"title": "Geen vervoer, wel boodschappen", "unit": "hours_per_week"}),
        (JAAP, {"title": "Oppas voor huisdieren", "support_type": "pet_care"}),
    ):
        pairs.offer(who, **changes)
    unread = pairs.offer(KARIN, title="Nog niet gelezen")
    pairs.session.execute(
        sa.update(OfferText)
        .where(col(OfferText.offer_id) == unread.id)
        .values(meaning=None, kinds=[])
    )
    pairs.need(people=3, quantity=3, municipality="GM1979")
    pairs.need(title="Wie rijdt er met de bus?", support_type="transport", needed_until=None)
    pairs.complete(pairs.running())
    pairs.session.flush()
    return pairs


def _offers(pairs: Pairs) -> Any:
    need = get_need(pairs.session, pairs["daan"], pairs.need().id)
    one = candidate_queries.facts_of_need(pairs.session, pairs["daan"], need)
    found = candidate_queries.find_offer_candidates(pairs.session, pairs["daan"], need)
    return one.facts, found, False


def _needs(pairs: Pairs) -> Any:
    offer = get_offer(pairs.session, pairs["daan"], pairs.offer().id)
    one = candidate_queries.facts_of_offer(pairs.session, pairs["daan"], offer)
    found = candidate_queries.find_need_candidates(pairs.session, pairs["daan"], offer)
    return one.facts, found, True


@pytest.mark.parametrize("find", [_offers, _needs])
def test_columns_score_as_their_candidates_do(filled: Pairs, find: Callable[..., Any]) -> None:
    one, found, are_needs = find(filled)
    assert len(found) >= 3 and len({c.facts.kinds is None for c in found}) == (
        1 if are_needs else 2
    )
    alone = Batch([candidate.facts for candidate in found], are_needs=are_needs)
    scores = [
        score(one, many, Weights(), lambda word: float(len(word)))
        for many in (found.batch(are_needs=are_needs), alone)
    ]
    for term in TERMS:
        assert np.array_equal(scores[0].terms[term], scores[1].terms[term]), term
    assert np.array_equal(scores[0].total, scores[1].total) and scores[0].total.max() > 0.5
