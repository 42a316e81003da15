"""A plan from the question to the proposals, on real needs and offers."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import create_engine
from sqlmodel import Session, col, select

from app.core import clock, jobs
from app.core.errors import Forbidden
from app.matches.models import Match
from app.needs.models import Need
from app.offers.models import Offer
from app.planning import question_queries, stage_commands
from app.planning.commands import PlanWish, ask_plan
from app.planning.jobs import ask_again, forget, make
from app.planning.models import (
    GapReason,
    LineStatus,
    Plan,
    PlanFailure,
    PlanLine,
    PlanNeed,
    PlanStage,
    PlanStatus,
)
from app.planning.solver import solve
from tests.conftest import Databases
from tests.matches.pairs import JAAP, KARIN, Pairs
from tests.planning.plans import Plans
from tests.world import World


def test_a_plan_puts_what_is_on_offer_where_it_is_needed(plans: Plans, pairs: Pairs) -> None:
    need, offer = pairs.need(), pairs.offer()
    plan = plans.make()
    assert plan.status is PlanStatus.READY
    assert plans.quantities(plan) == {(need.id, offer.id): 30}
    assert (plan.wanted, plan.covered, plan.need_count, plan.offer_count, plan.pair_count) == (
        40,
        30,
        1,
        1,
        1,
    )
    assert plan.is_best
    assert plans.gaps(plan) == {need.id: GapReason.NOT_ENOUGH}
    (line,) = plans.lines(plan)
    assert line.terms["share"] == 0.75 and line.terms["area"] == 1
    assert {locale: reasons[0] for locale, (reasons, _cautions) in line.reasons.items()}.keys() == {
        "nl",
        "en",
    }
    assert "dezelfde gemeente: Eemsdelta" in " ".join(line.reasons["nl"][0])
    assert "the same municipality: Eemsdelta" in " ".join(line.reasons["en"][0])
    assert plans.events(plan) == ["plan:asked", "plan:made"]


def test_a_plan_asks_nobody_anything(plans: Plans, pairs: Pairs, session: Session) -> None:
    pairs.need(), pairs.offer()
    plans.make()
    assert session.exec(select(Match)).all() == []


def test_of_several_offers_it_takes_what_covers_the_need_and_shares_between_equals(
    plans: Plans, pairs: Pairs
) -> None:
    first, second = pairs.need(), pairs.need()
    pairs.offer(quantity=30), pairs.offer(JAAP, quantity=30)
    plan = plans.make()
    given = plans.quantities(plan)
    for need in (first, second):
        assert (
            sum(quantity for (need_id, _offer), quantity in given.items() if need_id == need.id)
            >= 20
        )
    assert plan.covered == 60
    assert set(plans.gaps(plan).values()) <= {GapReason.AS_URGENT, GapReason.NOT_ENOUGH}


def test_only_what_fits_well_enough_enters_a_plan(plans: Plans, pairs: Pairs) -> None:
    need, offer = pairs.need(), pairs.offer()
    plan = plans.make()
    (line,) = plans.lines(plan)
    plans.admit(line.score + 0.001)
    again = plans.make()
    assert (again.pair_count, plans.lines(again), plans.gaps(again)) == (
        0,
        [],
        {need.id: GapReason.POOR_FIT},
    )
    plans.admit(line.score - 0.001)
    assert plans.quantities(plans.make()) == {(need.id, offer.id): 30}


def test_what_is_asked_and_not_answered_is_left_alone(plans: Plans, pairs: Pairs) -> None:
    need, offer, other = pairs.need(), pairs.offer(), pairs.offer(JAAP, quantity=40)
    pairs.propose(need=need, offer=offer, quantity=25)
    plan = plans.make()
    assert plans.quantities(plan) == {(need.id, other.id): 15}, (
        "15 of the 40 are not asked yet, and not of chantal"
    )


def test_after_taking_everything_over_the_next_plan_asks_nobody_again(
    plans: Plans, pairs: Pairs
) -> None:
    pairs.need(), pairs.offer(), pairs.offer(JAAP, quantity=10)
    plans.take(plans.make())
    again = plans.make()
    assert again.status is PlanStatus.READY
    assert (again.covered, plans.lines(again), plans.gaps(again)) == (0, [], {})


def test_a_second_press_leads_to_the_plan_that_is_being_made(
    plans: Plans, pairs: Pairs, session: Session
) -> None:
    pairs.need(), pairs.offer()
    first, is_first_new = ask_plan(session, pairs["daan"], PlanWish())
    second, is_second_new = ask_plan(session, pairs["daan"], PlanWish(region="VR01"))
    assert (first.id, is_first_new, is_second_new) == (second.id, True, False)
    assert plans.run(first).status is PlanStatus.READY
    assert ask_plan(session, pairs["daan"], PlanWish())[1], (
        "once it is there, another can be asked for"
    )


@pytest.mark.parametrize(
    ("who", "region"), [("amina", None), ("eva", None), ("hugo", "VR03"), ("daan", "VR03")]
)
def test_only_the_team_of_the_region_asks_for_a_plan(
    pairs: Pairs, session: Session, who: str, region: str | None
) -> None:
    with pytest.raises(Forbidden):
        ask_plan(session, pairs[who], PlanWish(region=region))
    assert session.exec(select(Plan)).all() == []


def test_a_job_that_comes_twice_makes_one_plan(plans: Plans, pairs: Pairs) -> None:
    pairs.need(), pairs.offer()
    plan = plans.make()
    made_at = plan.finished_at
    assert plans.run(plan).finished_at == made_at
    assert len(plans.lines(plan)) == 1


def test_a_plan_that_is_too_large_says_so(
    plans: Plans, pairs: Pairs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(question_queries, "MOST_PAIRS", 0)
    pairs.need(), pairs.offer()
    plan = plans.make()
    assert (plan.status, plan.failure) == (PlanStatus.FAILED, PlanFailure.TOO_LARGE)
    assert plans.events(plan) == ["plan:asked", "plan:failed"]
    assert plans.ask().id != plan.id


def test_a_plan_that_breaks_says_so_and_makes_room_for_the_next(
    plans: Plans, pairs: Pairs, session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    need, offer = pairs.need(), pairs.offer()
    plan = plans.ask()
    session.commit()
    # Somebody stored the same proposal already: the insert of the job's last step is refused.
    session.add(PlanNeed(plan_id=plan.id, need_id=need.id, wanted=40, planned=40))
    session.add(
        PlanLine(
            plan_id=plan.id,
            need_id=need.id,
            offer_id=offer.id,
            quantity=1,
            score=1,
            terms={},
            reasons={},
        )
    )
    session.commit()
    plan = plans.run(plan)
    assert (plan.status, plan.failure) == (PlanStatus.FAILED, PlanFailure.BROKEN)
    assert "could not be made" in caplog.text
    assert plans.ask().id != plan.id


def test_a_plan_whose_worker_or_job_is_gone_is_made_all_the_same(
    plans: Plans, pairs: Pairs, session: Session
) -> None:
    pairs.need(), pairs.offer()
    plan = plans.ask()
    stage_commands.begin_plan(session, plan.id)  # and no more is heard of it
    stage_commands.reach_stage(session, plan.id, PlanStage.COMPARING, need_count=3, offer_count=2)
    session.commit()
    assert ask_again() == 0, "its job is still in the queue"
    session.execute(sa.text("DELETE FROM procrastinate_jobs"))
    session.commit()
    with clock.at(clock.now() + timedelta(days=7)):
        assert ask_again() == 1
        assert ask_again() == 0
        plan = plans.run(plan)
    assert (plan.status, plan.tries) == (PlanStatus.READY, 2)
    assert len(plans.lines(plan)) == 1
    assert plans.run(plan).tries == 2, "what is done is not done again"


def test_a_plan_that_ends_its_worker_each_time_is_given_up(plans: Plans, session: Session) -> None:
    plan = plans.ask()
    for _killed in range(stage_commands.MOST_TRIES):
        assert stage_commands.begin_plan(session, plan.id) == "VR01"
    session.commit()
    plan = plans.run(plan)
    assert (plan.status, plan.failure) == (PlanStatus.FAILED, PlanFailure.STOPPED)
    assert plans.ask().id != plan.id


def test_of_two_workers_with_one_plan_one_makes_it(
    plans: Plans, pairs: Pairs, session: Session
) -> None:
    plan = plans.ask()
    session.commit()
    with jobs.nobody_else(f"plan:{plan.id}") as is_ours:
        assert is_ours
        assert plans.run(plan).status is PlanStatus.QUEUED
    assert plans.run(plan).status is PlanStatus.READY


def test_old_plans_of_which_nothing_came_are_forgotten(
    plans: Plans, pairs: Pairs, session: Session
) -> None:
    pairs.need(), pairs.offer()
    first, taken, last = plans.make(), plans.make(), plans.make()
    plans.take(taken)
    session.commit()
    gone, stay = first.id, (taken.id, last.id)
    assert forget() == 0
    with clock.at(clock.now() + stage_commands.KEPT + timedelta(hours=1)):
        assert forget() == 1
        assert forget() == 0
    session.expire_all()
    assert session.get(Plan, gone) is None
    assert all(session.get(Plan, plan_id) is not None for plan_id in stay)


def test_a_plan_that_was_given_up_meanwhile_is_not_finished_after_all(
    plans: Plans, pairs: Pairs, session: Session
) -> None:
    pairs.need(), pairs.offer()
    plan = plans.ask()
    region_code = stage_commands.begin_plan(session, plan.id)
    assert region_code == "VR01"
    question = question_queries.get_question(session, region_code)
    stage_commands.fail_plan(session, plan.id, PlanFailure.STOPPED)
    session.commit()
    stage_commands.finish_plan(session, plan.id, question, solve(question.problem), 10**9)
    assert session.get_one(Plan, plan.id).status is PlanStatus.FAILED
    assert plans.lines(plan) == []


def test_a_page_can_see_how_far_it_is(plans: Plans, pairs: Pairs, session: Session) -> None:
    plan = plans.ask()
    stage_commands.begin_plan(session, plan.id)
    assert (plan.status, plan.stage) == (PlanStatus.RUNNING, PlanStage.GATHERING)
    stage_commands.reach_stage(session, plan.id, PlanStage.COMPARING, need_count=3, offer_count=2)
    session.flush()
    assert (plan.stage, plan.need_count, plan.offer_count) == (PlanStage.COMPARING, 3, 2)


def test_the_plan_of_the_demo_region_is_the_best_and_within_what_everybody_has(
    databases: Databases,
) -> None:
    engine = create_engine(databases.copy("demo"))
    before = jobs._engine
    jobs.use_engine(engine)
    try:
        with Session(engine, expire_on_commit=False) as session, session.begin():
            plan, _is_new = ask_plan(session, World(session)["daan"], PlanWish())
        make(str(plan.id))
        with Session(engine) as session:
            plan = session.get_one(Plan, plan.id)
            assert plan.status is PlanStatus.READY
            assert plan.objective == plan.bound, "no plan is better"
            needs, offers = question_queries.find_stock(session, "VR01")
            left = {need.id: need.left for need in needs}
            lines = session.exec(select(PlanLine).where(col(PlanLine.plan_id) == plan.id)).all()
            assert len(lines) >= 10
            for key, rest in (("need_id", left), ("offer_id", offers)):
                for owner, room in rest.items():
                    assert (
                        sum(line.quantity for line in lines if getattr(line, key) == owner) <= room
                    )
            for line in lines:
                need, offer = (
                    session.get_one(Need, line.need_id),
                    session.get_one(Offer, line.offer_id),
                )
                assert (need.unit, line.status) == (offer.unit, LineStatus.OPEN)
                assert need.organisation_id != offer.organisation_id
    finally:
        engine.dispose()
        if before is not None:
            jobs.use_engine(before)


def test_offers_of_others_are_used_when_the_own_ones_are_full(plans: Plans, pairs: Pairs) -> None:
    need = pairs.need(quantity=60)
    offers = [pairs.offer(), pairs.offer(JAAP, quantity=20), pairs.offer(KARIN, quantity=20)]
    plan = plans.make()
    assert {offer for _need, offer in plans.quantities(plan)} == {offer.id for offer in offers}
    assert plans.gaps(plan) == {} and plan.covered == need.quantity
