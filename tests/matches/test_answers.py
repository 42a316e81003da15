"""Yes and no: for all of it, for a part, for more, with what is left, on behalf of a partner, and
taken back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.core.errors import Conflict, Invalid
from app.matches.models import (
    Channel,
    DeclineReason,
    Match,
    MatchStatus,
    NotedAnswer,
    Side,
    WithdrawReason,
)
from app.needs.commands import NeedEnding, close_need
from app.needs.models import NeedOutcome
from app.offers.commands import OfferWithdrawing, withdraw_offer
from app.offers.models import OfferWithdrawal
from tests.matches.pairs import JAAP, Pairs, in_state
from tests.world import Visitors


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


def test_who_accepts_more_than_the_need_has_left_is_told_how_much_and_takes_the_rest(
    pairs: Pairs,
) -> None:
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


def test_a_part_without_a_second_number_takes_the_offer_in_proportion_rounded_up(
    pairs: Pairs,
) -> None:
    match = pairs.approved(
        offer=pairs.offer(unit="rides_per_week", quantity=6), quantity=20, offer_quantity=5
    )
    pairs.accept(match, quantity=9)
    assert (match.need.committed, match.offer.committed) == (9, 3)


def test_what_the_team_proposes_needs_a_yes_of_both_in_either_order(pairs: Pairs) -> None:
    for first, second in (("amina", "chantal"), ("chantal", "amina")):
        match = pairs.propose("daan", pairs.need(), pairs.offer(), quantity=10)
        pairs.accept(match, first)
        assert match.status is MatchStatus.APPROVED
        assert match.need.committed == match.offer.committed == 0, "one yes commits nothing"
        with pytest.raises(Conflict, match="al ja op gezegd"):
            pairs.accept(match, first)
        agreed = pairs.accept(match, second)
        assert agreed.status is MatchStatus.ACCEPTED
        assert agreed.need.committed == agreed.offer.committed == 10
        assert pairs.events(match) == ["match:proposed", "match:agreed", "match:accepted"]


def test_the_first_of_two_may_say_yes_to_a_part_and_the_second_hears_that_number(
    pairs: Pairs,
) -> None:
    match = pairs.accept(pairs.propose("daan", quantity=30), "chantal", quantity=12)
    pairs.accept(match, "amina")
    assert match.need.committed == match.offer.committed == 12


def test_a_no_has_a_reason_and_frees_nothing(pairs: Pairs) -> None:
    match = pairs.decline(pairs.approved(), reason="too_far", note="Te ver fietsen.")
    assert (match.status, match.decline_reason) == (MatchStatus.DECLINED, DeclineReason.TOO_FAR)
    assert (match.declined_by, match.ending_note, match.answer_by) == (
        Side.OFFER,
        "Te ver fietsen.",
        None,
    )
    assert match.need.committed == 0


def test_the_teams_no_to_a_proposal_is_the_teams(pairs: Pairs) -> None:
    assert pairs.decline(pairs.propose(), "daan").declined_by is Side.TEAM


@pytest.mark.parametrize("who", ["amina", "daan"])
def test_a_yes_by_telephone_is_written_down_with_how_it_came(pairs: Pairs, who: str) -> None:
    match = pairs.accept(
        pairs.approved(), who, on_behalf="1", channel="phone", note="Belde terug.", quantity=20
    )
    assert match.status is MatchStatus.ACCEPTED
    assert match.noted_answers == [NotedAnswer(Side.OFFER, Channel.PHONE, "Belde terug.")]
    assert match.need.committed == 20
    assert pairs.events(match)[-1] == "match:accepted"


def test_an_answer_for_somebody_else_says_how_it_came(pairs: Pairs) -> None:
    assert set(refused(pairs, pairs.approved(), "amina", on_behalf="1")) == {"channel"}


def test_the_partner_undoes_a_yes_it_did_not_give_and_is_asked_again(pairs: Pairs) -> None:
    match = pairs.undo(in_state(pairs, "noted"))
    assert (match.status, match.awaits_offer, match.awaits_need) == (
        MatchStatus.APPROVED,
        True,
        False,
    )
    assert match.need.committed == match.offer.committed == 0
    assert (match.noted_answers, match.accepted_at) == ([], None)
    assert match.answer_by is not None
    pairs.accept(match, quantity=7)
    assert match.need.committed == 7


def test_the_partner_undoes_a_no_it_did_not_give(pairs: Pairs) -> None:
    match = pairs.undo(in_state(pairs, "noted_no"))
    assert (match.status, match.awaits_offer, match.decline_reason) == (
        MatchStatus.APPROVED,
        True,
        None,
    )
    pairs.accept(match)


def test_one_of_two_answers_that_was_written_down_can_be_undone_before_the_other_comes(
    pairs: Pairs,
) -> None:
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


def both_noted(pairs: Pairs) -> Match:
    """Proposed by the team, which wrote down the yes of both: of the offer's by telephone, of the
    need's by e-mail.
    """
    match = pairs.propose("daan", quantity=10)
    pairs.accept(match, "daan", on_behalf="1", channel="phone", note="Belde terug.")
    return pairs.accept(match, "daan", on_behalf="1", channel="email", note="Mailde.")


@pytest.mark.parametrize(
    ("who", "side", "other", "kept"),
    [
        ("chantal", Side.OFFER, "amina", NotedAnswer(Side.NEED, Channel.EMAIL, "Mailde.")),
        ("amina", Side.NEED, "chantal", NotedAnswer(Side.OFFER, Channel.PHONE, "Belde terug.")),
    ],
)
def test_of_two_answers_by_telephone_each_side_undoes_its_own_and_the_others_stays(
    pairs: Pairs, who: str, side: Side, other: str, kept: NotedAnswer
) -> None:
    match = both_noted(pairs)
    assert match.status is MatchStatus.ACCEPTED
    assert {answer.side for answer in match.noted_answers} == {Side.NEED, Side.OFFER}
    pairs.undo(match, who)
    assert (match.status, match.need.committed, match.offer.committed) == (
        MatchStatus.APPROVED,
        0,
        0,
    )
    assert match.noted_answers == [kept]
    assert (match.awaits_need, match.awaits_offer) == (side is Side.NEED, side is Side.OFFER)
    with pytest.raises(Conflict):
        pairs.undo(match, who)
    pairs.undo(match, other)
    assert (match.noted_answers, match.awaits_need, match.awaits_offer) == ([], True, True)
    pairs.accept(match, who)
    assert pairs.accept(match, other).status is MatchStatus.ACCEPTED


def test_the_first_of_two_undoes_its_yes_after_the_second_undid_a_no(pairs: Pairs) -> None:
    match = pairs.accept(pairs.propose("daan", quantity=10), "daan", on_behalf="1", channel="phone")
    pairs.decline(match, "daan", on_behalf="1", channel="email")
    with pytest.raises(Conflict):
        pairs.undo(match, "chantal")  # hers was the yes
    pairs.undo(match, "amina")
    assert (match.status, match.awaits_need, match.awaits_offer) == (
        MatchStatus.APPROVED,
        True,
        False,
    )
    pairs.undo(match, "chantal")
    assert (match.awaits_need, match.awaits_offer) == (True, True)


def close(pairs: Pairs, match: Match) -> None:
    close_need(pairs.session, pairs["amina"], match.need, NeedEnding(outcome=NeedOutcome.MET))


def withdraw(pairs: Pairs, match: Match) -> None:
    withdraw_offer(
        pairs.session,
        pairs["chantal"],
        match.offer,
        OfferWithdrawing(reason=OfferWithdrawal.STOPPED),
    )


def fill(pairs: Pairs, match: Match) -> None:
    pairs.accepted(need=match.need, offer=pairs.offer(JAAP, quantity=40), quantity=40)


def test_a_yes_undone_after_the_need_was_closed_ends_the_match_as_nobody_can_answer_it(
    pairs: Pairs,
) -> None:
    match = in_state(pairs, "noted")
    close(pairs, match)
    assert match.status is MatchStatus.ACCEPTED, "what was agreed goes on"
    pairs.undo(match, "chantal")
    assert (match.status, match.withdraw_reason) == (
        MatchStatus.WITHDRAWN,
        WithdrawReason.NO_LONGER_NEEDED,
    )
    assert match.need.committed == match.offer.committed == 0
    assert (match.noted_answers, match.answer_by) == ([], None)
    assert pairs.events(match)[-2:] == ["match:answer_undone", "match:withdrawn"]


@pytest.mark.parametrize("end", [close, withdraw, fill])
def test_a_no_is_not_undone_when_nobody_asks_any_more(
    pairs: Pairs, end: Callable[[Pairs, Match], None]
) -> None:
    match = in_state(pairs, "noted_no")
    end(pairs, match)
    with pytest.raises(Conflict):
        pairs.undo(match, "chantal")
    assert (match.status, match.declined_by) == (MatchStatus.DECLINED, Side.OFFER)


@pytest.mark.parametrize(("state", "is_offered"), [("noted", True), ("noted_no", False)])
def test_the_page_offers_to_undo_only_what_can_be_undone(
    visitors: Visitors, pairs: Pairs, state: str, is_offered: bool
) -> None:
    match = in_state(pairs, state)
    close(pairs, match)
    pairs.session.commit()
    page = visitors["chantal"].get(f"/koppelingen/{match.id}").text
    assert ("/terugdraaien" in page) is is_offered
    answer = visitors["chantal"].post(f"/koppelingen/{match.id}/terugdraaien")
    assert answer.status_code == (303 if is_offered else 409)
    if is_offered:
        assert (
            "deze koppeling is gestopt" in visitors["chantal"].get(answer.headers["location"]).text
        )


def test_the_partner_reads_how_the_answer_came_and_others_do_not(
    visitors: Visitors, pairs: Pairs
) -> None:
    match = both_noted(pairs)
    pairs.session.commit()
    for who, told in {
        "chantal": True,
        "amina": True,
        "daan": True,
        "farid": False,
        "greet": False,
    }.items():
        page = visitors[who].get(f"/koppelingen/{match.id}").text
        assert ("Belde terug." in page, "Mailde." in page) == (told, told), who
