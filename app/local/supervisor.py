"""Runs the web server and the job worker as children of one process, starts again what dies, and
takes everything down together.

Each child is started by a keeper (`app.local.keeper`), so that nothing outlives this process but
PostgreSQL, which the next `run` takes over.
"""

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from app.local import keeper, signals
from app.local.embedded_postgres import Cluster
from app.local.errors import AlreadyRunning, EmbeddedPostgresError, GaveUp, of_files
from app.local.locks import AlreadyLocked, locked

log = logging.getLogger(__name__)

GRACE_SECONDS = 10
# How often one of them may end by itself within a minute; the last time is the end of all.
FAILURES, WINDOW_SECONDS = 3, 60
PAUSE_SECONDS = 0.5  # before it starts again; the next time four times as long
# How often the server is looked at: a few files are read for it.
LOOK_SECONDS = 0.5


@dataclass(frozen=True)
class Child:
    """A command to keep running. `env` gives what is added to the environment of the supervisor, at
    each start: the address of the database may be another one by then.
    """

    name: str
    command: list[str]
    env: Callable[[], dict[str, str]] = dict


@contextmanager
def single_run_lock(folder: Path) -> Iterator[None]:
    """Held for the life of the process; raises AlreadyRunning when another live process holds
    it.
    """
    path = folder / "run.lock"
    try:
        with locked(path, wait=False) as handle:
            try:
                os.ftruncate(handle, 0)
                os.pwrite(handle, str(os.getpid()).encode(), 0)
            except OSError as problem:
                raise of_files(path, problem) from problem
            yield
    except AlreadyLocked:
        holder = path.read_text().strip() or "onbekend"
        raise AlreadyRunning(
            f"Schakelbord draait hier al (proces {holder}, map {folder}). Stop dat eerst."
        ) from None


@contextmanager
def owning(cluster: Cluster) -> Iterator[Cluster]:
    """The whole life of `run`: refuses a second one, starts or adopts the cluster, and always stops
    it at the end.

    The first signal unwinds the block as SystemExit; the next ones wait, so that stopping is never
    cut short.
    """
    received: list[int] = []

    def unwind(number: int, frame: FrameType | None) -> None:
        received.append(number)
        if len(received) == 1:
            raise SystemExit(128 + number)

    with single_run_lock(cluster.folder), cluster.in_use(), signals.handling(unwind):
        try:
            cluster.start()
            yield cluster
        finally:
            received.append(0)
            cluster.stop()


def run_together(children: Sequence[Child], *, cluster: Cluster | None) -> int:
    """Runs until a signal asks to stop (0). Whatever ends by itself starts again; what does so
    three times within a minute ends all: GaveUp. Then stops all, and the cluster.

    SIGTERM first, SIGKILL after GRACE_SECONDS or at a second signal.
    """
    received: list[int] = []
    kept = [_Kept(child) for child in children]
    server = _Server(cluster) if cluster is not None else None
    with signals.handling(lambda number, frame: received.append(number)):
        try:
            for each in kept:
                each.start()
            while not received:
                if server is not None and server.look():
                    for each in kept:  # to the new address
                        each.end()
                        each.start()
                for each in kept:
                    each.look(may_start=lambda: server is None or server.is_up())
                time.sleep(0.1)
            return 0
        finally:
            _stop(
                [each.process for each in kept if each.process],
                impatient=lambda: len(received) > 1,
            )
            if cluster is not None:
                cluster.stop()


class _Watched:
    """What has to run: how often it ended by itself, and when it starts again."""

    name: str

    def __init__(self) -> None:
        self._failures: list[float] = []
        self._due: float | None = None

    def _failed(self, code: int, why: str) -> None:
        now = time.monotonic()
        self._failures = [at for at in self._failures if now - at < WINDOW_SECONDS] + [now]
        if len(self._failures) >= FAILURES:
            raise GaveUp(
                f"{self.name} is binnen een minuut {FAILURES} keer gestopt ({why}). Daarom stopt "
                "alles. Wat er misging staat hierboven.",
                code if code > 0 else 1,
            )
        pause = PAUSE_SECONDS * 4 ** (len(self._failures) - 1)
        log.warning("%s ended by itself (code %s); it starts again in %s s", self.name, code, pause)
        self._due = now + pause

    def _is_due(self) -> bool:
        return self._due is not None and time.monotonic() >= self._due


class _Kept(_Watched):
    """A child."""

    def __init__(self, child: Child) -> None:
        super().__init__()
        self.name, self._child = child.name, child
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        # -I and -S: the keeper needs nothing but the standard library, and starts in a few
        # milliseconds.
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", keeper.__file__, *self._child.command],
            env={**os.environ, **self._child.env()},
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
        self._due = None

    def look(self, *, may_start: Callable[[], bool]) -> None:
        """Start it again when it is time; note that it ended."""
        if self.process is None:
            if self._is_due() and may_start():
                self.start()
        elif (code := self.process.poll()) is not None:
            code = code if code >= 0 else 128 - code
            self.end()
            self._failed(code, f"code {code}")

    def end(self) -> None:
        """At once, with what it started: where the keeper was killed, its child still lives."""
        if self.process is not None:
            _stop([self.process], impatient=lambda: False)
            self.process = None


class _Server(_Watched):
    """The embedded PostgreSQL."""

    name = "PostgreSQL"

    def __init__(self, cluster: Cluster) -> None:
        super().__init__()
        self._cluster = cluster
        self._address = cluster.url("postgres")
        self._looked = time.monotonic()

    def is_up(self) -> bool:
        return self._due is None and self._cluster.is_running()

    def look(self) -> bool:
        """Start it again when it is time; whether it has another address than before."""
        now = time.monotonic()
        if now - self._looked < LOOK_SECONDS:
            return False
        self._looked = now
        try:
            if self._is_due():
                self._due = None
                self._cluster.start_again()
                before, self._address = self._address, self._cluster.url("postgres")
                return before != self._address
            if self._due is None and not self._cluster.is_running():
                self._failed(1, "de server was weg")
        except EmbeddedPostgresError as problem:
            log.warning("PostgreSQL could not be started again")
            self._failed(1, str(problem))
        return False


def _stop(keepers: Sequence[subprocess.Popen[bytes]], *, impatient: Callable[[], bool]) -> None:
    for each in keepers:
        each.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    while (
        any(each.poll() is None for each in keepers)
        and time.monotonic() < deadline
        and not impatient()
    ):
        time.sleep(0.05)
    for each in keepers:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(each.pid, signal.SIGKILL)
        each.wait()
        if each.stdin is not None:
            each.stdin.close()
