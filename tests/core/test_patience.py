"""What every connection asks of PostgreSQL, and what is busy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import text

from app.core import db
from app.core.settings import Settings
from tests.conftest import Databases

NAMES = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")


@pytest.fixture(scope="module")
def url(databases: Databases) -> str:
    return databases.copy("world")


def engine_of(url: str, patience: db.Patience = db.Patience.PAGE, **limits: Any) -> sa.Engine:
    return db.make_engine(Settings(database_url=url, **limits), patience)


@pytest.mark.parametrize("patience", db.Patience)
def test_each_kind_of_process_waits_so_long_and_no_longer(url: str, patience: db.Patience) -> None:
    engine = engine_of(url, patience)
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT name, setting::int / 1000 FROM pg_settings WHERE name = ANY(:names)"),
            {"names": list(NAMES)},
        )
        found: dict[str, int] = {row[0]: row[1] for row in rows}
    engine.dispose()
    assert [found[name] / patience for name in NAMES] == [5, 30, 60]


def _locked(engine: sa.Engine) -> None:
    with engine.connect() as gate, engine.connect() as waits:
        gate.execute(text("SELECT 1 FROM person LIMIT 1 FOR UPDATE"))
        waits.execute(text("SELECT 1 FROM person LIMIT 1 FOR UPDATE"))


def _too_long(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_sleep(30)"))


def _idle(engine: sa.Engine) -> None:
    with engine.connect() as connection, engine.connect() as watch:
        connection.execute(text("SELECT 1"))
        watch.execute(text("SELECT pg_sleep(0.5)"))
        watch.rollback()
        connection.execute(text("SELECT 1"))


def _no_connection(engine: sa.Engine) -> None:
    with engine.connect(), engine.connect():
        engine.connect()


@pytest.mark.parametrize(
    ("wait", "limits"),
    [
        (_locked, {"lock_seconds": 0.1}),
        (_too_long, {"statement_seconds": 0.1}),
        (_idle, {"idle_seconds": 0.1}),
    ],
)
def test_who_may_not_wait_any_longer_hears_that_it_is_busy(
    url: str, wait: Callable[[sa.Engine], None], limits: dict[str, Any]
) -> None:
    engine = engine_of(url, **limits)
    with pytest.raises(sa.exc.DBAPIError) as caught:
        wait(engine)
    engine.dispose()
    assert db.is_busy(caught.value)


def test_so_does_who_gets_no_connection(url: str) -> None:
    engine = db.make_engine(
        Settings(database_url=url, pool_size=2, pool_overflow=0), pool_timeout=0.1
    )
    with pytest.raises(sa.exc.TimeoutError) as caught:
        _no_connection(engine)
    engine.dispose()
    assert db.is_busy(caught.value)


@pytest.mark.parametrize("statement", ["SELECT 1/0", "SELECT * FROM nergens", "SELECT 'x'::int"])
def test_a_mistake_of_ours_is_not_called_busy(url: str, statement: str) -> None:
    engine: Any = engine_of(url)
    with engine.connect() as connection, pytest.raises(sa.exc.DBAPIError) as caught:
        connection.execute(text(statement))
    engine.dispose()
    assert not db.is_busy(caught.value)
