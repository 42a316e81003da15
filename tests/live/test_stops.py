"""Fifty streams, and a server that stops or a PostgreSQL that dies under them."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

import psutil
import pytest
from sqlalchemy import create_engine, text
from sqlmodel import Session, col, select

from app.core.migrations import migrate
from app.demo.seed import open_regions
from app.identity.commands import start_session
from app.identity.models import Membership, Organisation, Person
from app.local.embedded_postgres import Cluster
from app.reference.commands import seed_reference
from app.target_groups.commands import seed_target_groups
from tests.days import move_postgres
from tests.live.conftest import LiveServer, MakeServer, Watcher, eventually

MANY = 50


def open_streams(live: LiveServer) -> list[Watcher]:
    """So many at the board of one region: no more of each person than the four that may be."""
    with live.world() as pairs:
        query = (
            select(Person)
            .join(Membership, col(Membership.person_id) == col(Person.id))
            .join(Organisation, col(Organisation.id) == col(Membership.organisation_id))
            .where(Organisation.region_code == "VR01")
        )
        people = [each for each in pairs.session.exec(query.distinct()) if each.is_active]
        assert len(people) * 4 >= MANY
        tokens = [start_session(pairs.session, each) for each in islice(cycle(people), MANY)]
    return [live.watch(token, shown="unknown") for token in tokens]


def test_a_server_that_is_asked_to_stop_does_so_with_fifty_streams_open(
    make_server: MakeServer,
) -> None:
    live = make_server()
    streams = open_streams(live)
    assert all(each.is_open for each in streams)
    assert live.end(signal.SIGTERM) < 10
    eventually(lambda: not any(each.is_open for each in streams))
    assert "Traceback" not in live.log.read_text()
    live.start()
    assert live.watch(live.sign_in("daan")).is_open, "who comes back watches on"


@pytest.fixture
def durable(tmp_path: Path) -> Iterator[Cluster]:
    """A PostgreSQL that keeps what it answered, as in production, with the cast."""
    cluster = Cluster(tmp_path / "postgres")
    cluster.start()
    cluster.ensure_database("live")
    url = cluster.url("live")
    migrate(url)
    engine = create_engine(url)
    with Session(engine, expire_on_commit=False) as session, session.begin():
        seed_reference(session)
        seed_target_groups(session)
        open_regions(session)
    engine.dispose()
    move_postgres(url)
    yield cluster
    cluster.remove()


def test_when_postgresql_dies_the_streams_go_on_and_nothing_is_lost(
    durable: Cluster, tmp_path: Path
) -> None:
    url = durable.url("live")
    live = LiveServer(url, tmp_path / "log.txt")
    try:
        with live.engine.connect() as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                assert connection.execute(text(f"SHOW {setting}")).scalar_one() == "on"
            server = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        postmaster = psutil.Process(server).parent()
        assert postmaster is not None
        with live.world() as pairs:
            match = pairs.approved()
        streams = open_streams(live)
        eventually(lambda: all(each.messages for each in streams), 60)
        heard = [len(each.messages) for each in streams]
        with live.world() as pairs:
            pairs.accept(match, "chantal")
        postmaster.send_signal(signal.SIGQUIT)  # as `pg_ctl stop -m immediate`
        postmaster.wait(30)
        live.engine.dispose()
        durable.start_again()
        assert durable.url("live") == url
        eventually(lambda: live.get("/bord", live.sign_in("daan")).status_code == 200, 60)
        with live.world() as pairs:
            need = pairs.need(title="Na de herstart", urgency="acute")
        told = f"at_{need.id}"
        eventually(lambda: all(told in each.text for each in streams if each.is_open), 60)
        assert sum(each.is_open for each in streams) == MANY, "a stream holds no connection"
        assert all(len(each.messages) > before for each, before in zip(streams, heard, strict=True))
        daan = live.sign_in("daan")
        assert "begint" in live.get("/bord", daan).text, "what was answered before is there"
    finally:
        live.close()
