"""Starting the servers under test, and reading how much processor time they and PostgreSQL used."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

import psutil

from app.core.settings import PROJECT

WORKERS = 2
START_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """One uvicorn with its workers."""

    port: int
    process: psutil.Process

    def cpu_seconds(self) -> float:
        """What the workers used so far."""
        return sum(map(_used, self.process.children(recursive=True)))

    def fetch(self, path: str, headers: Sequence[str] = ()) -> tuple[int, str]:
        """One plain request: status and text."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers=dict(line.split(": ", 1) for line in headers))
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def _used(process: psutil.Process) -> float:
    with suppress(psutil.Error):
        times = process.cpu_times()
        return float(times.user + times.system)
    return 0.0


def postgres_seconds(server: psutil.Process) -> float:
    """What PostgreSQL used so far, with the connections that are gone."""
    gone = server.cpu_times()
    children = sum(map(_used, server.children(recursive=True)))
    return float(gone.children_user + gone.children_system + gone.user + gone.system) + children


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(factory: str, env: dict[str, str]) -> Iterator[Server]:
    """`uvicorn --factory` with two workers on a port of its own, until the end of the block."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "--factory", factory, "--workers", str(WORKERS)]
    options = ["--host", "127.0.0.1", "--port", str(port), "--no-server-header", "--no-access-log"]
    child = subprocess.Popen(
        [*command, *options, "--log-level", "warning"], cwd=PROJECT, env={**os.environ, **env}
    )
    try:
        _wait(port, child)
        yield Server(port, psutil.Process(child.pid))
    finally:
        child.terminate()
        try:
            child.wait(15)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _wait(port: int, child: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and child.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise RuntimeError("The server did not start; its messages are above.")


class Load:
    """The process of `load.py`."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.load"],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(
        self, port: int, users: list[list[str]], seconds: float, *, again: bool
    ) -> dict[str, Any]:
        """Send the requests of each user, at most so long."""
        assert self._process.stdin is not None and self._process.stdout is not None
        job = {"port": port, "users": users, "seconds": seconds, "again": again}
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        found: dict[str, Any] = json.loads(self._process.stdout.readline())
        return found

    def stop(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)
