"""Rows of the library that runs the jobs, as a worker leaves them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text
from sqlmodel import Session

_JOB = text(
    "INSERT INTO procrastinate_jobs (queue_name, task_name, status, queueing_lock, scheduled_at)"
    " VALUES (:queue, :kind, CAST(:status AS procrastinate_job_status), :lock,"
    " now() - CAST(:ago AS interval)) RETURNING id"
)
_ENDED = text(
    "INSERT INTO procrastinate_events (job_id, type, at)"
    " VALUES (:id, 'failed', now() - CAST(:ago AS interval))"
)


def add_job(
    session: Session,
    status: str,
    *,
    kind: str = "mail:sweep",
    lock: str | None = None,
    ago: timedelta = timedelta(),
    region: str = "default",
) -> int:
    """A job that was due, and became what it is, so long ago; for one region or for all."""
    given = {"queue": region, "kind": kind, "status": status, "lock": lock, "ago": ago}
    made: int = session.execute(_JOB, given).scalar_one()
    if status == "failed":
        session.execute(_ENDED, {"id": made, "ago": ago})
    return made


def add_round(session: Session, kind: str, ago: timedelta) -> None:
    """When a periodic job was asked for last."""
    session.execute(
        text(
            "INSERT INTO procrastinate_periodic_defers (task_name, defer_timestamp)"
            " VALUES (:kind, extract(epoch FROM now() - CAST(:ago AS interval)))"
        ),
        {"kind": kind, "ago": ago},
    )
