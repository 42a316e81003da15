"""Processes of their own for one file, each with an end to its time and its memory.

Nobody knows beforehand what a file asks of who works on it (ADR 50).
"""

import json
import pathlib
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import anyio
from anyio.lowlevel import RunVar

from app.core import settings
from app.core.errors import Invalid
from app.core.i18n import gettext as _

R = TypeVar("R")


@dataclass(frozen=True)
class Limits:
    """What one process may take: seconds of processor, seconds in all, bytes of memory."""

    processor_seconds: int
    seconds: float
    memory: int


class Overrun(Exception):
    """It ended without an answer."""


def run_apart(module: str, limits: Limits, asked: object, content: bytes) -> bytes:
    """What a module of ours says, run as a program that reads `asked` and then the content. Raises
    Overrun when the file asked too much of it; and Invalid when the clock ran out before the
    processor had worked that long, which on a busy computer says nothing of the file.
    """
    try:
        return subprocess.run(
            [sys.executable, "-m", module, str(limits.processor_seconds), str(limits.memory)],
            input=json.dumps(asked).encode() + b"\n" + content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a traceback may quote what somebody typed (P13)
            cwd=settings.PROJECT,
            timeout=limits.seconds,
            check=True,
        ).stdout
    except subprocess.TimeoutExpired:
        said = _("It took too long, maybe because it is busy now. Try again in a few minutes.")
        raise Invalid({"file": said}) from None
    except subprocess.SubprocessError:
        raise Overrun from None


def begin() -> tuple[Any, bytes]:
    """In that program: its limits, before it reads a byte, and then what is asked."""
    seconds, memory = map(int, sys.argv[1:])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    asked, _end, content = sys.stdin.buffer.read().partition(b"\n")
    return json.loads(asked), content


def end_if_large() -> None:
    """For who met a problem: near the end of its memory that may be why, whatever it is called."""
    if _most_memory() > int(sys.argv[2]) // 2:
        sys.exit("too much memory")


def _most_memory() -> int:
    """The most that this process had, in bytes. Linux counts in `getrusage` also what the process
    that started it had; where there is no other way to ask, nothing is known.
    """
    try:
        status = (pathlib.Path("/proc/self") / "status").read_text(encoding="ascii")
    except OSError:
        return 0
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


@dataclass(frozen=True)
class Places:
    """So many at once in each web process. Who waits for one holds no thread, and nothing else that
    others need.
    """

    at_once: int
    # Of each event loop, that is of each web process.
    _limiter: RunVar[anyio.CapacityLimiter] = field(default_factory=lambda: RunVar("places"))

    def limiter(self) -> anyio.CapacityLimiter:
        """That of this process."""
        try:
            return self._limiter.get()
        except LookupError:
            self._limiter.set(anyio.CapacityLimiter(self.at_once))
            return self._limiter.get()

    async def give(self, patience: float, sentence: str, work: Callable[[], R]) -> R:
        """`work` in a thread; who waited too long for a place is told this sentence."""
        place, asking = self.limiter(), object()
        with anyio.move_on_after(patience) as waiting:
            await place.acquire_on_behalf_of(asking)
        if waiting.cancelled_caught:
            raise Invalid({"file": sentence})
        try:
            return await anyio.to_thread.run_sync(work)
        finally:
            place.release_on_behalf_of(asking)
