"""Jobs on PostgreSQL (Procrastinate): deferred inside the transaction that causes them, run by the
worker.
"""

import contextlib
import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from procrastinate import App, PsycopgConnector, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from sqlalchemy import Engine
from sqlmodel import Session

log = logging.getLogger(__name__)

# Slices add their tasks to this app (`@jobs.app.task`); `run_worker` swaps in a connector with a
# real pool.
app = App(connector=SyncPsycopgConnector())

_engine: Engine | None = None


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
    session: Session, task_name: str, *, not_before: datetime | None = None, **arguments: Any
) -> None:
    """Queue a job in the session's own transaction: no commit, no job. It waits until `not_before`
    (aware).
    """
    connection = session.connection().connection.driver_connection
    app.configure_task(task_name, connection=connection, schedule_at=not_before).defer(**arguments)


def run_worker(
    engine: Engine, *, options: str = "", wait: bool = True, at_start: Sequence[str] = ()
) -> None:
    """Run jobs until SIGTERM, or with `wait=False` until the queue is empty; those named `at_start`
    first. `options`: what its own connections ask of PostgreSQL.
    """
    use_engine(engine)
    for name in at_start:
        with contextlib.suppress(AlreadyEnqueued), job_session() as session:
            defer(session, name)
    conninfo = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    connector = PsycopgConnector(
        conninfo=conninfo, min_size=1, max_size=4, kwargs={"options": options}
    )
    log.info("the worker knows %s kinds of jobs and waits for work", len(app.tasks))
    with app.replace_connector(connector) as running:
        running.run_worker(
            wait=wait,
            listen_notify=wait,
            install_signal_handlers=wait,
            delete_jobs="successful",
            shutdown_graceful_timeout=8,
            fetch_job_polling_interval=5.0,
        )
