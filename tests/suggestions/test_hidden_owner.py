"""Nothing that the team does or sees tells it whose the need of a small group is: no offer is
refused or missing because its organisation has the need itself.
"""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlmodel import Session

from app.core.errors import AppError
from app.identity.actor import system_team
from app.matches.models import MatchStatus
from app.needs.models import Need
from app.offers.models import Offer
from app.suggestions import pair_queries, partner_queries
from tests.matches.pairs import Pairs
from tests.suggestions.test_candidates import needs_for, offers_for

OWNERS = ("amina", "farid")


@pytest.fixture
def small(pairs: Pairs) -> Need:
    """Of amina's municipality, which nobody else may know."""
    return pairs.need(quantity=3, people=3)


@pytest.fixture
def offers(pairs: Pairs, small: Need) -> dict[str, Offer]:
    """The same offer of her municipality and of another one."""
    return {who: pairs.offer(who, municipalities=[]) for who in OWNERS}


def outcome(pairs: Pairs, who: str, small: Need, offer: Offer) -> str:
    """What is answered to a proposal, which is then undone."""
    session: Session = pairs.session
    trial = session.begin_nested()
    try:
        match = pairs.propose(who, need=small, offer=offer, quantity=2)
        return match.status.value
    except AppError as problem:
        return repr(problem)
    finally:
        trial.rollback()


def shown_to(pairs: Pairs, who: str, small: Need) -> list[set[UUID]]:
    """The offers that stand beside the need, wherever somebody chooses one."""
    actor = pairs[who]
    choices = partner_queries.find_offer_choices(pairs.session, actor, small, "")
    listed = offers_for(pairs, who, small)
    return [{choice.id for choice in choices}, {each.facts.id for each in listed}]


def test_the_team_proposes_the_offer_of_the_owner_like_any_other(
    pairs: Pairs, small: Need, offers: dict[str, Offer]
) -> None:
    told = {who: outcome(pairs, "daan", small, offer) for who, offer in offers.items()}
    assert set(told.values()) == {MatchStatus.APPROVED.value}


def test_the_owner_itself_still_cannot(pairs: Pairs, small: Need, offers: dict[str, Offer]) -> None:
    assert "dezelfde organisatie" in outcome(pairs, "amina", small, offers["amina"])


def test_the_team_sees_the_offer_of_the_owner_among_the_others(
    pairs: Pairs, small: Need, offers: dict[str, Offer]
) -> None:
    ids = {offer.id for offer in offers.values()}
    for shown in shown_to(pairs, "daan", small):
        assert shown & ids == ids
    for shown in shown_to(pairs, "amina", small):
        assert shown & ids == {offers["farid"].id}


def test_the_need_stands_beside_the_offer_of_its_owner_like_beside_any_other(
    pairs: Pairs, small: Need, offers: dict[str, Offer]
) -> None:
    for offer in offers.values():
        found = partner_queries.find_need_choices(pairs.session, pairs["daan"], offer, "")
        assert small.id in {choice.id for choice in found}


def test_a_plan_may_take_every_pair_that_the_team_may_propose(
    pairs: Pairs, small: Need, offers: dict[str, Offer]
) -> None:
    admitted = pair_queries.find_pairs(pairs.session, system_team("VR01"), "VR01")
    everything = admitted.everything
    place = [candidate.facts.id for candidate in everything.needs].index(small.id)
    allowed = everything.allowed[place]
    of_these = {
        candidate.facts.id: bool(may)
        for candidate, may in zip(everything.offers, allowed, strict=True)
    }
    assert {of_these[offer.id] for offer in offers.values()} == {True}


def test_who_turns_out_to_be_asked_by_itself_answers_for_both_or_says_no(
    pairs: Pairs, small: Need, offers: dict[str, Offer]
) -> None:
    match = pairs.propose("daan", need=small, offer=offers["amina"], quantity=2)
    assert (match.awaits_need, match.awaits_offer) == (True, True)
    after = [pairs.accept(match, "amina").status for _side in ("need", "offer")]
    assert after == [MatchStatus.APPROVED, MatchStatus.ACCEPTED]
    other = pairs.need(quantity=3, people=3, title="Boodschappen voor drie anderen")
    match = pairs.propose("daan", need=other, offer=offers["amina"], quantity=2)
    assert pairs.decline(match, "amina").status is MatchStatus.DECLINED


def test_of_a_small_need_for_the_whole_region_everybody_knows_the_owner(pairs: Pairs) -> None:
    need = pairs.need(quantity=3, people=3)
    need.municipality_code = None
    pairs.session.flush()
    offer = pairs.offer("amina", municipalities=[])
    assert "dezelfde organisatie" in outcome(pairs, "daan", need, offer)
    found = partner_queries.find_need_choices(pairs.session, pairs["daan"], offer, "")
    assert need.id not in {choice.id for choice in found}
    listed = needs_for(pairs, "daan", offer)
    assert need.id not in {each.facts.id for each in listed}
