"""Real processes: a driver like `run`, with tiny children that write down their process ids."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import psutil
import psycopg
import pytest

from app.local import whereabouts
from app.local.embedded_postgres import Cluster
from app.local.errors import EmbeddedPostgresError

PROJECT = Path(__file__).resolve().parents[2]

DRIVER = """
import json, sys
from pathlib import Path
from app.local.embedded_postgres import Cluster
from app.local.errors import AlreadyRunning, GaveUp
from app.local.supervisor import Child, owning, run_together
try:
    with owning(Cluster(Path(sys.argv[1]), fast=True)) as cluster:
        cluster.ensure_database("kept")
        children = [Child(name, command) for name, command in json.loads(sys.argv[2]).items()]
        code = run_together(children, cluster=cluster)
except AlreadyRunning as error:
    sys.exit(str(error))
except GaveUp as error:
    print(error, file=sys.stderr)
    sys.exit(error.code)
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


def eventually(condition: Callable[[], object], *, seconds: float = 40) -> None:
    """It happens, also on a machine that is busy with other things."""
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
        self.names = list(sources)
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

    def pids(self) -> dict[str, list[int]]:
        """Of each child the last that was started, and of its own child."""
        self.up()
        return {
            name: [int(pid) for pid in file.read_text().split()]
            for name, file in zip(self.names, self.files, strict=True)
        }

    def end(self, number: signal.Signals) -> tuple[int, str]:
        self.process.send_signal(number)
        return self.result()

    def result(self) -> tuple[int, str]:
        _, errors = self.process.communicate(timeout=15)
        return self.process.returncode, errors


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("supervisor") / "postgres"
    yield folder
    Cluster(folder).remove()


@pytest.fixture
def cluster(folder: Path) -> Iterator[Cluster]:
    """Not running, before and after."""
    cluster = Cluster(folder, fast=True)
    yield cluster
    cluster.stop()


def first_of(cluster: Cluster) -> int:
    """The first process of the server."""
    return int((data(cluster) / "postmaster.pid").read_text().split()[0])


def is_another_than(server: int, cluster: Cluster) -> bool:
    """Whether another server came for the one that ended; its file is away for a moment."""
    with suppress(FileNotFoundError, IndexError):
        return cluster.is_running() and first_of(cluster) != server
    return False


def servers(cluster: Cluster) -> list[psutil.Process]:
    return [
        process
        for process in psutil.process_iter(["name", "cwd"])
        if process.info["name"] == "postgres" and process.info["cwd"] == str(data(cluster))
    ]


def data(cluster: Cluster) -> Path:
    files = whereabouts.Note(cluster.folder)
    found = files.read()
    assert found is not None
    return files.data(found)


def stored(url: str) -> object:
    try:
        with psycopg.connect(url, connect_timeout=2) as connection:
            return connection.execute("SELECT id FROM need").fetchone()
    except psycopg.OperationalError:
        return None


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
    lock = cluster.folder / "run.lock"
    eventually(lambda: lock.exists() and lock.read_text() == str(run.process.pid))
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
    assert f"proces {run.process.pid}" in errors
    assert all(is_alive(pid) for pid in pids)
    assert cluster.is_running()
    assert run.end(signal.SIGTERM)[0] == 0


@pytest.mark.parametrize(
    ("ending", "code"), [("sys.exit(7)", 7), ("sys.exit(0)", 1), ("os.kill(os.getpid(), 9)", 137)]
)
def test_a_child_that_ends_three_times_within_a_minute_takes_all_down(
    cluster: Cluster, ending: str, code: int
) -> None:
    run = Run(cluster.folder, web=CHILD, worker=CHILD.replace("time.sleep(60)\n", f"{ending}\n"))
    pids = run.up()
    result, errors = run.result()
    assert result == code
    assert errors.count("worker ended by itself") == 2
    assert "worker is binnen een minuut 3 keer gestopt" in errors and "Traceback" not in errors
    assert not any(is_alive(pid) for pid in pids)
    assert not cluster.is_running()


def test_what_is_killed_starts_again_and_the_others_go_on(cluster: Cluster) -> None:
    run = Run(cluster.folder, web=CHILD, worker=CHILD)
    before = run.pids()
    keeper = psutil.Process(before["worker"][0]).parent()
    assert keeper is not None
    for victim in (before["web"][0], keeper.pid):  # a child, and the keeper of another one
        os.kill(victim, signal.SIGKILL)
    eventually(lambda: not set(before["web"]) & set(run.pids()["web"]))
    eventually(lambda: not set(before["worker"]) & set(run.pids()["worker"]))
    assert not any(is_alive(pid) for pids in before.values() for pid in pids)
    between = run.pids()
    assert all(is_alive(pid) for pids in between.values() for pid in pids)

    for number in (signal.SIGQUIT, signal.SIGINT):  # at once, and fast
        url = cluster.url("kept").replace("+psycopg", "")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS need AS SELECT 42 AS id")
        server = first_of(cluster)
        os.kill(server, number)
        eventually(partial(is_another_than, server, cluster))
        assert cluster.url("kept").replace("+psycopg", "") == url
        eventually(lambda address=url: stored(address) == (42,))  # type: ignore[misc]
    assert run.pids() == between, "nobody had to end for it"

    os.kill(first_of(cluster), signal.SIGKILL)
    code, errors = run.result()
    assert code == 1 and "PostgreSQL is binnen een minuut 3 keer gestopt" in errors
    assert not any(is_alive(pid) for pids in between.values() for pid in pids)
    assert not cluster.is_running()
    eventually(lambda: not servers(cluster), seconds=2)


def test_sigterm_ends_a_server_that_is_halted(cluster: Cluster) -> None:
    run = Run(cluster.folder, web=CHILD)
    pids = run.up()
    server = first_of(cluster)
    for process in servers(cluster):
        process.send_signal(signal.SIGSTOP)
    assert run.end(signal.SIGTERM)[0] == 0
    assert not any(is_alive(pid) for pid in (*pids, server))


def test_a_lost_database_is_not_replaced_by_an_empty_one(cluster: Cluster) -> None:
    cluster.start()
    files = whereabouts.Note(cluster.folder)
    found = files.read()
    assert found is not None
    cluster.stop()
    aside = files.data(found).with_name("aside")
    files.data(found).rename(aside)
    with pytest.raises(EmbeddedPostgresError, match="zijn weg"):
        cluster.start_again()
    aside.rename(files.data(found))


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
from app.local.errors import GaveUp
from app.local.supervisor import Child, run_together
try:
    run_together([Child("web", ["no-such-program"])], cluster=None)
except GaveUp as error:
    sys.exit(error.code)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "no-such-program cannot be started" in done.stderr
