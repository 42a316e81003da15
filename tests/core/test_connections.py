"""Connections to the database: who is used first, and what it keeps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import _queries

from app.core.db import make_engine
from app.core.settings import Settings
from tests.conftest import Databases


@pytest.fixture
def engine(databases: Databases) -> Iterator[sa.Engine]:
    made = make_engine(Settings(database_url=databases.copy("empty")))
    yield made
    made.dispose()


def _server(connection: sa.Connection) -> psycopg.Connection[Any]:
    server = connection.connection.driver_connection
    assert isinstance(server, psycopg.Connection)
    return server


def test_who_asks_gets_the_connection_that_was_used_last(engine: sa.Engine) -> None:
    """Plans are kept by connection, and a lone reader would go round among all of them."""
    busy = [engine.connect() for _ in range(3)]
    numbers = [_server(connection).info.backend_pid for connection in busy]
    for connection in busy:
        connection.close()
    for _ in range(3):
        with engine.connect() as connection:
            assert _server(connection).info.backend_pid == numbers[-1]


def test_a_statement_that_comes_a_second_time_is_kept(engine: sa.Engine) -> None:
    asked = sa.text("SELECT :number + 40")
    kept = sa.text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%+ 40'")
    with engine.connect() as connection:
        connection.execute(asked, {"number": 1})
        assert connection.execute(kept).scalar_one() == 0
        connection.execute(asked, {"number": 2})
        assert connection.execute(kept).scalar_one() == 1


def test_a_long_text_is_read_once(engine: sa.Engine) -> None:
    """The driver's own bound is 4,096 characters, which the statements of a page can be over."""
    values = {f"value_{number}": number for number in range(60)}
    asked = sa.text("SELECT " + " + ".join(f"(:{name} + {'0 + ' * 60}0)" for name in values))
    assert len(asked.text) > 15_000
    with engine.connect() as connection:
        connection.execute(asked, values)
        hits = _queries._query2pg.cache_info().hits
        assert connection.execute(asked, values).scalar_one() == sum(values.values())
    assert _queries._query2pg.cache_info().hits == hits + 1
