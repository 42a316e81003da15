"""The drawer of charts: a program beside each web process that makes SVG of their plain data.

It knows no database and no secret, has an end to its memory and to the time of each chart, and
leaves when nobody asked for a while (ADR 106). What it drew is kept, by the hash of the data.
"""

import atexit
import json
import logging
import os
import resource
import select
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from app.core import errors, settings
from app.core.i18n import gettext as _

MODULE = "app.chart_drawer"
HEAD = 4  # bytes that say how long what follows is
# A chart takes a tenth of a second of it; beginning takes some three, on a
# machine that is very busy a minute.
PROCESSOR_SECONDS = 8
SECONDS, SECONDS_TO_BEGIN = 10.0, 60.0
# What it writes to: V8 reserves far more than that without using it. It has 700 MB when it begins.
MEMORY = 1536 * 1024**2
IDLE_SECONDS = 1800.0
# Of a whole page for each of some dozens of readers; a chart is 10 to 40 KB.
MOST_KEPT = 8 * 1024**2
LONGEST_ANSWER = 2 * 1024**2

log = logging.getLogger(__name__)


class Stopped(Exception):
    """The program ended, or said nothing in time."""


def limit_memory() -> None:
    """In that program, before it does anything."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes no file


def limit_processor(used: resource.struct_rusage) -> None:
    """In that program, before each chart: so much more than it used until now."""
    until = int(used.ru_utime + used.ru_stime) + 1 + PROCESSOR_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


@dataclass
class Drawer:
    """One program, and what it drew. Threads ask it one after the other."""

    module: str = MODULE
    patience: float = SECONDS
    most_kept: int = MOST_KEPT
    # How many charts were drawn and not found.
    drawn: int = 0
    _program: subprocess.Popen[bytes] | None = None
    _kept: OrderedDict[str, bytes] = field(default_factory=OrderedDict)
    _size: int = 0
    _begun_at: float = 0
    _keeping: threading.Lock = field(default_factory=threading.Lock)
    _asking: threading.Lock = field(default_factory=threading.Lock)

    def find(self, digest: str) -> bytes | None:
        """A chart that was drawn before."""
        with self._keeping:
            found = self._kept.get(digest)
            if found is not None:
                self._kept.move_to_end(digest)
            return found

    def draw(self, digest: str, data: dict[str, Any]) -> bytes:
        """The chart as SVG. Raises Busy when it cannot be drawn now: the page has its table."""
        # Who is before may have to wait until it has begun.
        if not self._asking.acquire(timeout=self.patience + SECONDS_TO_BEGIN):
            raise errors.Busy(_("Other charts are being drawn now. Try again in a moment."))
        try:
            # Who waited may have waited for the same one.
            return self.find(digest) or self._drawn_anew(digest, data)
        except Stopped:
            log.error("the drawer of charts stopped")
            said = _("This chart cannot be drawn now. Its table says the same.")
            raise errors.Busy(said) from None
        finally:
            self._asking.release()

    def wake(self) -> None:
        """Begins the program if there is none: soon somebody will ask. Waits for nothing."""
        if self._asking.acquire(blocking=False):
            try:
                if not self._runs:
                    self._begin()
            finally:
                self._asking.release()

    @property
    def _runs(self) -> bool:
        return self._program is not None and self._program.poll() is None

    def _drawn_anew(self, digest: str, data: dict[str, Any]) -> bytes:
        try:
            svg = self._ask(data)
        except Stopped:
            self.end()
            raise
        self.drawn += 1
        with self._keeping:
            self._kept[digest] = svg
            self._size += len(svg)
            while self._size > self.most_kept:
                _oldest, gone = self._kept.popitem(last=False)
                self._size -= len(gone)
        return svg

    def _ask(self, data: dict[str, Any]) -> bytes:
        if not self._runs:
            self._begin()
        until = max(time.monotonic(), self._begun_at + SECONDS_TO_BEGIN) + self.patience
        asked = json.dumps(data).encode()
        program = self._program
        assert program is not None and program.stdin is not None
        try:
            program.stdin.write(len(asked).to_bytes(HEAD, "big") + asked)
        except OSError:
            raise Stopped from None
        length = int.from_bytes(self._read(program, HEAD, until), "big")
        if length > LONGEST_ANSWER:
            raise Stopped
        return self._read(program, length, until)

    def _begin(self) -> None:
        self.end()
        self._begun_at = time.monotonic()
        self._program = subprocess.Popen(
            [sys.executable, "-m", self.module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            cwd=settings.PROJECT,
            # No secret, no address of a database: it needs nothing of what a web process knows.
            env={"PATH": os.defpath},
        )

    def _read(self, program: subprocess.Popen[bytes], length: int, until: float) -> bytes:
        assert program.stdout is not None
        found = bytearray()
        while len(found) < length:
            left = until - time.monotonic()
            if left <= 0 or not select.select([program.stdout], [], [], left)[0]:
                raise Stopped
            part = os.read(program.stdout.fileno(), length - len(found))
            if not part:
                raise Stopped
            found += part
        return bytes(found)

    def end(self) -> None:
        """Ends the program, if there is one."""
        program, self._program = self._program, None
        if program is None:
            return
        program.kill()
        with program:
            pass


# Of this process.
DRAWER = Drawer()
atexit.register(DRAWER.end)
