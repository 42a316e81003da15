"""Taking proposals over: ordinary matches of the team, and what does not fit any more stays with
the reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.core import clock
from app.core.errors import Conflict, Forbidden, Invalid
from app.identity.actor import SYSTEM
from app.matches.locks import lock_match
from app.matches.models import GRACE, Match, MatchStatus, Side
from app.needs.commands import NeedEnding, close_need
from app.needs.models import Need, NeedOutcome
from app.offers.commands import OfferWithdrawing, pause_offer, withdraw_offer
from app.offers.models import Offer, OfferWithdrawal
from app.planning import commands
from app.planning.commands import Taken, Taking, leave_just_taken, take_lines
from app.planning.line_queries import find_just_taken
from app.planning.models import LeftReason, LineStatus, Plan, PlanStatus
from app.review.queue_queries import get_queue
from app.suggestions.review_commands import tell_decision, undo_review
from tests.matches.pairs import JAAP, KARIN, Pairs
from tests.planning.plans import Plans


def matches(session: Session) -> list[Match]:
    return list(session.exec(select(Match).order_by(col(Match.quantity).desc())))


def test_a_proposal_becomes_a_match_of_the_team_that_waits_for_both(
    plans: Plans, pairs: Pairs, session: Session
) -> None:
    need, offer = pairs.need(), pairs.offer()
    plan = plans.make()
    (line,) = plans.lines(plan)
    assert plans.take(plan, line.id) == Taken(taken=1, left=0)
    (match,) = matches(session)
    assert (match.need_id, match.offer_id, match.quantity) == (need.id, offer.id, 30)
    assert (match.status, match.proposed_by) == (MatchStatus.APPROVED, Side.TEAM)
    assert match.awaits_need and match.awaits_offer and match.answer_by is not None
    assert (line.status, line.match_id) == (LineStatus.TAKEN, match.id)
    assert plans.events(plan) == ["plan:asked", "plan:made", "plan:line_taken"]


def test_a_need_of_the_teams_own_organisation_is_proposed_by_the_team_as_well(
    plans: Plans, pairs: Pairs, session: Session
) -> None:
    need = pairs.world.need("daan", publish=True)
    pairs.offer()
    plans.take(plans.make())
    (match,) = matches(session)
    assert match.need_id == need.id
    assert (match.status, match.proposed_by, match.needs_review) == (
        MatchStatus.APPROVED,
        Side.TEAM,
        False,
    )


def test_some_are_taken_and_the_rest_stays_open(
    plans: Plans, pairs: Pairs, session: Session
) -> None:
    pairs.need(quantity=60)
    pairs.offer(), pairs.offer(JAAP, quantity=20), pairs.offer(KARIN, quantity=10)
    plan = plans.make()
    first, second, third = plans.lines(plan)
    plans.take(plan, first.id, third.id)
    assert [match.quantity for match in matches(session)] == [30, 10]
    assert (first.status, second.status, third.status) == (
        LineStatus.TAKEN,
        LineStatus.OPEN,
        LineStatus.TAKEN,
    )
    assert plans.take(plan) == Taken(taken=1, left=0), "all is what is still open"


def test_what_was_taken_is_not_taken_again(plans: Plans, pairs: Pairs, session: Session) -> None:
    pairs.need(), pairs.offer()
    plan = plans.make()
    (line,) = plans.lines(plan)
    plans.take(plan, line.id)
    assert plans.take(plan, line.id) == Taken(taken=0, left=0)
    assert len(matches(session)) == 1


def _close(pairs: Pairs, need: Need, offer: Offer) -> None:
    close_need(pairs.session, pairs["amina"], need, NeedEnding(outcome=NeedOutcome.MET))


def _pause(pairs: Pairs, need: Need, offer: Offer) -> None:
    pause_offer(pairs.session, pairs["chantal"], offer)


def _withdraw(pairs: Pairs, need: Need, offer: Offer) -> None:
    withdraw_offer(
        pairs.session, pairs["chantal"], offer, OfferWithdrawing(reason=OfferWithdrawal.STOPPED)
    )


def _cover(pairs: Pairs, need: Need, offer: Offer) -> None:
    pairs.accepted(need=need, offer=pairs.offer(JAAP, quantity=40), quantity=15)


def _use(pairs: Pairs, need: Need, offer: Offer) -> None:
    pairs.accepted(need=pairs.need(), offer=offer, quantity=5)


def _ask(pairs: Pairs, need: Need, offer: Offer) -> None:
    pairs.propose(need=need, offer=offer, quantity=3)


@pytest.mark.parametrize(
    ("meanwhile", "reason"),
    [
        (_close, LeftReason.NEED_ENDED),
        (_pause, LeftReason.OFFER_ENDED),
        (_withdraw, LeftReason.OFFER_ENDED),
        (_cover, LeftReason.NEED_COVERED),
        (_use, LeftReason.OFFER_FULL),
        (_ask, LeftReason.ALREADY_ASKED),
    ],
)
def test_what_does_not_fit_any_more_stays_with_the_reason_and_the_others_go_on(
    plans: Plans,
    pairs: Pairs,
    session: Session,
    meanwhile: Callable[[Pairs, Need, Offer], None],
    reason: LeftReason,
) -> None:
    need, offer = pairs.need(), pairs.offer()
    other_need, other_offer = (
        pairs.need(support_type="transport", unit="rides_per_week"),
        pairs.offer(KARIN, support_type="transport", unit="rides_per_week"),
    )
    plan = plans.make()
    assert plans.quantities(plan) == {(need.id, offer.id): 30, (other_need.id, other_offer.id): 30}
    meanwhile(pairs, need, offer)
    session.flush()
    before = {match.id for match in matches(session)}
    assert plans.take(plan) == Taken(taken=1, left=1)
    line = next(line for line in plans.lines(plan) if line.need_id == need.id)
    assert (line.status, line.left_reason, line.match_id) == (LineStatus.LEFT, reason, None)
    (made,) = [match for match in matches(session) if match.id not in before]
    assert (made.need_id, made.offer_id) == (other_need.id, other_offer.id)
    assert reason.word.endswith(".")


def test_nothing_chosen_is_said(plans: Plans, pairs: Pairs, session: Session) -> None:
    plan = plans.make()
    with pytest.raises(Invalid) as problem:
        take_lines(session, pairs["daan"], plan, Taking())
    assert "lines" in problem.value.errors


def test_lines_of_another_plan_are_not_taken(plans: Plans, pairs: Pairs, session: Session) -> None:
    pairs.need(), pairs.offer()
    first = plans.make()
    (line,) = plans.lines(first)
    second = plans.make()
    assert plans.take(second, line.id) == Taken(taken=0, left=0)
    assert plans.take(second, uuid4()) == Taken(taken=0, left=0)
    assert matches(session) == []


@pytest.mark.parametrize("who", ["amina", "chantal", "eva", "hugo"])
def test_only_the_team_takes_over(plans: Plans, pairs: Pairs, session: Session, who: str) -> None:
    pairs.need(), pairs.offer()
    plan = plans.make()
    with pytest.raises(Forbidden):
        plans.take(plan, who=who)
    assert matches(session) == []


def test_a_plan_that_is_being_made_is_not_taken_over(plans: Plans, pairs: Pairs) -> None:
    plan = plans.ask()
    assert plan.status is PlanStatus.QUEUED
    with pytest.raises(Conflict):
        plans.take(plan)


def test_one_button_beats_what_is_ticked(plans: Plans, pairs: Pairs, session: Session) -> None:
    """The form sends the ticks along when the button of one proposal is pressed."""
    pairs.need(quantity=60)
    pairs.offer(), pairs.offer(JAAP, quantity=20)
    plan = plans.make()
    first, second = plans.lines(plan)
    ticked: list[UUID] = [first.id]
    take_lines(session, pairs["daan"], plan, Taking(only=second.id, lines=ticked))
    assert [match.quantity for match in matches(session)] == [second.quantity]


def test_a_long_plan_is_taken_over_in_parts_the_most_urgent_first(
    plans: Plans, pairs: Pairs, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "MOST_AT_ONCE", 1)
    calm, urgent = pairs.need(urgency="low", quantity=10), pairs.need(urgency="acute", quantity=10)
    pairs.offer(quantity=30)
    plan = plans.make()
    assert [plans.take(plan).taken for _press in range(3)] == [1, 1, 0]
    first, second = sorted(matches(session), key=lambda match: match.id)
    assert (first.need_id, second.need_id) == (urgent.id, calm.id)


def heard(session: Session, match: Match) -> list[str]:
    rows = session.exec(select(AuditEntry).where(col(AuditEntry.object_id) == match.id))
    return [row.event for row in rows]


def leave(plans: Plans, plan: Plan, who: str = "daan") -> int:
    undone = leave_just_taken(plans.session, plans.pairs[who], plan)
    plans.session.flush()
    return undone


def test_within_the_minute_one_step_back_makes_all_of_it_proposals_again_and_nobody_was_told(
    plans: Plans, pairs: Pairs, session: Session
) -> None:
    pairs.need(quantity=60)
    pairs.offer(), pairs.offer(JAAP, quantity=20), pairs.offer(KARIN, quantity=10)
    plan = plans.make()
    lines = plans.lines(plan)
    plans.take(plan, lines[0].id, lines[1].id)
    made = matches(session)
    assert all(match.is_untold for match in made)
    assert leave(plans, plan) == 2
    assert {line.status for line in lines} == {LineStatus.OPEN}
    assert [match.status for match in made] == [MatchStatus.WITHDRAWN] * 2
    for match in made:
        assert match.tell_at is not None and "match:told" not in heard(session, match)
    assert plans.events(plan)[-4:] == ["plan:line_taken"] * 2 + ["plan:line_left"] * 2
    assert leave(plans, plan) == 0, "one step, not two"
    assert plans.take(plan) == Taken(taken=3, left=0), "and it can be taken over again"


def test_after_the_minute_both_are_told_and_there_is_no_way_back(
    plans: Plans, pairs: Pairs, session: Session
) -> None:
    pairs.need(), pairs.offer()
    plan = plans.make()
    with clock.at(clock.now() - GRACE - timedelta(seconds=1)):
        plans.take(plan)
    (match,) = matches(session)
    assert match.tell_at is not None and not match.is_untold
    assert leave(plans, plan) == 0
    assert tell_decision(session, SYSTEM, match.id, match.tell_at)
    assert "match:told" in heard(session, match)
    assert match.status is MatchStatus.APPROVED


def test_an_answer_that_was_quicker_stands_and_the_rest_is_undone(
    plans: Plans, pairs: Pairs, session: Session
) -> None:
    pairs.need(quantity=60)
    first = pairs.offer()
    pairs.offer(JAAP, quantity=20)
    plan = plans.make()
    plans.take(plan)
    quick = next(match for match in matches(session) if match.offer_id == first.id)
    pairs.accept(quick, "chantal")
    assert leave(plans, plan) == 1
    assert quick.status is not MatchStatus.WITHDRAWN
    assert sorted(line.status for line in plans.lines(plan)) == [LineStatus.OPEN, LineStatus.TAKEN]


def test_the_review_counts_no_plan_and_a_step_back_elsewhere_opens_the_proposal_again(
    plans: Plans, pairs: Pairs, session: Session
) -> None:
    pairs.need(), pairs.offer()
    plan = plans.make()
    plans.take(plan)
    (match,) = matches(session)
    (line,) = plans.lines(plan)
    assert get_queue(session, pairs["daan"]).decided == []
    undo_review(session, pairs["daan"], lock_match(session, pairs["daan"], match.id))
    session.flush()
    assert (line.status, line.match_id) == (LineStatus.OPEN, None)


def test_what_a_colleague_took_over_is_not_undone(
    plans: Plans, pairs: Pairs, session: Session
) -> None:
    pairs.need(), pairs.offer()
    plan = plans.make()
    plans.take(plan)
    entry = session.exec(select(AuditEntry).where(col(AuditEntry.event) == "plan:line_taken")).one()
    plans.session.flush()
    daan = pairs["daan"]
    colleague = replace(daan, person_id=pairs["amina"].person_id)
    assert entry.person_id == daan.person_id
    assert leave_just_taken(session, colleague, plan) == 0
    assert find_just_taken(session, colleague, plan) is None
    found = find_just_taken(session, daan, plan)
    assert found is not None and len(found.match_ids) == 1


@pytest.mark.parametrize("who", ["amina", "chantal", "eva", "greet", "hugo"])
def test_only_the_team_takes_the_step_back(plans: Plans, pairs: Pairs, who: str) -> None:
    pairs.need(), pairs.offer()
    plan = plans.make()
    plans.take(plan)
    with pytest.raises(Forbidden):
        leave(plans, plan, who)
