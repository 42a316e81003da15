"""A plan is made by the worker: it may take longer than anybody waits for a page."""

import logging
from uuid import UUID

from app.core.jobs import WHEN_IT_IS_BACK, app, is_interrupted, job_session, nobody_else
from app.planning import models, question_queries, solver, stage_commands

log = logging.getLogger(__name__)

BOUND_SECONDS = 60.0


@app.task(name=stage_commands.MAKE, retry=WHEN_IT_IS_BACK)
def make(plan_id: str) -> None:
    """From queued to ready or failed. Each step is stored on its own, so that the page shows how
    far it is.
    """
    try:
        with nobody_else(f"plan:{plan_id}") as is_ours:
            if is_ours:
                _make(UUID(plan_id))
    except question_queries.TooLarge:
        _fail(UUID(plan_id), models.PlanFailure.TOO_LARGE)
    except Exception as problem:
        if is_interrupted(problem):
            raise
        log.exception("the plan %s could not be made", plan_id)
        _fail(UUID(plan_id), models.PlanFailure.BROKEN)


def _make(plan_id: UUID) -> None:
    with job_session() as session:
        region_code = stage_commands.begin_plan(session, plan_id)
    if region_code is None:
        return
    with job_session() as session:
        needs, offers = question_queries.find_stock(session, region_code)
        counts = {"need_count": len(needs), "offer_count": len(offers)}
        stage_commands.reach_stage(session, plan_id, models.PlanStage.COMPARING, **counts)
    with job_session() as session:
        question = question_queries.get_question(session, region_code)
    with job_session() as session:
        pairs = len(question.problem.pair_need)
        stage_commands.reach_stage(session, plan_id, models.PlanStage.SOLVING, pair_count=pairs)
    solution = solver.solve(question.problem)
    with job_session() as session:
        stage_commands.reach_stage(session, plan_id, models.PlanStage.CHECKING)
    bound = solver.lp_bound(question.problem, seconds=BOUND_SECONDS)
    with job_session() as session:
        stage_commands.reach_stage(session, plan_id, models.PlanStage.STORING)
    with job_session() as session:
        stage_commands.finish_plan(session, plan_id, question, solution, bound)


def _fail(plan_id: UUID, failure: models.PlanFailure) -> None:
    with job_session() as session:
        stage_commands.fail_plan(session, plan_id, failure)


@app.periodic(cron="* * * * *")
@app.task(name="planning:ask_again", queueing_lock="planning:ask_again", retry=WHEN_IT_IS_BACK)
def ask_again(timestamp: int = 0) -> int:
    """Plans that somebody waits for and whose job is lost."""
    with job_session() as session:
        lost = stage_commands.ask_again(session)
    if lost:
        log.warning("asked again for %s plans whose job was lost", lost)
    return lost


@app.periodic(cron="43 3 * * *")
@app.task(name="planning:forget", queueing_lock="planning:forget", retry=WHEN_IT_IS_BACK)
def forget(timestamp: int = 0) -> int:
    """Old plans of which nothing came."""
    with job_session() as session:
        gone = stage_commands.forget_plans(session)
    log.info("forgot %s old plans of which nothing came", gone)
    return gone
