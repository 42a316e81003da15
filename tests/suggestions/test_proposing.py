"""Proposing: who may, what is checked, whether the team looks at it first. It reserves nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import ValidationError

from app.core import clock
from app.core.errors import Forbidden, Invalid, NotFound
from app.matches.models import MatchStatus, Side
from app.needs.commands import NeedEnding, close_need
from app.needs.models import NeedOutcome
from app.offers.commands import pause_offer
from tests.matches.pairs import JAAP, KARIN, ROELOF, Pairs


@pytest.mark.parametrize(
    ("who", "side", "awaited"),
    [
        ("amina", Side.NEED, (False, True)),
        ("bram", Side.NEED, (False, True)),
        ("chantal", Side.OFFER, (True, False)),
        ("daan", Side.TEAM, (True, True)),
    ],
)
def test_proposed_by_one_side_the_other_side_answers_and_proposed_by_the_team_both(
    pairs: Pairs, who: str, side: Side, awaited: tuple[bool, bool]
) -> None:
    match = pairs.propose(who)
    assert match.proposed_by is side
    assert (match.awaits_need, match.awaits_offer) == awaited


@pytest.mark.parametrize("who", ["eva", "farid", "greet", JAAP])
def test_nobody_else_can_propose_them(pairs: Pairs, who: str) -> None:
    with pytest.raises(Forbidden):
        pairs.propose(who)


def test_another_region_does_not_know_that_they_exist(pairs: Pairs) -> None:
    with pytest.raises(NotFound):
        pairs.propose("hugo")


def test_asking_reserves_nothing_so_three_partners_can_be_asked_for_all_of_it(pairs: Pairs) -> None:
    need = pairs.need()
    for who in ("chantal", JAAP, KARIN):
        pairs.propose("amina", need, pairs.offer(who, quantity=40), quantity=40)
    assert (need.committed, need.left) == (0, 40)


@pytest.mark.parametrize(
    ("mode", "offering", "review"),
    [
        ("all", "chantal", True),
        ("all", ROELOF, True),
        ("across", "chantal", False),
        ("across", ROELOF, True),
        ("none", "chantal", False),
        ("none", ROELOF, False),
    ],
)
def test_the_region_says_which_proposals_its_team_reviews(
    pairs: Pairs, mode: str, offering: str, review: bool
) -> None:
    pairs.review(mode)
    match = pairs.propose("amina", offer=pairs.offer(offering))
    assert match.needs_review is review
    assert match.status is MatchStatus.PROPOSED
    assert match.can_be_answered is not review
    assert (match.answer_by is None) is review, (
        "the deadline runs from the moment the partner is asked"
    )


def test_across_municipalities_counts_a_need_of_the_whole_region_as_across(pairs: Pairs) -> None:
    pairs.review("across")
    need = pairs.world.need("chantal", publish=True, municipality=None)
    assert pairs.propose(JAAP, need, pairs.offer(JAAP)).needs_review


@pytest.mark.parametrize("mode", ["all", "across", "none"])
def test_what_the_team_proposes_it_has_reviewed(pairs: Pairs, mode: str) -> None:
    pairs.review(mode)
    match = pairs.propose("daan")
    assert match.status is MatchStatus.APPROVED
    assert match.can_be_answered
    assert match.answer_by is not None


def test_approval_starts_the_deadline(pairs: Pairs) -> None:
    match = pairs.approved()
    assert match.answer_by is not None
    assert timedelta(days=2, hours=23) < match.answer_by - clock.now() <= timedelta(days=3)


def refused(pairs: Pairs, **given: object) -> set[str]:
    """The fields that are wrong."""
    with pytest.raises(Invalid) as problem:
        pairs.propose(**given)  # type: ignore[arg-type]
    return set(problem.value.errors)


def test_what_is_agreed_with_others_counts_and_what_they_are_asked_does_not(pairs: Pairs) -> None:
    need, offer = pairs.need(), pairs.offer()
    pairs.accepted(need=need, offer=pairs.offer(JAAP), quantity=25)
    assert refused(pairs, need=need, offer=offer, quantity=16) == {"quantity"}
    pairs.propose("amina", need, offer, quantity=15)


def test_not_more_than_the_offer_has_left(pairs: Pairs) -> None:
    assert refused(pairs, offer=pairs.offer(quantity=10), quantity=11) == {"quantity"}


def test_different_units_ask_for_both_quantities(pairs: Pairs) -> None:
    need, offer = pairs.need(), pairs.offer(unit="rides_per_week", quantity=6)
    assert refused(pairs, need=need, offer=offer, quantity=20) == {"offer_quantity"}
    assert refused(pairs, need=need, offer=offer, quantity=20, offer_quantity=7) == {
        "offer_quantity"
    }
    match = pairs.propose("amina", need, offer, quantity=20, offer_quantity=6)
    assert (match.quantity, match.offer_quantity) == (20, 6)


def test_equal_units_make_the_quantities_equal_whatever_was_typed(pairs: Pairs) -> None:
    assert pairs.propose(quantity=12, offer_quantity=3).offer_quantity == 12


def test_a_need_that_is_not_open_or_an_offer_that_is_not_available_cannot_be_proposed(
    pairs: Pairs,
) -> None:
    draft, closed = pairs.world.need(), pairs.need()
    close_need(pairs.session, pairs["amina"], closed, NeedEnding(outcome=NeedOutcome.MET))
    pairs.session.flush()
    for need in (draft, closed):
        assert refused(pairs, need=need) == {"need"}
    paused = pairs.offer()
    pause_offer(pairs.session, pairs["chantal"], paused)
    pairs.session.flush()
    with clock.at(clock.now() - timedelta(weeks=20)):
        expired = pairs.offer()
    for offer in (paused, expired):
        assert refused(pairs, offer=offer) == {"offer"}


def test_an_organisation_does_not_match_with_itself(pairs: Pairs) -> None:
    assert refused(pairs, offer=pairs.world.offer("amina", publish=True)) == {"offer"}


def test_the_same_two_are_proposed_once_until_it_has_ended(pairs: Pairs) -> None:
    need, offer = pairs.need(), pairs.offer()
    match = pairs.propose("amina", need, offer, quantity=5)
    assert refused(pairs, who="chantal", need=need, offer=offer, quantity=5) == {"offer"}
    pairs.withdraw(match)
    pairs.propose("chantal", need, offer, quantity=5)


@pytest.mark.parametrize("reason", ["Bel 06-12345678", "Mail naar iemand@voorbeeld.nl"])
def test_a_message_holds_no_person(pairs: Pairs, reason: str) -> None:
    with pytest.raises(ValidationError):
        pairs.propose(reason=reason)
