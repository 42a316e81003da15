"""A plan in every state, for the stops of the browser, and the worker that makes one for the
walks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlmodel import Session, col, select

from app.core import jobs
from app.planning import question_queries, stage_commands
from app.planning.commands import PlanWish, Taking, ask_plan, take_lines
from app.planning.jobs import make
from app.planning.models import LIVE, LeftReason, LineStatus, Plan, PlanFailure, PlanLine, PlanStage
from app.planning.solver import lp_bound, solve
from tests.world import World

if TYPE_CHECKING:
    from tests.browser.region import Region


def add_plans(session: Session) -> dict[str, str]:
    """The addresses by name. The one that is being made comes last: there is room for one at a
    time.
    """
    return {name: f"/bord/plan/{plan_id}" for name, plan_id in _plans(session)}


def _plans(session: Session) -> list[tuple[str, UUID]]:
    daan = World(session)["daan"]

    def asked() -> UUID:
        return ask_plan(session, daan, PlanWish())[0].id

    failed = asked()
    stage_commands.fail_plan(session, failed, PlanFailure.STOPPED)
    session.flush()
    ready = asked()
    region_code = stage_commands.begin_plan(session, ready)
    assert region_code is not None
    question = question_queries.get_question(session, region_code)
    solution = solve(question.problem)
    stage_commands.finish_plan(session, ready, question, solution, lp_bound(question.problem))
    session.flush()
    plan = session.get_one(Plan, ready)
    lines = session.exec(
        select(PlanLine).where(col(PlanLine.plan_id) == ready).order_by(col(PlanLine.id))
    ).all()
    take_lines(session, daan, plan, Taking(only=lines[0].id))
    lines[1].status, lines[1].left_reason = LineStatus.LEFT, LeftReason.OFFER_FULL
    session.flush()
    running = asked()
    stage_commands.begin_plan(session, running)
    stage_commands.reach_stage(
        session, running, PlanStage.SOLVING, need_count=61, offer_count=74, pair_count=212
    )
    return [("plan_failed", failed), ("plan_ready", ready), ("plan_running", running)]


def stop_plans(region: Region) -> None:
    """Make room for a plan: what the stops left running is given up."""
    with region.session() as session:
        for plan_id in session.exec(select(Plan.id).where(col(Plan.status).in_(LIVE))).all():
            stage_commands.fail_plan(session, plan_id, PlanFailure.STOPPED)


def run_plan(region: Region, address: str) -> None:
    """What the worker does: the servers of these tests have none."""
    before = jobs._engine
    jobs.use_engine(region.engine)
    try:
        make(address.rpartition("/")[2])
    finally:
        if before is not None:
            jobs.use_engine(before)
