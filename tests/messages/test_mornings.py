"""A morning of mail: what goes wrong with one person leaves the others theirs."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlmodel import Session

from app.core import jobs
from app.messages.jobs import owe_each
from tests.conftest import Databases

Row = tuple[int]


@pytest.fixture
def engine(databases: Databases) -> Iterator[Engine]:
    engine, before = create_engine(databases.copy("empty")), jobs._engine
    jobs.use_engine(engine)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE owed (who int)"))
    yield engine
    jobs._engine = before
    engine.dispose()


def owe(session: Session, who: int) -> int:
    """For person 2 it goes wrong after something was written."""
    session.execute(text("INSERT INTO owed VALUES (:who)"), {"who": who})
    return 1 // abs(who - 2)


def end_at_two(session: Session, who: int) -> int:
    """For person 2 the connection is gone."""
    if who == 2:
        session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    return owe(session, who)


def owed(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return list(connection.execute(text("SELECT who FROM owed ORDER BY who")).scalars())


def test_the_others_get_theirs_and_the_log_says_what_went_wrong(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        assert owe_each(owe, [(1,), (2,), (3,)]) == 2
    assert owed(engine) == [1, 3], "of person 2 nothing half"
    assert "owe" in caplog.text and "ZeroDivisionError" in caplog.text


def test_a_database_that_is_away_is_no_mail_that_went_wrong(engine: Engine) -> None:
    """The job begins again when it is back: whoever comes after is not passed over."""
    with pytest.raises(Exception, match=r"terminat|closed"):
        owe_each(end_at_two, [(1,), (2,), (3,)])
    assert owed(engine) == [1]
