"""A server of its own for each test file that stops it, and viewers who watch the board."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import create_engine
from sqlmodel import Session

from app.identity.commands import start_session
from app.matches.models import Match
from app.web.cookies import PREFIX, SESSION
from tests.conftest import Databases
from tests.matches.pairs import Pairs
from tests.world import World

POOL = 3
SOON = 15.0


def eventually(condition: Callable[[], Any], seconds: float = SOON) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


class Watcher:
    """Somebody whose browser watches a page, such as the board: what it was sent, and whether that
    goes on.
    """

    def __init__(self, server: LiveServer, token: str, **asked: str) -> None:
        last = asked.pop("last_event_id", "")
        self._address = asked.pop("address", "/bord/live")
        self._client = httpx2.Client(
            base_url=server.address,
            cookies={SESSION.removeprefix(PREFIX): token},
            headers={"hx-request": "true", "accept": "text/html, text/event-stream"}
            | ({"last-event-id": last} if last else {}),
            timeout=30,
        )
        self.text = ""
        self.is_open = True
        self.status = 0
        self.headers: Any = None
        self._asked = asked
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        eventually(lambda: ": " in self.text or not self.is_open)

    def _watch(self) -> None:
        try:
            with self._client.stream("GET", self._address, params=self._asked) as answer:
                self.status, self.headers = answer.status_code, answer.headers
                for part in answer.iter_text():
                    self.text += part
        except httpx2.HTTPError:
            pass
        self.is_open = False

    @property
    def last_id(self) -> str:
        return self.text.rpartition("id: ")[2].partition("\n")[0] if "id: " in self.text else ""

    @property
    def messages(self) -> list[str]:
        return [each for each in self.text.split("\n\n") if "data:" in each]

    def stop(self) -> None:
        self._client.close()


class LiveServer:
    """`python -m app.cli web` on a world of its own."""

    def __init__(self, url: str, log: Path, workers: int = 1) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.url, self.log = url, log
        self.address = f"http://127.0.0.1:{self.port}"
        self.engine = create_engine(url)
        self._workers = workers
        self.watchers: list[Watcher] = []
        self.start()

    def start(self) -> None:
        env = {
            **os.environ,
            "DATABASE_URL": self.url,
            "PORT": str(self.port),
            "SCHAKELBORD_MODE": "demo",
            "SCHAKELBORD_POOL_SIZE": str(POOL),
            "SCHAKELBORD_POOL_OVERFLOW": "0",
        }
        command = [sys.executable, "-m", "app.cli", "web", "--workers", str(self._workers)]
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(command, env=env, stdout=output, stderr=output)
        try:
            eventually(self._answers, 120)
            eventually(lambda: self.log.read_text().count("listens to what") >= self._workers, 60)
        except AssertionError:
            self.process.kill()
            self.process.wait()
            raise

    def _answers(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        try:
            return httpx2.get(self.address + "/gereed", timeout=10).status_code == 200
        except httpx2.HTTPError:
            return False

    def end(self, how: signal.Signals = signal.SIGTERM) -> float:
        """Returns how many seconds it took."""
        began = time.monotonic()
        self.process.send_signal(how)
        self.process.wait(timeout=30)
        return time.monotonic() - began

    @contextmanager
    def world(self) -> Iterator[Pairs]:
        """A transaction of its own, committed at the end."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield Pairs(World(session))

    def sign_in(self, who: str) -> str:
        with self.world() as pairs:
            return start_session(pairs.session, pairs.world.person(who))

    def get(self, path: str, token: str, **more: Any) -> httpx2.Response:
        cookies = {SESSION.removeprefix(PREFIX): token}
        return httpx2.get(self.address + path, cookies=cookies, timeout=30, **more)

    def post(self, path: str, token: str, **given: str) -> httpx2.Response:
        cookies = {SESSION.removeprefix(PREFIX): token}
        headers = {"origin": self.address}
        return httpx2.post(
            self.address + path, cookies=cookies, headers=headers, data=given, timeout=30
        )

    def press(self, path: str, token: str, block: str, **given: str) -> httpx2.Response:
        """As htmx sends a form of a page, for one block of it."""
        cookies = {SESSION.removeprefix(PREFIX): token}
        headers = {"origin": self.address, "hx-request": "true", "hx-target": block}
        return httpx2.post(
            self.address + path, cookies=cookies, headers=headers, data=given, timeout=30
        )

    def shown(self, token: str, address: str = "/bord") -> str:
        """The number of what the page of the board shows."""
        return self.get(address, token).text.partition("shown=")[2][:30]

    def watch_page(self, token: str, page: str) -> Watcher:
        """As any page does that was loaded just now: by the address that stands in it."""
        html = self.get(page, token).text
        address = html.partition('data-hx-sse:connect="')[2].partition('"')[0]
        assert address, "the page says where it watches"
        address, _mark, query = address.replace("&amp;", "&").partition("?")
        asked = dict(each.partition("=")[::2] for each in query.split("&"))
        watcher = Watcher(self, token, address=address, **asked)
        self.watchers.append(watcher)
        return watcher

    def watch(self, token: str, **asked: str) -> Watcher:
        """As the page does that was loaded just now."""
        if "shown" not in asked and "last_event_id" not in asked:
            asked["shown"] = self.shown(token)
        watcher = Watcher(self, token, **asked)
        self.watchers.append(watcher)
        return watcher

    def close(self) -> None:
        for watcher in self.watchers:
            watcher.stop()
        if self.process.poll() is None:
            self.end()
        self.engine.dispose()


MakeServer = Callable[..., LiveServer]


@pytest.fixture(scope="module")
def make_server(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[MakeServer]:
    servers: list[LiveServer] = []

    def make(workers: int = 1) -> LiveServer:
        log = tmp_path_factory.mktemp("live") / "log.txt"
        servers.append(LiveServer(databases.copy("world"), log, workers))
        return servers[-1]

    yield make
    for server in servers:
        server.close()


@pytest.fixture(scope="module")
def live(make_server: MakeServer) -> LiveServer:
    """One for all tests of a file."""
    return make_server()


@pytest.fixture
def approved(live: LiveServer) -> Match:
    """A match that waits for the yes of chantal."""
    with live.world() as pairs:
        return pairs.approved()
