"""Tables of the library that does the work in the background, for queries."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from procrastinate import jobs
from sqlalchemy.dialects.postgresql import JSONB

# A job that was done is not kept.
JOBS = sa.table(
    "procrastinate_jobs",
    sa.column("id", sa.BigInteger),
    sa.column("queue_name", sa.Text),
    sa.column("task_name", sa.Text),
    sa.column("args", JSONB),
    sa.column("status", sa.Text),
    sa.column("scheduled_at", sa.DateTime(timezone=True)),
    sa.column("attempts", sa.Integer),
)
EVENTS = sa.table(
    "procrastinate_events",
    sa.column("job_id", sa.BigInteger),
    sa.column("at", sa.DateTime(timezone=True)),
)
ROUNDS = sa.table(
    "procrastinate_periodic_defers",
    sa.column("task_name", sa.Text),
    sa.column("defer_timestamp", sa.BigInteger),
)


def has_status(status: str) -> sa.ColumnElement[bool]:
    """For a query on `JOBS`: "todo", "doing" or "failed"."""
    return sa.cast(JOBS.c.status, sa.Text) == status


def is_due() -> sa.ColumnElement[bool]:
    """For a query on `JOBS`: whether it waits for nothing but a worker."""
    at = JOBS.c.scheduled_at
    return sa.and_(has_status("todo"), sa.or_(at.is_(None), at <= sa.func.now()))


def asked_for(task_name: str, argument: str, *statuses: str) -> sa.Select[tuple[str]]:
    """What jobs of this task are asked about, by one of their arguments: of what is due and not
    among these the job is lost.
    """
    queued = sa.cast(JOBS.c.status, sa.Text).in_(statuses)
    return sa.select(JOBS.c.args[argument].astext).where(JOBS.c.task_name == task_name, queued)


def region() -> sa.ColumnElement[str | None]:
    """For a query on `JOBS`: for which region it is done; None for the whole installation."""
    return sa.func.nullif(JOBS.c.queue_name, jobs.DEFAULT_QUEUE)


def is_for(regions: Any) -> sa.ColumnElement[bool]:
    """For a query on `JOBS`: whether it is done for one of these regions, or for all of them."""
    return sa.or_(region().is_(None), JOBS.c.queue_name.in_(regions))


def last_heard() -> sa.ScalarSelect[datetime | None]:
    """For a query on `JOBS`: when something became of it for the last time."""
    last: sa.Select[tuple[datetime | None]] = sa.select(sa.func.max(EVENTS.c.at))
    return last.where(EVENTS.c.job_id == JOBS.c.id).scalar_subquery()
