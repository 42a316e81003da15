"""The stages of a plan: a job runs each in a transaction of its own, so that everybody can see how
far it is.
"""

from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

import numpy as np
import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.audit import record
from app.core import clock
from app.core.db import new_id
from app.core.i18n import LOCALES, speaking
from app.identity.actor import SYSTEM, system_team
from app.planning import events
from app.planning.gap_queries import explain_unmatched
from app.planning.gaps import explain_planned
from app.planning.models import (
    LIVE,
    GapReason,
    Plan,
    PlanFailure,
    PlanLine,
    PlanNeed,
    PlanStage,
    PlanStatus,
)
from app.planning.question_queries import Question
from app.planning.solver import Solution
from app.scoring.terms import ENGINE
from app.target_groups.choices import RegionChoices

SILENCE = timedelta(minutes=10)


def begin_plan(session: Session, plan_id: UUID) -> str | None:
    """Take a queued plan up. Returns its region, or None when somebody else did or it is gone."""
    plan = session.exec(select(Plan).where(col(Plan.id) == plan_id).with_for_update()).first()
    if plan is None or plan.status is not PlanStatus.QUEUED:
        return None
    plan.status, plan.stage, plan.moved_at = PlanStatus.RUNNING, PlanStage.GATHERING, clock.now()
    return plan.region_code


def reach_stage(session: Session, plan_id: UUID, stage: PlanStage, **counts: int) -> None:
    """Show how far a plan is."""
    plan = session.get_one(Plan, plan_id)
    plan.stage, plan.moved_at = stage, clock.now()
    for name, count in counts.items():
        setattr(plan, name, count)


def finish_plan(
    session: Session, plan_id: UUID, question: Question, solution: Solution, bound: int
) -> None:
    """Store what was found."""
    plan = session.exec(select(Plan).where(col(Plan.id) == plan_id).with_for_update()).one()
    if plan.status is not PlanStatus.RUNNING:  # `give_up_silent` was faster
        return
    lines = _lines(session, plan, question, solution)
    if lines:
        session.execute(sa.insert(PlanLine), lines)
    needs = _needs(session, plan_id, question, solution)
    if needs:
        session.execute(sa.insert(PlanNeed), needs)
    plan.status, plan.stage, plan.moved_at, plan.finished_at = (
        PlanStatus.READY,
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
    session: Session, plan: Plan, question: Question, solution: Solution
) -> list[dict[str, Any]]:
    problem = question.problem
    chosen = np.flatnonzero(solution.quantity).tolist()
    why = _explain(session, plan.region_code, question, chosen)
    return [
        {
            "id": new_id(),
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
    session: Session, region_code: str, question: Question, chosen: list[int]
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
    session: Session, plan_id: UUID, question: Question, solution: Solution
) -> list[dict[str, Any]]:
    problem = question.problem
    received = problem.received(solution.quantity)
    reasons = {
        question.need_ids[place]: reason
        for place, reason in explain_planned(problem, solution.quantity).items()
    }
    open_ids = [
        question.need_ids[place] for place in np.flatnonzero(received < problem.need_left).tolist()
    ]
    unmatched = [need_id for need_id in open_ids if need_id not in reasons]
    reasons |= explain_unmatched(session, unmatched) if unmatched else {}
    return [
        {
            "plan_id": plan_id,
            "need_id": need_id,
            "wanted": int(problem.need_left[place]),
            "planned": int(received[place]),
            # A need that was withdrawn while the plan was made has no reason any more, and no page
            # shows it.
            "gap": reasons.get(need_id, GapReason.POOR_FIT)
            if received[place] < problem.need_left[place]
            else None,
        }
        for place, need_id in enumerate(question.need_ids)
    ]


def fail_plan(session: Session, plan_id: UUID, failure: PlanFailure) -> None:
    """Give a plan up, so that another can be asked for. What ended already stays as it is."""
    plan = session.exec(select(Plan).where(col(Plan.id) == plan_id).with_for_update()).first()
    if plan is None or plan.status not in LIVE:
        return
    plan.status, plan.stage, plan.failure = PlanStatus.FAILED, None, failure
    plan.moved_at = plan.finished_at = clock.now()
    record(
        session,
        SYSTEM,
        events.PlanFailed(object_id=plan.id, region_code=plan.region_code, failure=failure),
    )


def give_up_silent(session: Session) -> int:
    """Plans of which nothing was heard for a while: their worker is gone. Returns how many."""
    silent = select(Plan.id).where(
        col(Plan.status).in_(LIVE), col(Plan.moved_at) < clock.now() - SILENCE
    )
    lost = session.exec(silent).all()
    for plan_id in lost:
        fail_plan(session, plan_id, PlanFailure.STOPPED)
    return len(lost)
