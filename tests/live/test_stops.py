"""Fifty streams, and a server that stops or a PostgreSQL that dies under them."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import count, cycle, islice
from pathlib import Path
from threading import Event, Thread

import httpx2
import psutil
import pytest
from sqlalchemy import create_engine, text
from sqlmodel import Session, col, select

from app.audit.models import AuditEntry
from app.core.migrations import migrate
from app.demo.seed import open_regions
from app.identity.commands import start_session
from app.identity.models import Membership, Organisation, Person
from app.local.embedded_postgres import Cluster
from app.needs.models import Need
from app.reference.commands import seed_reference
from app.target_groups.commands import seed_target_groups
from tests.days import move_postgres
from tests.live.conftest import LiveServer, MakeServer, Watcher, eventually
from tests.world import GROCERIES

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


class Load:
    """People who log needs, one after the other, whatever the answer. Kept is what was answered."""

    def __init__(self, live: LiveServer, people: Sequence[str] = ("amina", "daan", "bram")) -> None:
        self._live, self._stop = live, Event()
        self.answered: list[str] = []
        self._threads = [
            Thread(target=self._send, args=(live.sign_in(who), who), daemon=True) for who in people
        ]
        for thread in self._threads:
            thread.start()

    def _send(self, token: str, who: str) -> None:
        for number in count():
            if self._stop.is_set():
                return
            title = f"Onder druk van {who}, nummer {number}"
            given = {name: str(value) for name, value in (GROCERIES | {"title": title}).items()}
            with suppress(httpx2.HTTPError):
                answer = self._live.post("/behoeften", token, **given)
                if answer.status_code == 303 and "/behoeften/" in answer.headers["location"]:
                    self.answered.append(title)

    def wait_for(self, more: int) -> None:
        until = len(self.answered) + more
        eventually(lambda: len(self.answered) >= until, 90)

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(60)

    def holds(self) -> None:
        """All that was answered is there, once, with its line in the trail."""
        logged = (
            select(Need.title)
            .join(AuditEntry, col(AuditEntry.object_id) == col(Need.id))
            .where(col(AuditEntry.event) == "need:logged", col(Need.title).startswith("Onder"))
        )
        with Session(self._live.engine) as session:
            found = Counter(session.exec(logged).all())
        assert found and set(found.values()) == {1}, "nothing twice"
        assert set(self.answered) <= found.keys(), "nothing that was answered is lost"
        print(f"{len(self.answered)} answered, {len(found)} stored")


def test_when_the_server_is_killed_nothing_that_was_answered_is_lost(
    durable: Cluster, tmp_path: Path
) -> None:
    live = LiveServer(durable.url("live"), tmp_path / "log.txt")
    try:
        streams = open_streams(live)
        load = Load(live)
        load.wait_for(6)
        live.end(signal.SIGKILL)
        eventually(lambda: not any(each.is_open for each in streams))
        live.start()
        load.wait_for(6)
        load.stop()
        load.holds()
        again = live.watch(live.sign_in("daan"), shown="unknown")
        eventually(lambda: again.messages, 60)
    finally:
        live.close()


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
        load = Load(live)
        load.wait_for(6)
        postmaster.send_signal(signal.SIGQUIT)  # as `pg_ctl stop -m immediate`
        postmaster.wait(30)
        live.engine.dispose()
        durable.start_again()
        assert durable.url("live") == url
        eventually(lambda: live.get("/bord", live.sign_in("daan")).status_code == 200, 60)
        load.wait_for(6)
        load.stop()
        load.holds()
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
