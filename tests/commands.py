"""The command line in a process of its own for every command, which finds the modules loaded.

Loading them is three seconds, and most of what a command takes. A server without threads loads them
once for a worker, and every command is a fork of it, with an environment, an output and a code of
its own. That `python -m app.cli` starts from nothing is seen in tests/test_cli.py.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from app import cli
from app.core.settings import PROJECT

OURS = ("SCHAKELBORD_", "DATABASE_URL", "PORT")
PATIENCE = 120  # seconds: somebody else may use the machine too


def environment(**settings: str) -> dict[str, str]:
    """This process's environment with our settings only as given."""
    return {key: value for key, value in os.environ.items() if not key.startswith(OURS)} | settings


def command(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """What `python -m app.cli` answers to these words."""
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload([__name__])
    with tempfile.TemporaryDirectory() as place:
        told = Path(place) / "out", Path(place) / "err"
        process = forks.Process(target=_answer, args=(words, environment(**settings), *told))
        process.start()
        process.join(PATIENCE)
        code = process.exitcode
        if code is None:
            process.kill()
            process.join()
        process.close()
        out, err = (file.read_text(encoding="utf-8") if file.exists() else "" for file in told)
    assert code is not None, f"{words} goes on after {PATIENCE} s: {out} {err}"
    return subprocess.CompletedProcess(words, code, out, err)


def _answer(words: tuple[str, ...], settings: dict[str, str], out: Path, err: Path) -> None:
    """In the fork: as a shell would begin the command."""
    os.environ.clear()
    os.environ.update(settings)
    os.chdir(PROJECT)
    for number, file in ((1, out), (2, err)):
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(handle, number)
        os.close(handle)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False, buffering=1)  # noqa: SIM115
    sys.exit(cli.main(list(words)))
