"""Finding what is done in the background, what waits, and what went wrong."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from app.background import labels, policy
from app.core import clock, errors, job_tables, jobs
from app.core.i18n import gettext as _
from app.identity.actor import Actor

MOST_SHOWN = 50
# Something is asked for every minute: so long without is too long.
SILENT = timedelta(minutes=5)


@dataclass(frozen=True)
class JobQueue:
    """How the work in the background goes."""

    waiting: int  # for nothing but a worker
    oldest: datetime | None  # since when the first of those waits
    failed: int
    last_round: datetime | None  # when somebody last asked for what is done at fixed times


def get_queue(session: Session, actor: Actor | None = None) -> JobQueue:
    """In one query: of the whole installation, or as far as an actor sees it."""
    job, event = job_tables.JOBS.c, job_tables.EVENTS.c
    began = sa.select(sa.func.min(event.at)).where(event.job_id == job.id)
    since = sa.func.coalesce(job.scheduled_at, began.scalar_subquery())
    last = sa.select(sa.func.to_timestamp(sa.func.max(job_tables.ROUNDS.c.defer_timestamp)))
    asked = sa.select(
        sa.func.count().filter(job_tables.is_due()),
        sa.func.min(since).filter(job_tables.is_due()),
        sa.func.count().filter(job_tables.has_status("failed")),
        last.scalar_subquery(),
    ).select_from(job_tables.JOBS)
    if actor is not None:
        asked = asked.where(policy.visible_to(actor))
    return JobQueue(*session.execute(asked).one())


@dataclass(frozen=True)
class _Work:
    """Work of one kind."""

    kind: str

    @property
    def name(self) -> str:
        return labels.name_of(self.kind)


@dataclass(frozen=True)
class FailedJob(_Work):
    """A piece of work that went wrong."""

    id: int
    region_code: str | None  # None when it is done for all of them
    attempts: int
    ended_at: datetime | None
    is_failed: bool


@dataclass(frozen=True)
class TimedWork(_Work):
    """Something that is done at fixed times, and when that was asked for last."""

    at: datetime


@dataclass(frozen=True)
class WaitingWork(_Work):
    """How much of one kind waits for a worker."""

    count: int


@dataclass(frozen=True)
class Background:
    """All that the page shows. Of what went wrong the newest `MOST_SHOWN`."""

    has_worker: bool
    queue: JobQueue
    failed: list[FailedJob]
    waiting: list[WaitingWork]
    rounds: list[TimedWork]

    @property
    def is_silent(self) -> bool:
        """A worker that lives and asks for nothing any more."""
        last = self.queue.last_round
        return self.has_worker and (last is None or last < clock.now() - SILENT)


def get_background(session: Session, actor: Actor) -> Background:
    """In five queries, however much there is."""
    at = sa.func.to_timestamp(sa.func.max(job_tables.ROUNDS.c.defer_timestamp)).label("at")
    kind = job_tables.ROUNDS.c.task_name
    rounds = session.execute(sa.select(kind, at).group_by(kind).order_by(at.desc(), kind))
    count = sa.func.count().label("count")
    waiting = session.execute(
        sa.select(job_tables.JOBS.c.task_name, count)
        .where(job_tables.is_due(), policy.visible_to(actor))
        .group_by(job_tables.JOBS.c.task_name)
        .order_by(count.desc(), job_tables.JOBS.c.task_name)
    )
    failed = session.execute(
        _jobs(actor)
        .where(job_tables.has_status("failed"))
        .order_by(job_tables.JOBS.c.id.desc())
        .limit(MOST_SHOWN)
    )
    return Background(
        has_worker=bool(session.execute(sa.select(jobs.a_worker_lives())).scalar_one()),
        queue=get_queue(session, actor),
        failed=[FailedJob(*row) for row in failed],
        waiting=[WaitingWork(*row) for row in waiting],
        rounds=[TimedWork(*row) for row in rounds],
    )


def get_job(session: Session, actor: Actor, job_id: int, *, lock: bool = False) -> FailedJob:
    """One of them; nobody else changes it meanwhile when it is locked."""
    query = _jobs(actor).where(job_tables.JOBS.c.id == job_id)
    found = session.execute(query.with_for_update(of=job_tables.JOBS) if lock else query).first()
    if found is None:
        raise errors.NotFound(_("This work is done, or was thrown away."))
    return FailedJob(*found)


def _jobs(actor: Actor) -> Any:
    """Those that an actor sees, each as the fields of `FailedJob`."""
    job = job_tables.JOBS.c
    ended = job_tables.last_heard().label("ended_at")
    is_failed = job_tables.has_status("failed").label("is_failed")
    found = sa.select(job.task_name, job.id, job_tables.region(), job.attempts, ended, is_failed)
    return found.where(policy.visible_to(actor))
