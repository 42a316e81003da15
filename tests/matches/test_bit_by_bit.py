"""Whoever proposes help for a small group, and notes the answers, learns by no refusal and by no
"full" how many people it has: for who may not know that, a match is for all of them.
"""

from __future__ import annotations

import pytest

from app.core.errors import AppError, Invalid
from app.matches.models import MatchStatus
from app.needs.models import Need
from tests.matches.pairs import JAAP, Pairs

BY_PHONE = {"on_behalf": "1", "channel": "phone"}
# Who proposes, and who answers for which side, in order.
WAYS = {
    "the other side notes the yes": ("chantal", [("chantal", BY_PHONE)]),
    "the team notes both": ("daan", [("daan", BY_PHONE), ("daan", BY_PHONE)]),
    "the team notes one, the other side the other": (
        "daan",
        [("daan", BY_PHONE), ("chantal", BY_PHONE)],
    ),
    "the other side says its own and notes one": (
        "daan",
        [("chantal", {}), ("chantal", BY_PHONE)],
    ),
}


def _need(pairs: Pairs, people: int, unit: str) -> Need:
    return pairs.need(
        title="Hulp voor een paar mensen",
        description="",
        quantity=people,
        people=people,
        unit=unit,
    )


def _told(pairs: Pairs, need: Need, way: str, capacity: int, unit: str) -> list[str]:
    """What whoever does it is told, one unit after another."""
    proposer, answers = WAYS[way]
    told = []
    for _turn in range(5):
        offer = pairs.offer(quantity=capacity, unit=unit)
        trial = pairs.session.begin_nested()
        try:
            match = pairs.propose(proposer, need=need, offer=offer, quantity=1)
            for who, given in answers:
                pairs.accept(match, who, quantity=1, **given)
            told.append(f"{match.status.value}, {offer.left} left, open: {need.needs_help}")
            trial.commit()
        except AppError as problem:
            trial.rollback()
            pairs.session.expire_all()
            told.append(repr(problem))
    return told


@pytest.mark.parametrize("unit", ["people", "places", "hours_per_week"])
@pytest.mark.parametrize("capacity", [1, 2, 50])
@pytest.mark.parametrize("way", WAYS)
def test_bit_by_bit_nobody_counts_them(pairs: Pairs, way: str, capacity: int, unit: str) -> None:
    pairs.review("none")
    told = [_told(pairs, _need(pairs, few, unit), way, capacity, unit) for few in (1, 2, 3, 4)]
    assert told[0][0].startswith("accepted"), "what is tried here happens"
    assert all(each == told[0] for each in told)


def test_what_its_organisation_agreed_to_is_no_part_for_the_team_either(pairs: Pairs) -> None:
    """It says yes to more than one, and the team notes the other yes for one of them."""
    told = []
    for few in (1, 2, 3, 4):
        need = _need(pairs, few, "people")
        matches = [pairs.propose("daan", need=need, quantity=1) for _each in range(2)]
        for match in matches:
            pairs.accept(match, "amina")
        pairs.accept(matches[0], "daan", quantity=1, **BY_PHONE)
        told.append((need.needs_help, [match.status for match in matches]))
    assert told == [(False, [MatchStatus.ACCEPTED, MatchStatus.WITHDRAWN])] * 4


def test_who_knows_the_number_may_still_choose_a_part_and_so_may_who_it_asks(pairs: Pairs) -> None:
    pairs.review("none")
    need = _need(pairs, 4, "people")
    other = pairs.offer(JAAP, unit="people")
    offered = pairs.propose(JAAP, need=need, offer=other, quantity=1)
    assert (offered.quantity, pairs.accept(offered, "amina", quantity=2).quantity) == (4, 2)
    asked = pairs.propose("amina", need=need, quantity=2)
    assert pairs.accept(asked, quantity=1).quantity == 1
    assert (need.left, need.needs_help) == (1, True)


def test_an_offer_that_is_too_small_is_told_to_who_knows_the_number(pairs: Pairs) -> None:
    pairs.review("none")
    match = pairs.propose(
        "chantal", need=_need(pairs, 3, "people"), offer=pairs.offer(quantity=1), quantity=1
    )
    assert (match.quantity, match.offer_quantity) == (3, 1)
    with pytest.raises(Invalid):
        pairs.accept(match, "amina")
    assert pairs.accept(match, "amina", quantity=1).quantity == 1
