"""PostgreSQL's programs, and a signal at any moment of them."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path
from types import FrameType
from typing import NoReturn

import psutil
import pytest

from app.local.programs import run_program

MOMENTS = [number * 0.0004 for number in range(1, 40)]  # seconds: before, in and after the start


class Told(Exception):
    """A signal came."""


def _tell(number: int, frame: FrameType | None) -> NoReturn:
    raise Told


# A signal in the middle of opening the program's output leaves closing it to Python itself, which
# says so: that is no fault of the program.
@pytest.mark.filterwarnings("ignore:Exception ignored in. <_io.FileIO")
def test_a_signal_leaves_no_program_behind_that_goes_on(tmp_path: Path) -> None:
    """Whoever is told to stop waits for it: a server that starts later would serve nobody."""
    before = signal.signal(signal.SIGTERM, _tell)
    told, others = 0, set(psutil.Process().children())
    try:
        for moment in MOMENTS:
            telling = threading.Timer(moment, os.kill, (os.getpid(), signal.SIGTERM))
            try:
                telling.start()
                run_program(tmp_path, "pg_ctl", "--version")
                telling.join()
            except Told:
                told += 1
            telling.join()
            assert set(psutil.Process().children()) <= others, moment
    finally:
        signal.signal(signal.SIGTERM, before)
    assert told > 3, "none came while one ran"
