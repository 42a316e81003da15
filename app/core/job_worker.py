"""The worker that runs jobs, and goes on after PostgreSQL was away."""

import asyncio
import contextlib
import logging
import signal
import time
from collections.abc import Sequence
from functools import partial
from typing import Any

import psycopg
import sqlalchemy as sa
from procrastinate import PsycopgConnector, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, UniqueViolation
from procrastinate.jobs import Status
from procrastinate.worker import Worker
from sqlalchemy import Engine

from app.core import db, jobs, logs, unreachable

log = logging.getLogger(__name__)

# How long it waits before it looks for the database again: first, and at most.
PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 5.0
GRACE_SECONDS = 8  # for the jobs at work, after SIGTERM
PAUSES_OF_NOTES = (0.1, 0.4, 1.0, 2.0, 4.0)  # between tries to note how it ended
LOOK_SECONDS = 15.0  # for what others left

# A worker that is gone, or of which nothing is heard, does nothing any more. And our own may not
# have heard that it got a job, when PostgreSQL ended just then.
LEFT = """
    SELECT id FROM procrastinate_jobs job
    WHERE status = 'doing' AND NOT id = ANY(%s) AND CASE WHEN worker_id = %s
    THEN NOT EXISTS (
        SELECT FROM procrastinate_events event WHERE event.job_id = job.id
        AND event.type = 'started' AND event.at > now() - interval '10 s')
    ELSE NOT EXISTS (
        SELECT FROM procrastinate_workers worker WHERE worker.id = job.worker_id
        AND worker.last_heartbeat > now() - make_interval(secs => %s))
    END
    ORDER BY id FOR UPDATE SKIP LOCKED
"""
AGAIN = """
    UPDATE procrastinate_jobs
    SET status = (CASE WHEN attempts < %s THEN 'todo' ELSE 'failed' END)::procrastinate_job_status,
        attempts = attempts + 1, scheduled_at = now(), worker_id = NULL
    WHERE id = %s
"""


def run_worker(
    engine: Engine, *, options: str = "", wait: bool = True, at_start: Sequence[str] = ()
) -> int:
    """Run jobs until SIGTERM, or with `wait=False` until the queue is empty; those named `at_start`
    first. `options`: what its own connections ask of PostgreSQL. Returns how often a job failed
    meanwhile.
    """
    jobs.use_engine(engine)
    take_up_left(engine)
    for name in at_start:
        with contextlib.suppress(AlreadyEnqueued), jobs.job_session() as session:
            jobs.defer(session, name)
    conninfo = db.conninfo(engine.url)
    log.info("the worker knows %s kinds of jobs and waits for work", len(jobs.app.tasks))
    before = _asked(engine, "SELECT coalesce(max(id), 0) FROM procrastinate_events")
    asyncio.run(_Worker(engine, conninfo, options, wait=wait).run())
    if wait:  # after a signal nobody asks, and the database may be the one that stopped first
        return 0
    failed = "SELECT count(*) FROM procrastinate_events WHERE id > %s AND type = ANY(%s)"
    return _asked(engine, failed, before, ["failed", "deferred_for_retry"])


def _asked(engine: Engine, query: str, *values: object) -> int:
    with engine.connect() as connection:
        return int(connection.exec_driver_sql(query, values).scalar_one())


def take_up_left(
    engine: Engine,
    *,
    ended: int | None = None,
    alive: int | None = None,
    running: Sequence[int] = (),
) -> int:
    """Jobs that were begun by a worker that is gone: put them in the queue again, so that nothing
    is lost. A job is written so that what it did already is not done twice. `ended` is a worker
    that this process knows to be gone, `alive` one that works, heard or not, on
    the jobs that are `running`. Returns how many.
    """
    with engine.begin() as connection:
        if ended is not None:
            connection.exec_driver_sql("DELETE FROM procrastinate_workers WHERE id = %s", (ended,))
        left = (
            connection.exec_driver_sql(LEFT, (list(running), alive or 0, jobs.SILENT_SECONDS))
            .scalars()
            .all()
        )
        for job in left:
            try:
                with connection.begin_nested():
                    connection.exec_driver_sql(AGAIN, (jobs.MOST_TRIES - 1, job))
            except sa.exc.IntegrityError:  # the next one of its kind waits, and does the same
                connection.exec_driver_sql("DELETE FROM procrastinate_jobs WHERE id = %s", (job,))
    if left:
        log.warning("took up %s jobs that were left halfway", len(left))
    return len(left)


class _Connector(PsycopgConnector):
    """Its own work on connections of its own. What a job queues goes, as everywhere, over the
    connection of the session in which that is decided, which is none of these.
    """

    def get_sync_connector(self) -> SyncPsycopgConnector:
        return _OF_SESSIONS


_OF_SESSIONS = SyncPsycopgConnector()


class _Careful(Worker):
    """Says how a job ended as soon as PostgreSQL hears it: a job that is done and not noted so
    would be begun again. Not public in the library, so a test restarts the server under many jobs.
    """

    def running(self) -> list[int]:
        """The numbers of the jobs at work."""
        return [each.job.id for each in self._running_jobs.values() if each.job.id]

    async def _persist_job_status(self, **ended: Any) -> None:  # type: ignore[override]
        for pause in (*PAUSES_OF_NOTES, None):
            try:
                await super()._persist_job_status(**ended)
            except UniqueViolation:  # the next one of its kind waits already, and does the same
                ended |= {"retry_decision": None, "status": Status.SUCCEEDED}
            except ConnectorException as problem:
                if isinstance(problem.__cause__, psycopg.errors.RaiseException):
                    return  # heard the first time, only its answer was lost
                if pause is None:
                    self.stop()  # type: ignore[no-untyped-call]  # the next one takes up what it leaves
                    raise
            else:
                return
            await asyncio.sleep(pause or 0)


class _Worker:
    def __init__(self, engine: Engine, conninfo: str, options: str, *, wait: bool) -> None:
        self._engine, self._conninfo, self._options = engine, conninfo, options
        self._wait = wait
        self._lost: int | None = None  # the number of the one that PostgreSQL took along

    async def run(self) -> None:
        stop = asyncio.Event()
        for each in (signal.SIGTERM, signal.SIGINT) if self._wait else ():
            asyncio.get_running_loop().add_signal_handler(each, stop.set)
        pause = PAUSE_SECONDS
        while True:
            began = time.monotonic()
            working = asyncio.create_task(self._work())
            stopping = asyncio.create_task(stop.wait())
            await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if stop.is_set() or not self._wait:
                stopping.cancel()
                working.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await working
                return
            # Without a signal it only ends when it lost PostgreSQL, with or without an error.
            if (problem := working.exception()) is not None and not _is_of_database(problem):
                raise problem
            if time.monotonic() - began > 2 * LONGEST_PAUSE_SECONDS:  # it worked meanwhile
                pause = PAUSE_SECONDS
            log.warning(
                "the worker lost PostgreSQL; it looks again in %s s", pause, extra=logs.ABOUT_AWAY
            )
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopping, pause)
                return
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def _work(self) -> None:
        connector = _Connector(
            conninfo=self._conninfo, min_size=1, max_size=4, kwargs={"options": self._options}
        )
        with jobs.app.replace_connector(connector) as app:
            async with app.open_async():
                worker = _Careful(
                    app,
                    wait=self._wait,
                    listen_notify=self._wait,
                    install_signal_handlers=False,
                    delete_jobs="successful",
                    shutdown_graceful_timeout=GRACE_SECONDS,
                    fetch_job_polling_interval=5.0,
                )
                looking = asyncio.create_task(self._look_for_left(worker))
                try:
                    await worker.run()  # type: ignore[no-untyped-call]
                finally:
                    self._lost = worker.worker_id or self._lost
                    looking.cancel()

    async def _look_for_left(self, worker: _Careful) -> None:
        while self._wait:
            look = partial(take_up_left, self._engine, ended=self._lost, alive=worker.worker_id)
            try:
                await asyncio.to_thread(look, running=worker.running())
            except unreachable.PROBLEMS:
                text = "could not look for jobs that were left; it tries again"
                log.warning(text, extra=logs.ABOUT_AWAY)
            else:
                self._lost = None
            await asyncio.sleep(LOOK_SECONDS)


def _is_of_database(problem: BaseException) -> bool:
    if isinstance(problem, ConnectorException):
        return True
    return isinstance(problem, unreachable.PROBLEMS) and unreachable.why(problem) is not None
