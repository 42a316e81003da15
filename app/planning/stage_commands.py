"""The stages of a plan: a job runs each in a transaction of its own, so that everybody can see how
far it is.
"""

from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.audit import record
from app.core import clock, db, job_tables, jobs
from app.core.i18n import LOCALES, speaking
from app.identity.actor import SYSTEM, system_team
from app.planning import events, gap_queries, gaps, models, question_queries, solver
from app.scoring.terms import ENGINE
from app.target_groups.choices import RegionChoices

MAKE = "planning:make"  # the job that makes one
# How often it is begun when its worker is stopped each time.
MOST_TRIES = 3
# After its end that long a plan of which nobody took anything over is still to be seen.
KEPT = timedelta(days=30)


def begin_plan(session: Session, plan_id: UUID) -> str | None:
    """Take a plan up, also one whose worker is gone: from the beginning, as all that was found is
    stored at the end. The caller sees to it that nobody else is at it. Returns its region, or None
    when it is done or gone, or was begun too often.
    """
    plan = session.exec(
        select(models.Plan).where(col(models.Plan.id) == plan_id).with_for_update()
    ).first()
    if plan is None or plan.status not in models.LIVE:
        return None
    if plan.tries >= MOST_TRIES:
        fail_plan(session, plan_id, models.PlanFailure.STOPPED)
        return None
    plan.tries += 1
    plan.status, plan.stage, plan.moved_at = (
        models.PlanStatus.RUNNING,
        models.PlanStage.GATHERING,
        clock.now(),
    )
    return plan.region_code


def reach_stage(session: Session, plan_id: UUID, stage: models.PlanStage, **counts: int) -> None:
    """Show how far a plan is."""
    plan = session.get_one(models.Plan, plan_id)
    plan.stage, plan.moved_at = stage, clock.now()
    for name, count in counts.items():
        setattr(plan, name, count)


def finish_plan(
    session: Session,
    plan_id: UUID,
    question: question_queries.Question,
    solution: solver.Solution,
    bound: int,
) -> None:
    """Store what was found."""
    plan = session.exec(
        select(models.Plan).where(col(models.Plan.id) == plan_id).with_for_update()
    ).one()
    if plan.status is not models.PlanStatus.RUNNING:  # somebody gave it up
        return
    lines = _lines(session, plan, question, solution)
    if lines:
        session.execute(sa.insert(models.PlanLine), lines)
    needs = _needs(session, plan_id, question, solution)
    if needs:
        session.execute(sa.insert(models.PlanNeed), needs)
    plan.status, plan.stage, plan.moved_at, plan.finished_at = (
        models.PlanStatus.READY,
        None,
        clock.now(),
        clock.now(),
    )
    plan.engine, plan.objective, plan.bound = ENGINE, solution.objective, bound
    plan.wanted, plan.covered = int(question.problem.need_left.sum()), solution.covered
    event = events.PlanMade(
        object_id=plan.id,
        region_code=plan.region_code,
        lines=len(lines),
        covered=plan.covered,
        wanted=plan.wanted,
    )
    record(session, SYSTEM, event)


def _lines(
    session: Session,
    plan: models.Plan,
    question: question_queries.Question,
    solution: solver.Solution,
) -> list[dict[str, Any]]:
    problem = question.problem
    chosen = np.flatnonzero(solution.quantity).tolist()
    why = _explain(session, plan.region_code, question, chosen)
    return [
        {
            "id": db.new_id(),
            "plan_id": plan.id,
            "need_id": question.need_ids[problem.pair_need[pair]],
            "offer_id": question.offer_ids[problem.pair_offer[pair]],
            "quantity": int(solution.quantity[pair]),
            "score": float(problem.pair_score[pair]),
        }
        | told
        for pair, told in zip(chosen, why, strict=True)
    ]


def _explain(
    session: Session, region_code: str, question: question_queries.Question, chosen: list[int]
) -> list[dict[str, Any]]:
    """Terms, and reasons in every language, as the region's team may know them."""
    found: list[dict[str, Any]] = [{"reasons": {}} for _pair in chosen]
    for locale in LOCALES:
        with speaking(locale):
            label = RegionChoices.for_reading(session, system_team(region_code)).label
            for row, pair in zip(found, chosen, strict=True):
                terms, why = question.admitted.explain(question.pairs[pair], label)
                row["terms"] = asdict(terms)
                row["reasons"][locale] = [list(why.reasons), list(why.cautions)]
    return found


def _needs(
    session: Session, plan_id: UUID, question: question_queries.Question, solution: solver.Solution
) -> list[dict[str, Any]]:
    problem = question.problem
    received = problem.received(solution.quantity)
    reasons = {
        question.need_ids[place]: reason
        for place, reason in gaps.explain_planned(problem, solution.quantity).items()
    }
    open_ids = [
        question.need_ids[place] for place in np.flatnonzero(received < problem.need_left).tolist()
    ]
    unmatched = [need_id for need_id in open_ids if need_id not in reasons]
    reasons |= gap_queries.explain_unmatched(session, unmatched) if unmatched else {}
    return [
        {
            "plan_id": plan_id,
            "need_id": need_id,
            "wanted": int(problem.need_left[place]),
            "planned": int(received[place]),
            # A need that was withdrawn while the plan was made has no reason any more, and no page
            # shows it.
            "gap": reasons.get(need_id, models.GapReason.POOR_FIT)
            if received[place] < problem.need_left[place]
            else None,
        }
        for place, need_id in enumerate(question.need_ids)
    ]


def fail_plan(session: Session, plan_id: UUID, failure: models.PlanFailure) -> None:
    """Give a plan up, so that another can be asked for. What ended already stays as it is."""
    plan = session.exec(
        select(models.Plan).where(col(models.Plan.id) == plan_id).with_for_update()
    ).first()
    if plan is None or plan.status not in models.LIVE:
        return
    plan.status, plan.stage, plan.failure = models.PlanStatus.FAILED, None, failure
    plan.moved_at = plan.finished_at = clock.now()
    record(
        session,
        SYSTEM,
        events.PlanFailed(object_id=plan.id, region_code=plan.region_code, failure=failure),
    )


def ask_again(session: Session) -> int:
    """Plans that are to be made and of which no job knows. Returns how many."""
    queued = job_tables.asked_for(MAKE, "plan_id", "todo", "doing")
    lost = sa.select(col(models.Plan.id), col(models.Plan.region_code)).where(
        col(models.Plan.status).in_(models.LIVE),
        sa.cast(col(models.Plan.id), sa.Text).not_in(queued),
    )
    found = session.execute(lost).all()
    for plan_id, region_code in found:
        jobs.defer(session, MAKE, region_code=region_code, plan_id=str(plan_id))
    return len(found)


def forget_plans(session: Session) -> int:
    """Plans that ended long ago and of which nobody took anything over: nothing was decided with
    them. The last one of a region stays. Returns how many.
    """
    newer = aliased(models.Plan)
    is_last = ~sa.exists().where(
        col(newer.region_code) == col(models.Plan.region_code),
        col(newer.status) == models.PlanStatus.READY,
        col(newer.created_at) > col(models.Plan.created_at),
    )
    is_taken = sa.exists().where(
        col(models.PlanLine.plan_id) == col(models.Plan.id),
        col(models.PlanLine.match_id).is_not(None),
    )
    gone = sa.delete(models.Plan).where(
        col(models.Plan.finished_at) < clock.now() - KEPT, ~is_taken, ~is_last
    )
    return len(session.execute(gone.returning(col(models.Plan.id))).all())
