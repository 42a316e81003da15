"""Jobs on PostgreSQL (Procrastinate): deferred inside the transaction that causes them, run by the
worker.
"""

import contextlib
import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from procrastinate import App, SyncPsycopgConnector
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
