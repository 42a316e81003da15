"""Yes and no: for all of it, for a part, for more, with what is left, on behalf of a partner, and taken back."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.errors import Conflict, Forbidden, Invalid
from app.matching.models import Channel, DeclineReason, MatchStatus, Side
from app.needs.commands import NeedEnding, close_need
from app.needs.models import NeedOutcome
from tests.matching.pairs import JAAP, Pairs, in_state


def refused(pairs: Pairs, match: Any, who: str = "chantal", **given: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as problem:
        pairs.accept(match, who, **given)
    return problem.value.errors


def test_a_yes_commits_on_both_sides_and_ends_the_deadline(pairs: Pairs) -> None:
    match = pairs.accepted(quantity=30)
    assert match.status is MatchStatus.ACCEPTED
    assert (match.need.committed, match.need.left) == (30, 10)
    assert (match.offer.committed, match.offer.left) == (30, 0)
    assert match.accepted_at is not None and match.answer_by is None


def test_a_yes_for_a_part_commits_that_part_and_the_rest_stays_open(pairs: Pairs) -> None:
    match = pairs.accept(pairs.approved(quantity=30), quantity=20)
    assert (match.quantity, match.offer_quantity) == (20, 20)
    assert (match.need.left, match.offer.left) == (20, 10)


def test_a_yes_for_more_than_was_asked_is_welcome_up_to_what_is_left(pairs: Pairs) -> None:
    match = pairs.accept(pairs.approved(quantity=10), quantity=30)
    assert (match.quantity, match.need.left, match.offer.left) == (30, 10, 0)


def test_who_accepts_more_than_the_need_has_left_is_told_how_much_and_takes_the_rest(pairs: Pairs) -> None:
    need = pairs.need()
    second = pairs.approved(need=need, offer=pairs.offer(JAAP, quantity=50), quantity=40)
    pairs.accept(pairs.approved(need=need, quantity=25))
    told = refused(pairs, second, JAAP, quantity=40)
    assert set(told) == {"quantity"} and "15" in told["quantity"]
    assert (second.status, need.committed) == (MatchStatus.APPROVED, 25), "nothing of it happened"
    pairs.accept(second, JAAP, quantity=15)
    assert (need.left, second.quantity) == (0, 15)


def test_who_accepts_more_than_its_own_offer_has_left_is_told_as_well(pairs: Pairs) -> None:
    offer = pairs.offer(quantity=30)
    late = pairs.approved(need=pairs.need(), offer=offer, quantity=30)
    pairs.accepted(need=pairs.need(), offer=offer, quantity=18)
    told = refused(pairs, late)
    assert set(told) == {"quantity"} and "12" in told["quantity"]
    pairs.accept(late, quantity=12)
    assert offer.left == 0


def test_different_units_commit_each_side_in_its_own_unit(pairs: Pairs) -> None:
    offer = pairs.offer(unit="rides_per_week", quantity=6)
    match = pairs.approved(offer=offer, quantity=20, offer_quantity=5)
    told = refused(pairs, match, quantity=20, offer_quantity=7)
    assert set(told) == {"offer_quantity"} and "6" in told["offer_quantity"]
    pairs.accept(match, quantity=18, offer_quantity=6)
    assert (match.need.committed, offer.committed) == (18, 6)


def test_a_part_without_a_second_number_takes_the_offer_in_proportion_rounded_up(pairs: Pairs) -> None:
    match = pairs.approved(offer=pairs.offer(unit="rides_per_week", quantity=6), quantity=20, offer_quantity=5)
    pairs.accept(match, quantity=9)
    assert (match.need.committed, match.offer.committed) == (9, 3)


def test_what_the_team_proposes_needs_a_yes_of_both_in_either_order(pairs: Pairs) -> None:
    for first, second in (("amina", "chantal"), ("chantal", "amina")):
        match = pairs.propose("daan", pairs.need(), pairs.offer(), quantity=10)
        pairs.accept(match, first)
        assert match.status is MatchStatus.APPROVED
        assert match.need.committed == match.offer.committed == 0, "one yes commits nothing"
        with pytest.raises(Forbidden):
            pairs.accept(match, first)
        agreed = pairs.accept(match, second)
        assert agreed.status is MatchStatus.ACCEPTED
        assert agreed.need.committed == agreed.offer.committed == 10
        assert pairs.events(match) == ["match:proposed", "match:agreed", "match:accepted"]


def test_the_first_of_two_may_say_yes_to_a_part_and_the_second_hears_that_number(pairs: Pairs) -> None:
    match = pairs.accept(pairs.propose("daan", quantity=30), "chantal", quantity=12)
    pairs.accept(match, "amina")
    assert match.need.committed == match.offer.committed == 12


def test_nobody_answers_for_a_need_that_was_closed_meanwhile(pairs: Pairs) -> None:
    match = in_state(pairs, "noted")
    close_need(pairs.session, pairs["amina"], match.need, NeedEnding(outcome=NeedOutcome.MET))
    pairs.undo(match, "chantal")
    with pytest.raises(Conflict):
        pairs.accept(match)
    assert match.need.committed == 0


def test_a_no_has_a_reason_and_frees_nothing(pairs: Pairs) -> None:
    match = pairs.decline(pairs.approved(), reason="too_far", note="Te ver fietsen.")
    assert (match.status, match.decline_reason) == (MatchStatus.DECLINED, DeclineReason.TOO_FAR)
    assert (match.declined_by, match.ending_note, match.answer_by) == (Side.OFFER, "Te ver fietsen.", None)
    assert match.need.committed == 0


def test_the_teams_no_to_a_proposal_is_the_teams(pairs: Pairs) -> None:
    assert pairs.decline(pairs.propose(), "daan").declined_by is Side.TEAM


@pytest.mark.parametrize("who", ["amina", "daan"])
def test_a_yes_by_telephone_is_written_down_with_how_it_came(pairs: Pairs, who: str) -> None:
    match = pairs.accept(pairs.approved(), who, on_behalf="1", channel="phone", note="Belde terug.", quantity=20)
    assert match.status is MatchStatus.ACCEPTED
    assert (match.answered_for, match.answer_channel) == (Side.OFFER, Channel.PHONE)
    assert (match.answer_note, match.need.committed) == ("Belde terug.", 20)
    assert pairs.events(match)[-1] == "match:accepted"


def test_an_answer_for_somebody_else_says_how_it_came(pairs: Pairs) -> None:
    assert set(refused(pairs, pairs.approved(), "amina", on_behalf="1")) == {"channel"}


def test_the_partner_undoes_a_yes_it_did_not_give_and_is_asked_again(pairs: Pairs) -> None:
    match = pairs.undo(in_state(pairs, "noted"))
    assert (match.status, match.awaits_offer, match.awaits_need) == (MatchStatus.APPROVED, True, False)
    assert match.need.committed == match.offer.committed == 0
    assert (match.answered_for, match.answer_channel, match.accepted_at) == (None, None, None)
    assert match.answer_by is not None
    pairs.accept(match, quantity=7)
    assert match.need.committed == 7


def test_the_partner_undoes_a_no_it_did_not_give(pairs: Pairs) -> None:
    match = pairs.undo(in_state(pairs, "noted_no"))
    assert (match.status, match.awaits_offer, match.decline_reason) == (MatchStatus.APPROVED, True, None)
    pairs.accept(match)


def test_one_of_two_answers_that_was_written_down_can_be_undone_before_the_other_comes(pairs: Pairs) -> None:
    match = pairs.accept(pairs.propose("daan"), "daan", on_behalf="1", channel="email")
    assert (match.awaits_offer, match.awaits_need) == (False, True)
    pairs.undo(match)
    assert (match.awaits_offer, match.awaits_need) == (True, True)


def test_undoing_ones_own_yes_does_not_undo_the_others_no(pairs: Pairs) -> None:
    match = pairs.accept(pairs.propose("daan"), "daan", on_behalf="1", channel="phone")
    pairs.decline(match, "amina")
    with pytest.raises(Conflict):
        pairs.undo(match)
    assert match.status is MatchStatus.DECLINED


def test_a_no_is_not_undone_past_a_newer_proposal_between_the_same_two(pairs: Pairs) -> None:
    match = in_state(pairs, "noted_no")
    pairs.propose("amina", match.need, match.offer)
    with pytest.raises(Conflict):
        pairs.undo(match)
