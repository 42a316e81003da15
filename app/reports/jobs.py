"""A report is made by the worker: it may take longer than anybody waits for a page."""

import logging
from uuid import UUID

from app.core import db, jobs, unreachable
from app.reports import commands, making_commands, typesetter

log = logging.getLogger(__name__)


@jobs.app.task(name=commands.MAKE, retry=jobs.WHEN_IT_IS_BACK)
def make(report_id: str) -> None:
    """From waiting to ready or failed. Each part is stored on its own, so that the page shows how
    far it is; a worker that is killed goes on where the last one was.
    """
    wanted = UUID(report_id)
    try:
        _make(wanted)
    except Exception as problem:
        if unreachable.is_away(problem) or db.is_busy(problem):
            raise  # it is done again
        log.exception("the report %s could not be made", report_id)
        with jobs.job_session() as session:
            making_commands.fail_report(session, wanted)


def _make(report_id: UUID) -> None:
    said = None
    while said is None:
        with jobs.job_session() as session:
            if not making_commands.is_waiting(session, report_id):
                return
            said = making_commands.gather_next(session, report_id)
    file = typesetter.typeset(said)
    with jobs.job_session() as session:
        making_commands.finish_report(session, report_id, file)


@jobs.app.periodic(cron="* * * * *")
@jobs.app.task(
    name="reports:ask_again", queueing_lock="reports:ask_again", retry=jobs.WHEN_IT_IS_BACK
)
def ask_again(timestamp: int = 0) -> int:
    """Reports whose worker is gone."""
    with jobs.job_session() as session:
        return making_commands.ask_again(session)
