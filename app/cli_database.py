"""The database that a command works on: that of `DATABASE_URL`, or the embedded one."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine

from app.core import db, errors, installation
from app.core.migrations import migrate
from app.core.settings import Mode, Settings, get_settings
from app.local import embedded_postgres

DATABASE = "schakelbord"


@contextmanager
def database(patience: db.Patience = db.Patience.COMMAND) -> Iterator[Engine]:
    """A migrated database of this mode: `DATABASE_URL`, or the embedded cluster for the duration of
    the block.
    """
    settings = get_settings()
    if settings.database_url is not None:
        with opened(settings, settings.database_url, patience) as engine:
            yield engine
        return
    cluster = embedded(settings)
    with embedded_postgres.running(cluster):
        cluster.ensure_database(DATABASE)
        url = cluster.url(DATABASE)
        with opened(settings, url, patience, kept_in=cluster.folder) as engine:
            yield engine


@contextmanager
def opened(
    settings: Settings, url: str, patience: db.Patience, *, kept_in: Path | None = None
) -> Iterator[Engine]:
    migrate(url, kept_in=kept_in)
    engine = db.make_engine(settings.model_copy(update={"database_url": url}), patience)
    try:
        installation.claim(engine, settings.mode)
        yield engine
    finally:
        engine.dispose()


def choose_mode() -> None:
    """Whoever types a command on a fresh clone wants the demo. Who names a database of their own
    may mean the one that a region works with, so the demonstration has to be asked for there.
    """
    own = "DATABASE_URL" in os.environ
    os.environ.setdefault("SCHAKELBORD_MODE", (Mode.PRODUCTION if own else Mode.DEMO).value)


def embedded(settings: Settings) -> embedded_postgres.Cluster:
    """The PostgreSQL that comes along. Refused in production, which would quietly work on a
    database that nobody keeps.
    """
    if not settings.is_demo:
        raise errors.Refused(
            "In productie hoort een eigen PostgreSQL: zet DATABASE_URL. Om te proberen: "
            "SCHAKELBORD_MODE=demo."
        )
    return embedded_postgres.Cluster(settings.var_dir / "postgres")


@contextmanager
def looked_at() -> Iterator[Engine | None]:
    """The database as it is: nothing is made, migrated or marked. None where there is none yet."""
    settings = get_settings()
    with ExitStack() as stack:
        url = settings.database_url
        if url is None:
            cluster = embedded(settings)
            if not cluster.exists():
                yield None
                return
            stack.enter_context(embedded_postgres.running(cluster))
            url = cluster.url(DATABASE)
        read_only = settings.model_copy(update={"database_url": url})
        engine = db.make_engine(read_only, db.Patience.COMMAND)
        stack.callback(engine.dispose)
        sa.event.listen(engine, "connect", _only_reads)
        yield installation.watch(engine, settings.mode)


def _only_reads(connection: Any, record: object) -> None:
    connection.read_only = True
