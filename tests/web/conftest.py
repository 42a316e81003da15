"""A real server process, for what only a real server shows: chunked bodies, raw bytes, what the log
says.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from tests.conftest import Databases

# The id of no need and no offer.
NOBODYS = "019a0000-0000-7000-8000-000000000000"


# Short waits, and room for a hundred of this machine.
KNOBS = {
    "SCHAKELBORD_MODE": "demo",
    "SCHAKELBORD_HEADER_SECONDS": "3",
    "SCHAKELBORD_LOCK_SECONDS": "0.5",
    "SCHAKELBORD_OPEN_BODIES": "150",
}


@dataclass(frozen=True)
class RealServer:
    """Where it listens, and the file that holds what it wrote."""

    port: int
    log: Path
    url: str = ""

    def send(self, request: bytes) -> bytes:
        """Send raw bytes, and return everything that comes back until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            connection.sendall(request)
            return b"".join(iter(lambda: connection.recv(65536), b""))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def real_server(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealServer]:
    """The application as it runs, on its own copy of the world."""
    port, log = _free_port(), tmp_path_factory.mktemp("server") / "log.txt"
    url = databases.copy("world")
    env = {**os.environ, **KNOBS, "DATABASE_URL": url, "PORT": str(port)}
    command = [sys.executable, "-m", "app.cli", "web"]
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=env, stdout=output, stderr=output)
        server = RealServer(port, log, url)
        try:
            _wait_for(server, process)
            yield server
        finally:
            process.terminate()
            process.wait(timeout=15)


@pytest.fixture(scope="module")
def base(real_server: RealServer) -> Iterator[Engine]:
    """The database of that server."""
    engine = create_engine(real_server.url)
    yield engine
    engine.dispose()


def _wait_for(server: RealServer, process: subprocess.Popen[bytes]) -> None:
    for _ in range(900):
        assert process.poll() is None, server.log.read_text()
        try:
            if server.send(
                b"GET /gereed HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
            ).startswith(b"HTTP/1.1 200"):
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise AssertionError(server.log.read_text())
