"""The process that serves a data folder, told from a stranger with its number."""

import signal
import time
from contextlib import suppress
from pathlib import Path

import psutil


def find_postmaster(data: Path) -> tuple[psutil.Process, int] | None:
    """The server of this very data folder and its port. The number in `postmaster.pid` may be
    anybody's by now.
    """
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        process = psutil.Process(int(lines[0]))
        return (process, int(lines[3])) if _serves(data, process) else None
    except (
        *(FileNotFoundError, NotADirectoryError, psutil.NoSuchProcess),
        *(ValueError, IndexError),
    ):
        return None


def clear_crash(data: Path) -> None:
    """After a crash: a `postmaster.pid` that names nobody or a stranger, and perhaps orphans on
    the old memory.
    """
    stale = data / "postmaster.pid"
    if not stale.exists():
        return
    orphans = [process for process in psutil.process_iter() if _serves(data, process)]
    for number in (signal.SIGQUIT, signal.SIGKILL):
        for orphan in orphans:
            with suppress(psutil.NoSuchProcess):
                orphan.send_signal(number)
        orphans = [orphan for orphan in orphans if not is_gone(orphan, seconds=5)]
    stale.unlink(missing_ok=True)


def wake(data: Path) -> None:
    """Let every process of a server that was halted (SIGSTOP, Ctrl-Z) hear what it is told."""
    for process in psutil.process_iter():
        if _serves(data, process):
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGCONT)


def is_gone(process: psutil.Process, *, seconds: float) -> bool:
    """Whether it ends within so many seconds. A zombie counts as gone: nobody reaps it where the
    first process of a container does not.
    """
    deadline = time.monotonic() + seconds
    with suppress(psutil.NoSuchProcess):
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
    return True


def _serves(data: Path, process: psutil.Process) -> bool:
    # Every process of a server has its data folder as working directory; another account's
    # cannot be ours.
    with suppress(psutil.Error, OSError):
        return process.name() == "postgres" and Path(process.cwd()) == data.resolve()
    return False
