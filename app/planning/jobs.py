"""A plan is made by the worker: it may take longer than anybody waits for a page."""

import logging
from uuid import UUID

from app.core.jobs import WHEN_IT_IS_BACK, app, job_session
from app.planning import models, question_queries, solver, stage_commands

log = logging.getLogger(__name__)

BOUND_SECONDS = 60.0


@app.task(name="planning:make", retry=WHEN_IT_IS_BACK)
def make(plan_id: str) -> None:
    """From queued to ready or failed. Each step is stored on its own, so that the page shows how
    far it is.
    """
    try:
        _make(UUID(plan_id))
    except question_queries.TooLarge:
        _fail(UUID(plan_id), models.PlanFailure.TOO_LARGE)
    except Exception:
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


@app.periodic(cron="*/5 * * * *")
@app.task(
    name="planning:give_up_silent", queueing_lock="planning:give_up_silent", retry=WHEN_IT_IS_BACK
)
def give_up_silent(timestamp: int = 0) -> int:
    """Plans whose worker is gone no longer keep the next one waiting."""
    with job_session() as session:
        lost = stage_commands.give_up_silent(session)
    if lost:
        log.warning("gave up %s plans of which nothing was heard", lost)
    return lost
