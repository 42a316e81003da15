"""Real processes: a driver like `run`, with tiny children that write down their process ids."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from app.local.embedded_postgres import Cluster

PROJECT = Path(__file__).resolve().parents[2]

DRIVER = """
import json, sys
from pathlib import Path
from app.local.embedded_postgres import Cluster
from app.local.supervisor import AlreadyRunning, Child, owning, run_together
try:
    with owning(Cluster(Path(sys.argv[1]), fast=True)) as cluster:
        cluster.ensure_database("kept")
        children = [Child(name, command) for name, command in json.loads(sys.argv[2]).items()]
        code = run_together(children, cluster=cluster)
except AlreadyRunning as error:
    sys.exit(str(error))
sys.exit(code)
"""
# Writes its own id and that of a child of its own, then waits.
CHILD = """
import os, subprocess, sys, time
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
open(sys.argv[1] + ".new", "w").write(f"{os.getpid()} {grandchild.pid}")
os.rename(sys.argv[1] + ".new", sys.argv[1])
time.sleep(60)
"""
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)" + CHILD


def eventually(condition: Callable[[], object], *, seconds: float = 8) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


class Run:
    """One `run` under test."""

    def __init__(self, folder: Path, **sources: str) -> None:
        self.files = [folder.parent / f"{name}-{time.monotonic_ns()}" for name in sources]
        commands = {
            name: [sys.executable, "-c", source, str(file)]
            for (name, source), file in zip(sources.items(), self.files, strict=True)
        }
        self.process = subprocess.Popen(
            [sys.executable, "-c", DRIVER, str(folder), json.dumps(commands)],
            cwd=PROJECT,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def up(self) -> list[int]:
        eventually(lambda: all(file.exists() for file in self.files))
        return [int(pid) for file in self.files for pid in file.read_text().split()]

    def end(self, number: signal.Signals) -> tuple[int, str]:
        self.process.send_signal(number)
        return self.result()

    def result(self) -> tuple[int, str]:
        _, errors = self.process.communicate(timeout=15)
        return self.process.returncode, errors


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path / "postgres", fast=True)
    yield cluster
    cluster.remove()


def test_sigterm_stops_the_children_and_postgresql(cluster: Cluster) -> None:
    run = Run(cluster.folder, web=CHILD, worker=CHILD)
    pids = run.up()
    assert all(is_alive(pid) for pid in pids)
    assert cluster.is_running()
    assert run.end(signal.SIGTERM) == (0, "")
    assert not any(is_alive(pid) for pid in pids)
    assert not cluster.is_running()


def test_ctrl_c_in_a_terminal_prints_no_stack_trace(cluster: Cluster) -> None:
    run = Run(cluster.folder, web=CHILD, worker=CHILD)
    pids = run.up()
    os.killpg(run.process.pid, signal.SIGINT)
    assert run.result() == (0, "")
    assert not any(is_alive(pid) for pid in pids)
    assert not cluster.is_running()


def test_a_signal_before_the_children_run_still_stops_postgresql(cluster: Cluster) -> None:
    run = Run(cluster.folder, web=CHILD)
    eventually(lambda: (cluster.folder / "cluster.json").exists())
    code, errors = run.end(signal.SIGTERM)
    assert code in (0, 128 + signal.SIGTERM)
    assert "Traceback" not in errors
    assert not cluster.is_running()


def test_after_sigkill_nothing_but_postgresql_lives_and_the_next_run_adopts_it(
    cluster: Cluster,
) -> None:
    run = Run(cluster.folder, web=CHILD, worker=STUBBORN)
    pids = run.up()
    with psycopg.connect(cluster.url("kept").replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE need AS SELECT 42 AS id")
    run.end(signal.SIGKILL)
    eventually(lambda: not any(is_alive(pid) for pid in pids), seconds=2)
    assert cluster.is_running()

    again = Run(cluster.folder, web=CHILD)
    again.up()
    with psycopg.connect(cluster.url("kept").replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT id FROM need").fetchone() == (42,)
    assert again.end(signal.SIGTERM)[0] == 0
    assert not cluster.is_running()


def test_a_second_run_is_refused_and_harms_nobody(cluster: Cluster) -> None:
    run = Run(cluster.folder, web=CHILD)
    pids = run.up()
    code, errors = Run(cluster.folder, web=CHILD).result()
    assert code == 1
    assert f"process {run.process.pid}" in errors
    assert all(is_alive(pid) for pid in pids)
    assert cluster.is_running()
    assert run.end(signal.SIGTERM)[0] == 0


@pytest.mark.parametrize(
    ("ending", "code"), [("sys.exit(7)", 7), ("sys.exit(0)", 1), ("os.kill(os.getpid(), 9)", 137)]
)
def test_a_child_that_ends_takes_all_down(cluster: Cluster, ending: str, code: int) -> None:
    run = Run(
        cluster.folder,
        web=CHILD,
        worker=CHILD.replace("time.sleep(60)\n", f"time.sleep(0.5); {ending}\n"),
    )
    pids = run.up()
    result, errors = run.result()
    assert result == code
    assert "worker ended by itself" in errors
    assert not any(is_alive(pid) for pid in pids)
    assert not cluster.is_running()


def test_a_second_signal_ends_the_patience_with_a_stubborn_child(cluster: Cluster) -> None:
    run = Run(cluster.folder, web=STUBBORN)
    pids = run.up()
    run.process.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    assert is_alive(pids[0])
    assert run.end(signal.SIGTERM)[0] == 0
    assert not any(is_alive(pid) for pid in pids)
    assert not cluster.is_running()


def test_a_command_that_does_not_exist_ends_the_run(tmp_path: Path) -> None:
    code = """
import sys
from app.local.supervisor import Child, run_together
sys.exit(run_together([Child("web", ["no-such-program"])], cluster=None))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "no-such-program cannot be started" in done.stderr
