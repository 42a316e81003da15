"""A real worker in a process of its own, which waits at agreed moments until the test lets it go on
or kills it: with what a job did so far, and just after it was stored.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from app import worker
from app.core import clock, db, job_worker, jobs
from app.core.settings import PROJECT, Settings
from tests.commands import environment

# Here, so that each process is a fork of one that has loaded all of it.
worker.load_tasks()

# Two keys make an advisory lock: this one, and the number of the moment.
MOMENTS = 4711
TASKS = ("builtin:", "procrastinate.", "test:")  # not ours


class Moment(NamedTuple):
    """Of a kind of job: before or after it stores what it did for the so-manieth time."""

    task: str
    is_after: bool
    nth: int = 1


class _Now(threading.local):
    task, stored = "", 0


_now = _Now()


def work(url: str, at: str, moments: list[Moment], settings: dict[str, str]) -> None:
    """Do what waits, at this moment by the clock, until nothing waits any more."""
    os.environ.clear()
    os.environ.update(settings)
    os.chdir(PROJECT)
    jobs.app.periodic_registry.periodic_tasks.clear()  # the test says what is to be done
    engine = db.make_engine(Settings(database_url=url), db.Patience.WORKER)
    numbers = {moment: number for number, moment in enumerate(moments)}

    def wait(connection: Any, *, is_after: bool) -> None:
        number = numbers.get(Moment(_now.task, is_after, _now.stored))
        if number is not None:
            asked = sa.func.pg_advisory_xact_lock_shared(MOMENTS, number)
            connection.execute(sa.select(asked))

    def before(session: Session) -> None:
        if _now.task:
            session.flush()
            _now.stored += 1
            wait(session, is_after=False)

    def after(_session: Session) -> None:
        if _now.task:
            with engine.begin() as other:
                wait(other, is_after=True)

    sa.event.listen(Session, "before_commit", before)
    sa.event.listen(Session, "after_commit", after)
    for name, task in jobs.app.tasks.items():
        if not name.startswith(TASKS):
            task.func = _timed(task.func, name, datetime.fromisoformat(at))
    job_worker.run_worker(engine, wait=False)


def _timed(func: Any, name: str, at: datetime) -> Any:
    def timed(*args: Any, **given: Any) -> Any:
        _now.task, _now.stored = name, 0
        try:
            with clock.at(at):
                return func(*args, **given)
        finally:
            _now.task = ""

    return timed


@contextmanager
def at_work(
    url: str, at: datetime, moments: list[Moment], **settings: str
) -> Iterator[multiprocessing.process.BaseProcess]:
    """One such process. It starts in a moment, as a server without threads has loaded all of it."""
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload([__name__])
    process = forks.Process(
        target=work, args=(url, at.isoformat(), moments, environment(**settings))
    )
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()
