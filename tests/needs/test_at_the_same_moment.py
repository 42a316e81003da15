"""Two people press the same button at the same moment, on a database that really commits."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from app.audit.models import AuditEntry
from app.core.settings import Settings
from app.identity.commands import start_session
from app.main import create_app
from app.needs.models import Need
from app.web.cookies import SESSION
from tests.conftest import Databases
from tests.world import ORIGIN, World

WAITING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
    "wait_event_type = 'Lock'"
)


@pytest.fixture(scope="module")
def own_engine(databases: Databases) -> Iterator[Engine]:
    engine = create_engine(databases.copy("world"))
    yield engine
    engine.dispose()


def two_clients(engine: Engine, settings: Settings) -> list[TestClient]:
    """Amina in two browsers."""
    app = create_app(settings, engine)
    with Session(engine) as session, session.begin():
        tokens = [start_session(session, World(session).person("amina")) for _ in range(2)]
    options = {"base_url": ORIGIN, "headers": {"origin": ORIGIN}, "follow_redirects": False}
    clients = [TestClient(app, **options) for _ in tokens]  # type: ignore[arg-type]
    for client, token in zip(clients, tokens, strict=True):
        client.cookies.set(SESSION, token)
    return clients


def race(
    engine: Engine, clients: list[TestClient], need_id: UUID, address: str, data: dict[str, str]
) -> list[int]:
    """The answers of both. A lock holds them back until both requests are under way, so that
    neither is early.
    """
    with engine.connect() as gate, engine.connect() as watch, ThreadPoolExecutor(2) as threads:
        gate.execute(text("SELECT id FROM need WHERE id = :id FOR UPDATE"), {"id": need_id})
        answers = [threads.submit(client.post, address, data=data) for client in clients]
        deadline = time.monotonic() + 20
        while watch.execute(WAITING).scalar_one() < 2:
            assert time.monotonic() < deadline, "they never met"
            watch.rollback()
            time.sleep(0.02)
        gate.rollback()
        return sorted(answer.result(timeout=20).status_code for answer in answers)


@pytest.mark.parametrize(
    ("verb", "published", "data", "event"),
    [
        ("plaatsen", False, {}, "need:published"),
        ("sluiten", True, {"outcome": "met"}, "need:closed"),
        ("intrekken", True, {"reason": "wrong"}, "need:withdrawn"),
    ],
)
def test_exactly_one_of_two_wins_and_the_other_hears_it(
    own_engine: Engine,
    settings: Settings,
    verb: str,
    published: bool,
    data: dict[str, str],
    event: str,
) -> None:
    with Session(own_engine, expire_on_commit=False) as session, session.begin():
        need = World(session).need(publish=published)
    clients = two_clients(own_engine, settings)
    assert race(own_engine, clients, need.id, f"/behoeften/{need.id}/{verb}", data) == [303, 409]
    with Session(own_engine) as session:
        entries = session.exec(
            select(AuditEntry).where(
                AuditEntry.object_id == need.id, col(AuditEntry.event) == event
            )
        )
        assert len(entries.all()) == 1


def test_who_throws_a_draft_away_twice_at_once_hears_twice_that_it_is_gone(
    own_engine: Engine, settings: Settings
) -> None:
    with Session(own_engine, expire_on_commit=False) as session, session.begin():
        need = World(session).need()
    clients = two_clients(own_engine, settings)
    assert race(own_engine, clients, need.id, f"/behoeften/{need.id}/weggooien", {}) == [303, 303]
    with Session(own_engine) as session:
        assert session.get(Need, need.id) is None
