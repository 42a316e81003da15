"""What an organisation is asked for a need does not speak against it for that need: nowhere."""

from __future__ import annotations

import pytest

from app.needs.models import Need
from app.needs.queries import get_need
from app.offers.models import Offer
from app.offers.queries import get_offer
from app.suggestions.pair_queries import find_pairs
from app.suggestions.queries import explain_pair, suggest_needs, suggest_offers
from tests.matches.pairs import Pairs
from tests.world import Visitors

ASKED_ELSE = "reeg deze week al een andere vraag"  # whether or not it begins the sentence
LABEL = str


def cautions(pairs: Pairs, need: Need, offer: Offer) -> list[bool]:
    """Whether each place that tells of the pair says it, as far as the place shows the pair."""
    daan, session = pairs["daan"], pairs.session
    need, offer = get_need(session, daan, need.id), get_offer(session, daan, offer.id)
    rows = [
        explain_pair(session, daan, need, offer, label=LABEL),
        *suggest_offers(session, daan, need, threshold=0.0, label=LABEL).rows,
        *suggest_needs(session, daan, offer, label=LABEL).rows,
    ]
    said = [
        any(ASKED_ELSE in caution for caution in row.cautions)
        for row in rows
        if (row.need_id, row.offer_id) == (need.id, offer.id)
    ]
    planned = find_pairs(session, daan, need.region_code, threshold=0.0)
    for pair in planned.pairs:
        both = planned.everything.needs[pair.need], planned.everything.offers[pair.offer]
        if [one.facts.id for one in both] == [need.id, offer.id]:
            why = planned.explain(pair, LABEL)[1]
            said.append(any(ASKED_ELSE in caution for caution in why.cautions))
    return said


def test_a_match_does_not_count_itself_as_something_else(pairs: Pairs) -> None:
    need, offer = pairs.need(), pairs.offer()
    pairs.propose(need=need, offer=offer, quantity=5)
    assert cautions(pairs, need, offer) == [False]
    other = pairs.need()
    assert cautions(pairs, other, offer) == [True] * 4, "but for another need it does"


def test_nor_does_one_that_has_ended_or_another_offer_for_the_same_need(pairs: Pairs) -> None:
    need, offer = pairs.need(), pairs.offer()
    pairs.withdraw(pairs.propose(need=need, offer=offer, quantity=5), reason="other")
    pairs.propose(need=need, offer=pairs.offer(), quantity=5)
    assert cautions(pairs, need, offer) == [False] * 4


def test_who_was_asked_for_something_else_as_well_is_still_told_of(pairs: Pairs) -> None:
    need, offer = pairs.need(), pairs.offer()
    pairs.propose(need=pairs.need(), offer=offer, quantity=5)
    pairs.propose(need=need, offer=offer, quantity=5)
    assert cautions(pairs, need, offer) == [True]


@pytest.mark.parametrize("else_too", [False, True])
def test_the_review_and_the_invitation_say_it_only_of_another_need(
    visitors: Visitors, pairs: Pairs, else_too: bool
) -> None:
    offer = pairs.offer()
    if else_too:
        pairs.propose(need=pairs.need(), offer=offer, quantity=5)
    match = pairs.propose(need=pairs.need(), offer=offer, quantity=5)
    pairs.session.commit()
    for who, path in (("daan", "/bord/beoordelen"), ("chantal", "/koppelingen")):
        assert (ASKED_ELSE in visitors[who].get(f"{path}/{match.id}").text) is else_too, path
