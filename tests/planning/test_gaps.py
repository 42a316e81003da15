"""“Waarom niet?”: one true reason for everything a plan leaves open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from app.core import clock
from app.offers.commands import pause_offer
from app.planning.gaps import explain_planned
from app.planning.models import GapReason
from app.planning.problem import Problem
from app.planning.solver import solve
from tests.matches.pairs import JAAP, KARIN, ROELOF, Pairs
from tests.planning.plans import Plans
from tests.planning.test_solving import ACUTE, HIGH, NORMAL, everybody, problems

WEEKS: dict[str, Any] = {
    "needed_from": clock.today(),
    "needed_until": clock.today() + timedelta(weeks=2),
}
LATER: dict[str, Any] = {"available_from": clock.today() + timedelta(weeks=5)}


@pytest.mark.parametrize(
    ("post", "reason"),
    [
        (lambda pairs: None, GapReason.NO_OFFER),
        (lambda pairs: pairs.offer(support_type="transport"), GapReason.NO_OFFER),
        (
            lambda pairs: pause_offer(pairs.session, pairs["chantal"], pairs.offer()),
            GapReason.NO_OFFER,
        ),
        (lambda pairs: pairs.offer(unit="hours_per_week"), GapReason.UNITS_DIFFER),
        (lambda pairs: pairs.offer(**LATER), GapReason.OTHER_PERIOD),
        (lambda pairs: pairs.offer(ROELOF, municipalities=["GM1950"]), GapReason.TOO_FAR),
        (lambda pairs: pairs.offer(ROELOF, municipalities=["GM0014"]), GapReason.POOR_FIT),
        (lambda pairs: pairs.offer(), GapReason.POOR_FIT),
    ],
)
def test_a_need_without_a_fitting_offer_says_what_the_offers_lack(
    plans: Plans, pairs: Pairs, post: Callable[[Pairs], object], reason: GapReason
) -> None:
    plans.admit(1.0)
    need = pairs.need(**WEEKS)
    post(pairs)
    plan = plans.make()
    assert plans.gaps(plan) == {need.id: reason}


def test_the_first_thing_that_none_of_the_offers_has_is_what_is_said(
    plans: Plans, pairs: Pairs
) -> None:
    """One in another unit, one in another period, one too far: the last has all but the place."""
    plans.admit(1.0)
    need = pairs.need(**WEEKS)
    pairs.offer(unit="hours_per_week"), pairs.offer(JAAP, **LATER)
    pairs.offer(ROELOF, municipalities=["GM1950"])
    assert plans.gaps(plans.make()) == {need.id: GapReason.TOO_FAR}


def test_what_fits_goes_to_more_urgent_needs(plans: Plans, pairs: Pairs) -> None:
    urgent, calm = pairs.need(urgency="acute"), pairs.need(urgency="normal")
    pairs.offer(quantity=40)
    plan = plans.make()
    assert {need for need, _offer in plans.quantities(plan)} == {urgent.id}
    assert plans.gaps(plan) == {calm.id: GapReason.MORE_URGENT}


def test_what_fits_is_shared_with_needs_as_urgent(plans: Plans, pairs: Pairs) -> None:
    needs = [pairs.need(), pairs.need()]
    pairs.offer(quantity=40)
    plan = plans.make()
    assert sorted(plans.quantities(plan).values()) == [20, 20]
    assert plans.gaps(plan) == {need.id: GapReason.AS_URGENT for need in needs}


def test_what_fits_is_asked_for_another_need(plans: Plans, pairs: Pairs) -> None:
    asked, offer = pairs.need(), pairs.offer()
    pairs.propose(need=asked, offer=offer, quantity=30)
    other = pairs.need(target_group="older_people")
    gaps = plans.gaps(plans.make())
    assert gaps[other.id] is GapReason.ASKED_ELSEWHERE


def test_more_offers_would_help_where_all_that_fits_is_used(plans: Plans, pairs: Pairs) -> None:
    need = pairs.need(quantity=100)
    pairs.offer(), pairs.offer(KARIN, quantity=10)
    assert plans.gaps(plans.make()) == {need.id: GapReason.NOT_ENOUGH}


@given(problems())
def test_every_open_need_with_a_pair_has_a_true_reason(problem: Problem) -> None:
    quantity = solve(problem).quantity
    reasons = explain_planned(problem, quantity)
    received, given_away = problem.received(quantity), problem.given(quantity)
    for need in range(len(problem.need_left)):
        offers = problem.pair_offer[problem.pair_need == need]
        is_open = received[need] < problem.need_left[need]
        assert (need in reasons) == (is_open and len(offers) > 0)
        if need not in reasons:
            continue
        assert (given_away[offers] == problem.offer_left[offers]).all(), (
            "nothing that fits is left unused"
        )
        users = {
            int(problem.pair_need[pair])
            for pair in np.flatnonzero(quantity)
            if int(problem.pair_offer[pair]) in offers
        } - {need}
        urgencies = problem.urgency[sorted(users)]
        assert (urgencies <= problem.urgency[need]).all(), (
            "nobody less urgent has what this need could use"
        )
        match reasons[need]:
            case GapReason.ASKED_ELSEWHERE:
                assert (problem.offer_left[offers] == 0).all()
            case GapReason.NOT_ENOUGH:
                assert not users and problem.offer_left[offers].sum() > 0
            case GapReason.MORE_URGENT:
                assert users and (urgencies < problem.urgency[need]).all()
            case GapReason.AS_URGENT:
                assert (urgencies == problem.urgency[need]).any()
            case other:
                raise AssertionError(other)


def test_each_reason_is_given_by_hand() -> None:
    one = everybody([10, 10, 10], [ACUTE, HIGH, NORMAL], [15])
    assert explain_planned(one, solve(one).quantity) == {
        1: GapReason.MORE_URGENT,
        2: GapReason.MORE_URGENT,
    }


@pytest.mark.parametrize("reason", GapReason)
def test_every_reason_is_one_sentence(reason: GapReason) -> None:
    text = reason.word
    assert text[0].isupper() and text.endswith(".")
