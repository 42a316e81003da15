"""Tables of the library that does the work in the background, for queries."""

from datetime import datetime

import sqlalchemy as sa

# A job that was done is not kept.
JOBS = sa.table(
    "procrastinate_jobs",
    sa.column("id", sa.BigInteger),
    sa.column("task_name", sa.Text),
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


def last_heard() -> sa.ScalarSelect[datetime | None]:
    """For a query on `JOBS`: when something became of it for the last time."""
    last: sa.Select[tuple[datetime | None]] = sa.select(sa.func.max(EVENTS.c.at))
    return last.where(EVENTS.c.job_id == JOBS.c.id).scalar_subquery()
