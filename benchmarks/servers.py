"""Starting the servers under test, and reading how much processor time and memory they and
PostgreSQL use.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any

import psutil

from app.core.settings import PROJECT

WORKERS = 2
START_SECONDS = 60
MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Server:
    """A port, and the processes that serve its pages."""

    port: int
    processes: list[psutil.Process]

    def cpu_seconds(self) -> float:
        """What the processes used so far."""
        return sum(map(_used, self.processes))

    def uss_mb(self) -> dict[int, float]:
        """By process: the memory that nobody shares, which the machine gets back when it ends."""
        return {p.pid: p.memory_full_info().uss / MEGABYTE for p in self.processes}

    def fetch(self, path: str, headers: Sequence[str] = ()) -> tuple[int, str]:
        """One plain request: status and text."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers=dict(line.split(": ", 1) for line in headers))
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text


# Starts the application of a factory with more in its environment, until the end of the block.
Serve = Callable[[str, dict[str, str]], AbstractContextManager[Server]]


def _used(process: psutil.Process) -> float:
    with suppress(psutil.Error):
        times = process.cpu_times()
        return float(times.user + times.system)
    return 0.0


@dataclass
class PostgresTime:
    """Processor time of PostgreSQL, by backend: what a backend used since the last look is added,
    so one that ended takes nothing away. What it did after the last look is lost.
    """

    server: psutil.Process
    _seen: dict[tuple[int, float], float] = field(default_factory=dict)
    _total: float = 0.0

    def seconds(self) -> float:
        """What was seen so far, never less than before."""
        now: dict[tuple[int, float], float] = {}
        for process in (self.server, *self.server.children(recursive=True)):
            with suppress(psutil.Error):
                # A number may come back for another process: its start tells them apart.
                now[process.pid, process.create_time()] = _used(process)
        self._total += sum(max(0.0, used - self._seen.get(key, 0.0)) for key, used in now.items())
        self._seen |= now
        return self._total


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
    # Written to a file, as in production: to a screen it would cost more.
    log = PROJECT / "var" / "bench-servers.log"
    with log.open("ab") as messages:
        child = subprocess.Popen(
            [*command, *options, "--log-level", "warning"],
            cwd=PROJECT,
            # In production none starts without a key; its workers share it.
            env={"SCHAKELBORD_SECRET_KEY": secrets.token_hex(32), **os.environ, **env},
            stderr=messages,
        )
    try:
        _wait(port, child)
        yield Server(port, _workers(psutil.Process(child.pid)))
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
    raise RuntimeError("The server did not start; var/bench-servers.log says why.")


def _workers(parent: psutil.Process) -> list[psutil.Process]:
    """Without the process in which Python keeps count of what its children share."""
    return [p for p in parent.children() if not any("resource_tracker" in a for a in p.cmdline())]


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
        self,
        port: int,
        users: list[list[str]],
        seconds: float,
        *,
        again: bool,
        together: bool = False,
        follows: bool = False,
    ) -> dict[str, Any]:
        """Send the requests of each user, at most so long. The words are those of `Scenario`."""
        assert self._process.stdin is not None and self._process.stdout is not None
        job = {"port": port, "users": users, "seconds": seconds}
        job |= {"again": again, "together": together, "follows": follows}
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        found: dict[str, Any] = json.loads(self._process.stdout.readline())
        return found

    def stop(self) -> None:
        """End the process."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(10)
