"""Subscribers of events and the real job worker, on databases of their own."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlmodel import Session, select

from app.audit import record
from app.audit.models import AuditEntry
from app.core import clock, events, job_worker, jobs
from app.core.events import ActorLike, Event
from app.identity.actor import SYSTEM
from app.identity.commands import start_session
from app.identity.models import LoginSession, SignInFailure
from app.needs.models import NeedOutcome
from app.worker import load_tasks
from tests.conftest import Databases
from tests.world import World

JOB = "test:note"


@dataclass(frozen=True, kw_only=True)
class LampLit(Event):
    name: ClassVar[str] = "lamp:lit"
    how: NeedOutcome = NeedOutcome.MET
    rooms: tuple[str, ...] = ("hall",)
    by: UUID | None = None


@pytest.fixture(autouse=True)
def restored(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """What the test job was given; subscribers, task and engine are put back afterwards."""
    seen: list[dict[str, Any]] = []
    monkeypatch.setattr(jobs, "_engine", jobs._engine)
    load_tasks()  # else what is loaded in the meantime is forgotten for good
    known = dict(jobs.app.tasks)

    @jobs.app.task(name=JOB)
    def note(event: dict[str, Any]) -> None:
        seen.append(event)

    yield seen
    jobs.app.tasks.clear()
    jobs.app.tasks.update(known)
    events._at_once.pop(LampLit, None)


@pytest.fixture
def own_engine(databases: Databases) -> Iterator[Engine]:
    engine = create_engine(databases.copy("world"))
    yield engine
    engine.dispose()


def run_jobs(engine: Engine) -> int:
    """The real worker until the queue is empty, in a thread: the browser's driver keeps an event
    loop in this one. How many failed.
    """
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(job_worker.run_worker, engine, wait=False).result()


def count_jobs(engine: Engine, name: str = JOB) -> int:
    with engine.connect() as connection:
        found = connection.execute(
            text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = :n"), {"n": name}
        )
        return int(found.scalar_one())


def test_a_worker_that_ends_says_how_many_jobs_failed(
    own_engine: Engine, restored: list[dict[str, Any]]
) -> None:
    for name in (JOB, "there_is:no_such_job"):
        with Session(own_engine) as session, session.begin():
            jobs.defer(session, name, event={})
    assert (run_jobs(own_engine), restored) == (1, [{}])
    assert run_jobs(own_engine) == 0


def test_facts_are_codes_and_numbers_ready_for_json() -> None:
    somebody = uuid4()
    assert LampLit(object_id=uuid4(), by=somebody).facts() == {
        "how": "met",
        "rooms": ["hall"],
        "by": str(somebody),
    }
    assert "by" not in LampLit(object_id=uuid4()).facts()


def test_a_subscriber_at_once_works_in_the_transaction_and_goes_back_with_it(
    own_engine: Engine,
) -> None:
    def rename(session: Session, actor: ActorLike, event: LampLit) -> None:
        session.execute(text("UPDATE safety_region SET name = 'Verlicht' WHERE code = 'VR01'"))

    events.at_once(LampLit, rename)
    events.at_once(LampLit, rename)
    lit = LampLit(object_id=uuid4())
    read = text("SELECT name FROM safety_region WHERE code = 'VR01'")
    with Session(own_engine) as session:
        record(session, SYSTEM, lit)
        assert session.execute(read).scalar_one() == "Verlicht"
        session.rollback()
        assert session.execute(read).scalar_one() == "Groningen"
        assert (
            session.exec(select(AuditEntry).where(AuditEntry.object_id == lit.object_id)).all()
            == []
        )


def test_a_subscriber_that_fails_takes_the_event_down_with_it(own_engine: Engine) -> None:
    def refuse(session: Session, actor: ActorLike, event: LampLit) -> None:
        raise ValueError("no light here")

    events.at_once(LampLit, refuse)
    lit = LampLit(object_id=uuid4())
    with (
        pytest.raises(ValueError, match="no light"),
        Session(own_engine) as session,
        session.begin(),
    ):
        record(session, SYSTEM, lit)
    with Session(own_engine) as session:
        assert (
            session.exec(select(AuditEntry).where(AuditEntry.object_id == lit.object_id)).all()
            == []
        )


def test_a_subscriber_registered_twice_is_told_once() -> None:
    told: list[Event] = []

    def listen(session: Session, actor: ActorLike, event: LampLit) -> None:
        told.append(event)

    events.at_once(LampLit, listen)
    events.at_once(LampLit, listen)
    events.dispatch(Session(), SYSTEM, LampLit(object_id=uuid4()))
    assert len(told) == 1


def test_a_job_exists_only_once_its_transaction_has_committed(
    own_engine: Engine, restored: list[dict[str, Any]]
) -> None:
    def leave(session: Session, actor: ActorLike, event: LampLit) -> None:
        jobs.defer(session, JOB, event=event.facts())

    events.at_once(LampLit, leave)
    lit = LampLit(object_id=uuid4())
    with Session(own_engine) as session:
        record(session, SYSTEM, lit)
        assert count_jobs(own_engine) == 0, "nobody else sees it yet"
        session.rollback()
    run_jobs(own_engine)
    assert restored == []

    with Session(own_engine) as session:
        record(session, SYSTEM, lit)
        session.commit()
    assert count_jobs(own_engine) == 1
    run_jobs(own_engine)
    assert restored == [{"how": "met", "rooms": ["hall"]}]
    assert count_jobs(own_engine) == 0, "what is done is deleted"


def test_what_a_job_queues_is_queued_with_what_it_did_and_not_without(
    own_engine: Engine, restored: list[dict[str, Any]]
) -> None:
    @jobs.app.task(name="test:pass_on")
    def pass_on(succeeds: bool) -> None:
        with jobs.job_session() as session:
            jobs.defer(session, JOB, event={"succeeds": succeeds})
            if not succeeds:
                raise ValueError("not after all")

    for succeeds in (False, True):
        with Session(own_engine) as session, session.begin():
            jobs.defer(session, "test:pass_on", succeeds=succeeds)
    assert (run_jobs(own_engine), restored) == (1, [{"succeeds": True}])


def test_the_housekeeping_job_deletes_old_sessions_and_failures_and_leaves_the_rest(
    own_engine: Engine,
) -> None:
    load_tasks()
    now = clock.now()
    with Session(own_engine) as session, session.begin():
        amina = World(session).person("amina")
        with clock.at(now - timedelta(hours=9)):
            start_session(session, amina)
            session.add(SignInFailure(key_hash=b"old"))
        with clock.at(now - timedelta(minutes=5)):
            start_session(session, amina)
            session.add(SignInFailure(key_hash=b"new"))
        session.flush()
        kept = max(
            session.exec(select(LoginSession)), key=lambda login: login.created_at
        ).token_hash
        with clock.at(now - timedelta(hours=73)):
            start_session(session, amina)
        session.flush()
        busy = min(session.exec(select(LoginSession)), key=lambda login: login.created_at)
        busy.last_seen_at = now
        jobs.defer(session, "identity:forget_old_sessions")
    run_jobs(own_engine)
    with Session(own_engine) as session:
        assert [login.token_hash for login in session.exec(select(LoginSession))] == [kept]
        assert [failure.key_hash for failure in session.exec(select(SignInFailure))] == [b"new"]
    with own_engine.connect() as connection:
        # One that a quarter of an hour asks for may wait again meanwhile.
        left = (
            "SELECT status FROM procrastinate_jobs WHERE task_name = 'identity:forget_old_sessions'"
        )
        assert set(connection.execute(text(left)).scalars()) <= {"todo"}
