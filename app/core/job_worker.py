"""The worker that runs jobs, and goes on after PostgreSQL was away."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Sequence

from procrastinate import PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from sqlalchemy import Engine

from app.core import jobs, unreachable

log = logging.getLogger(__name__)

# How long it waits before it looks for the database again: first, and at most.
PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 5.0
GRACE_SECONDS = 8  # for the jobs at work, after SIGTERM


def run_worker(
    engine: Engine, *, options: str = "", wait: bool = True, at_start: Sequence[str] = ()
) -> int:
    """Run jobs until SIGTERM, or with `wait=False` until the queue is empty; those named `at_start`
    first. `options`: what its own connections ask of PostgreSQL. Returns how often a job failed
    meanwhile.
    """
    jobs.use_engine(engine)
    for name in at_start:
        with contextlib.suppress(AlreadyEnqueued), jobs.job_session() as session:
            jobs.defer(session, name)
    conninfo = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    log.info("the worker knows %s kinds of jobs and waits for work", len(jobs.app.tasks))
    before = _asked(engine, "SELECT coalesce(max(id), 0) FROM procrastinate_events")
    asyncio.run(_Worker(conninfo, options, wait=wait).run())
    if wait:  # after a signal nobody asks, and the database may be the one that stopped first
        return 0
    failed = "SELECT count(*) FROM procrastinate_events WHERE id > %s AND type = ANY(%s)"
    return _asked(engine, failed, before, ["failed", "deferred_for_retry"])


def _asked(engine: Engine, query: str, *values: object) -> int:
    with engine.connect() as connection:
        return int(connection.exec_driver_sql(query, values).scalar_one())


class _Worker:
    def __init__(self, conninfo: str, options: str, *, wait: bool) -> None:
        self._conninfo, self._options, self._wait = conninfo, options, wait

    async def run(self) -> None:
        stop = asyncio.Event()
        for each in (signal.SIGTERM, signal.SIGINT) if self._wait else ():
            asyncio.get_running_loop().add_signal_handler(each, stop.set)
        pause = PAUSE_SECONDS
        while True:
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
            log.warning("the worker lost PostgreSQL; it looks again in %s s", pause)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopping, pause)
                return
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def _work(self) -> None:
        connector = PsycopgConnector(
            conninfo=self._conninfo, min_size=1, max_size=4, kwargs={"options": self._options}
        )
        with jobs.app.replace_connector(connector) as app:
            async with app.open_async():
                await app.run_worker_async(
                    wait=self._wait,
                    listen_notify=self._wait,
                    install_signal_handlers=False,
                    delete_jobs="successful",
                    shutdown_graceful_timeout=GRACE_SECONDS,
                    fetch_job_polling_interval=5.0,
                )


def _is_of_database(problem: BaseException) -> bool:
    if isinstance(problem, ConnectorException):
        return True
    return isinstance(problem, unreachable.PROBLEMS) and unreachable.why(problem) is not None
