"""Runs the web server and the job worker as children of one process, and takes everything down
together.

Each child is started by a keeper, which is this very file run as a script. The keeper leads a
session of its own, so that Ctrl-C reaches the supervisor only. It holds one end of a pipe, so that
the child and everything it started die with the supervisor, even after SIGKILL. PR_SET_PDEATHSIG
would do so for the child alone, and on Linux only.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from app.local.embedded_postgres import Cluster

log = logging.getLogger(__name__)

GRACE_SECONDS = 10
ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class AlreadyRunning(RuntimeError):
    """Another live `run` owns this folder."""


@dataclass(frozen=True)
class Child:
    """A command to keep running. `env` is added to the environment of the supervisor."""

    name: str
    command: list[str]
    env: dict[str, str] = field(default_factory=dict)


@contextmanager
def single_run_lock(folder: Path) -> Iterator[None]:
    """Held for the life of the process; raises AlreadyRunning when another live process holds
    it.
    """
    from app.local.locks import AlreadyLocked, locked

    path = folder / "run.lock"
    try:
        with locked(path, wait=False) as handle:
            os.ftruncate(handle, 0)
            os.pwrite(handle, str(os.getpid()).encode(), 0)
            yield
    except AlreadyLocked:
        holder = path.read_text().strip() or "unknown"
        raise AlreadyRunning(
            f"Already running for {folder} (process {holder}). Stop that one first."
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

    with single_run_lock(cluster.folder), cluster.in_use(), _handling(unwind):
        try:
            cluster.start()
            yield cluster
        finally:
            received.append(0)
            cluster.stop()


def run_together(children: Sequence[Child], *, cluster: Cluster | None) -> int:
    """Runs until a signal asks to stop (0) or a child ends by itself (its code, or 1). Then stops
    all, and the cluster.

    SIGTERM first, SIGKILL after GRACE_SECONDS or at a second signal.
    """
    received: list[int] = []
    keepers: dict[str, subprocess.Popen[bytes]] = {}
    with _handling(lambda number, frame: received.append(number)):
        try:
            for child in children:
                keepers[child.name] = _start(child)
            while not received:
                for name, keeper in keepers.items():
                    if (code := keeper.poll()) is not None:
                        log.error("%s ended by itself with code %s; stopping the rest", name, code)
                        return code if code > 0 else 1
                time.sleep(0.1)
            return 0
        finally:
            _stop(list(keepers.values()), impatient=lambda: len(received) > 1)
            if cluster is not None:
                cluster.stop()


@contextmanager
def _handling(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    # Under nohup the hang-up signal is ignored, and stays so.
    ending = [
        number
        for number in ENDING
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN
    ]
    before = {number: signal.signal(number, handler) for number in ending}
    try:
        yield
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)


def _start(child: Child) -> subprocess.Popen[bytes]:
    # -I and -S: the keeper needs nothing but the standard library, and starts in a few
    # milliseconds.
    return subprocess.Popen(
        [sys.executable, "-I", "-S", __file__, *child.command],
        env={**os.environ, **child.env},
        stdin=subprocess.PIPE,
        start_new_session=True,
    )


def _stop(keepers: Sequence[subprocess.Popen[bytes]], *, impatient: Callable[[], bool]) -> None:
    for keeper in keepers:
        keeper.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    while (
        any(keeper.poll() is None for keeper in keepers)
        and time.monotonic() < deadline
        and not impatient()
    ):
        time.sleep(0.05)
    for keeper in keepers:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(keeper.pid, signal.SIGKILL)
        keeper.wait()


def _keep(command: list[str]) -> NoReturn:
    """The keeper: passes SIGTERM on, and kills its whole session as soon as the supervisor is
    gone.
    """
    child: subprocess.Popen[bytes] | None = None

    def terminate(number: int, frame: FrameType | None) -> None:
        if child is None:
            raise SystemExit(128 + number)
        child.terminate()

    def watch() -> None:
        while os.read(0, 1):
            pass
        os.killpg(0, signal.SIGKILL)

    signal.signal(signal.SIGTERM, terminate)
    threading.Thread(target=watch, daemon=True).start()
    try:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    except OSError as error:
        sys.exit(f"{command[0]} cannot be started: {error}")
    code = child.wait()
    # Not sys.exit: the watching thread still reads from the pipe.
    os._exit(code if code >= 0 else 128 - code)


if __name__ == "__main__":
    _keep(sys.argv[1:])
