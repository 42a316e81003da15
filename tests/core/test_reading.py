"""Who only reads has no transaction, until something changes or is locked after all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from psycopg.pq import TransactionStatus
from sqlmodel import Session, col

from app.core import db
from app.core.settings import Settings
from app.identity.models import Person
from tests.conftest import Databases


@pytest.fixture(scope="module")
def engine(databases: Databases) -> Iterator[sa.Engine]:
    engine = db.make_engine(Settings(database_url=databases.copy("world")))
    yield engine
    engine.dispose()


@pytest.fixture
def reader(engine: sa.Engine) -> Iterator[Session]:
    with Session(db.reading(engine), expire_on_commit=False) as session:
        yield session


def _status(session: Session) -> TransactionStatus:
    server: Any = session.connection().connection.driver_connection
    status: TransactionStatus = server.info.transaction_status
    return status


def _names(engine: sa.Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(sa.select(col(Person.name)).order_by(col(Person.name))))


def test_reading_holds_nothing_between_two_statements(reader: Session, engine: sa.Engine) -> None:
    person = reader.execute(sa.select(Person).limit(1)).scalar_one()
    assert _status(reader) is TransactionStatus.IDLE
    with engine.begin() as other:
        other.execute(sa.update(Person).where(col(Person.id) == person.id).values(name="Anders"))
    again = reader.execute(sa.select(col(Person.name)).where(col(Person.id) == person.id))
    assert again.scalar_one() == "Anders", "each statement sees what is stored then"


FIRST = sa.select(col(Person.id)).order_by(col(Person.id)).limit(1)


@pytest.mark.parametrize(
    "changes",
    [
        FIRST.with_for_update(),
        FIRST.with_for_update(key_share=True),
        FIRST.with_for_update(read=True),
        sa.select(sa.func.pg_advisory_xact_lock(7)),
        sa.select(sa.func.pg_try_advisory_xact_lock(7)),
        sa.update(Person).values(name="Niemand"),
        sa.update(Person).values(name="Niemand").returning(col(Person.id)),
        sa.delete(Person).where(sa.false()),
        sa.text("SAVEPOINT hier"),
        sa.text("UPDATE person SET name = 'Niemand'"),
    ],
)
def test_what_changes_or_locks_something_is_undone_together(
    engine: sa.Engine, changes: sa.Executable
) -> None:
    before = _names(engine)
    with Session(db.reading(engine)) as session:
        session.execute(FIRST)
        session.execute(changes)
        assert _status(session) is TransactionStatus.INTRANS
        session.execute(FIRST)
        assert _status(session) is TransactionStatus.INTRANS
    assert _names(engine) == before
    with Session(db.reading(engine)) as session:
        session.execute(FIRST)
        assert _status(session) is TransactionStatus.IDLE, "the next request begins afresh"


@pytest.mark.parametrize("is_kept", [True, False])
def test_objects_that_changed_are_stored_with_the_commit_alone(
    engine: sa.Engine, is_kept: bool
) -> None:
    with Session(db.reading(engine)) as session:
        person = session.execute(sa.select(Person).order_by(col(Person.id)).limit(1)).scalar_one()
        person.name = f"Veranderd {is_kept}"
        session.flush()
        assert _status(session) is TransactionStatus.INTRANS
        if is_kept:
            session.commit()
    assert (f"Veranderd {is_kept}" in _names(engine)) is is_kept


def test_a_lock_lasts_until_the_end_of_the_request(reader: Session, engine: sa.Engine) -> None:
    reader.execute(FIRST.with_for_update())
    with engine.connect() as other, pytest.raises(sa.exc.OperationalError):
        other.execute(FIRST.with_for_update(nowait=True))
    reader.commit()
    with engine.connect() as other:
        assert other.execute(FIRST.with_for_update(nowait=True)).scalar_one()


def test_the_same_connection_has_transactions_for_who_changes(databases: Databases) -> None:
    alone = Settings(database_url=databases.copy("world"), pool_size=1, pool_overflow=0)
    engine = db.make_engine(alone)
    expected = [(db.reading(engine), TransactionStatus.IDLE), (engine, TransactionStatus.INTRANS)]
    for source, status in expected * 2:
        with Session(source) as session:
            session.execute(FIRST)
            assert _status(session) is status
    engine.dispose()
