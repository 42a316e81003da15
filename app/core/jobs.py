"""Jobs on PostgreSQL (Procrastinate): deferred inside the transaction that causes them, run by the
worker.
"""

import contextlib
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from procrastinate import App, BaseRetryStrategy, RetryDecision, SyncPsycopgConnector
from procrastinate.jobs import Job
from sqlalchemy import Engine
from sqlmodel import Session

from app.core import db, unreachable

log = logging.getLogger(__name__)

# Slices add their tasks to this app (`@jobs.app.task`); `run_worker` swaps in a connector with a
# real pool.
app = App(connector=SyncPsycopgConnector())

_engine: Engine | None = None

# How often a job is begun that its worker, or PostgreSQL, did not let end.
MOST_TRIES = 5
# A worker notes every ten seconds that it is there. After so long its jobs count as left behind.
SILENT_SECONDS = 30
_WORKERS = sa.table(
    "procrastinate_workers", sa.column("last_heartbeat", sa.DateTime(timezone=True))
)
_is_missed = False


def use_engine(engine: Engine) -> None:
    """Say which database jobs work on."""
    global _engine
    _engine = engine


@contextlib.contextmanager
def job_session() -> Iterator[Session]:
    """One job, one transaction."""
    assert _engine is not None, "use_engine() comes first"
    with Session(_engine, expire_on_commit=False) as session, session.begin():
        yield session


def defer(
    session: Session,
    task_name: str,
    *,
    region_code: str | None = None,
    not_before: datetime | None = None,
    **arguments: Any,
) -> None:
    """Queue a job in the session's own transaction: no commit, no job. It waits until `not_before`
    (aware). What is done for one region names it: nobody of another one sees that it waits or went
    wrong. A worker does the work of all.
    """
    connection = session.connection().connection.driver_connection
    app.configure_task(
        task_name, connection=connection, schedule_at=not_before, queue=region_code
    ).defer(**arguments)


@contextlib.contextmanager
def nobody_else(doing: str) -> Iterator[bool]:
    """Whether nobody else is at this work, which takes more than one transaction. A worker that is
    killed is at nothing any more.
    """
    assert _engine is not None, "use_engine() comes first"
    key = sa.func.hashtextextended(doing, 0)
    with _engine.engine.connect() as plain:
        connection = plain.execution_options(isolation_level="AUTOCOMMIT")
        is_ours = bool(connection.execute(sa.select(sa.func.pg_try_advisory_lock(key))).scalar())
        yield is_ours
        if is_ours:
            connection.execute(sa.select(sa.func.pg_advisory_unlock(key)))


def a_worker_lives() -> sa.ColumnElement[bool]:
    """For a query: whether somebody does the jobs. Pages work without, only later and later."""
    since = sa.func.now() - timedelta(seconds=SILENT_SECONDS)
    return sa.exists().where(_WORKERS.c.last_heartbeat > since)


def tell_log(*, lives: bool) -> None:
    """Once when no worker lives, and once when one does again, however often somebody looks."""
    global _is_missed
    if lives and _is_missed:
        log.info("a worker lives again")
    elif not lives and not _is_missed:
        log.warning("no worker lives: jobs wait until somebody starts `python -m app.cli worker`")
    _is_missed = not lives


def is_interrupted(problem: Exception) -> bool:
    """Whether it went wrong because PostgreSQL was away or busy: then the job is done again, and
    what it was about has not failed.
    """
    return unreachable.is_away(problem) or db.is_busy(problem)


class _WhenItIsBack(BaseRetryStrategy):
    """What failed because PostgreSQL was away or busy is done again; another failure stays one."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if not isinstance(exception, Exception) or job.attempts >= MOST_TRIES - 1:
            return None
        if not is_interrupted(exception):
            return None
        return RetryDecision(retry_in={"seconds": 2**job.attempts})


# Every task names it.
WHEN_IT_IS_BACK = _WhenItIsBack()
