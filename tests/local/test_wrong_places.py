"""A folder, a disk or a port that cannot be used: one Dutch sentence with what to do, for every
command. Nothing relies on the modes of files, which do not bind root.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.core.settings import PROJECT
from app.local import ports, whereabouts
from app.local.embedded_postgres import Cluster
from tests.commands import environment
from tests.local.conftest import Typed

COMMANDS = ("migrate", "seed demo", "check", "worker --once", "run")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster that was used, and does not run."""
    cluster = Cluster(tmp_path_factory.mktemp("places") / "var" / "postgres", fast=True)
    cluster.start()
    cluster.stop()
    yield cluster
    cluster.remove()


def data_of(cluster: Cluster) -> Path:
    files = whereabouts.Note(cluster.folder)
    found = files.read()
    assert found is not None
    return files.data(found)


def is_one_sentence(told: str) -> bool:
    return told.startswith("schakelbord: ") and told.count("\n") == 1 and "Traceback" not in told


def refused(typed: Typed, words: str, var: Path, **settings: str) -> str:
    answer = typed(words, SCHAKELBORD_VAR_DIR=str(var), SCHAKELBORD_MODE="demo", **settings)
    assert answer.returncode == 1, answer.stdout
    assert is_one_sentence(answer.stderr), answer.stderr
    return answer.stderr


def file_for_folder(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")


IN_THE_WAY: dict[str, Callable[[Path], None]] = {
    "var": lambda var: file_for_folder(var),
    "var/postgres": lambda var: file_for_folder(var / "postgres"),
    "a folder for cluster.json": lambda var: (var / "postgres" / "cluster.json").mkdir(
        parents=True
    ),
    "a folder for start.lock": lambda var: (var / "postgres" / "start.lock").mkdir(parents=True),
    "a folder for users.lock": lambda var: (var / "postgres" / "users.lock").mkdir(parents=True),
    "above var": lambda var: file_for_folder(var.parent),
}


@pytest.mark.parametrize("what", IN_THE_WAY)
@pytest.mark.parametrize("words", COMMANDS)
def test_what_lies_in_the_way_is_said(typed: Typed, tmp_path: Path, words: str, what: str) -> None:
    var = tmp_path / "deep" / "var"
    IN_THE_WAY[what](var)
    if words == "check" and "lock" in what:
        return  # it makes nothing where nothing is
    said = refused(typed, words, var, PORT=str(ports.free_port()))
    assert "Zet dat opzij" in said and str(tmp_path) in said


@pytest.mark.parametrize("words", COMMANDS)
@pytest.mark.parametrize("what", ["half", "other version", "a file", "damaged note"])
def test_files_that_are_no_cluster_of_ours_are_said_and_left(
    typed: Typed, made: Cluster, words: str, what: str
) -> None:
    data = data_of(made)
    aside, note = data.with_name("aside"), made.folder / "cluster.json"
    shutil.move(data, aside)
    kept = note.read_text()
    try:
        if what == "a file":
            data.write_text("")
        elif what == "damaged note":
            note.write_text("{")
        else:
            (data / "global").mkdir(parents=True)
            (data / "PG_VERSION").write_text("12\n")
            if what == "other version":
                (data / "global" / "pg_control").write_text("x")
        said = refused(typed, words, made.folder.parent, PORT=str(ports.free_port()))
        assert f"mv {made.folder} {made.folder}.oud" in said
        assert ("PostgreSQL 12" in said) is (what == "other version")
        assert data.exists() is (what != "damaged note")
    finally:
        shutil.rmtree(data, ignore_errors=True) if data.is_dir() else data.unlink(missing_ok=True)
        shutil.move(aside, data)
        note.write_text(kept)


LIMITED = """
import os, resource, sys
from app import cli
from app.core.settings import get_settings
for limit in sys.argv[2:]:
    os.environ["SCHAKELBORD_VAR_DIR"] = f"{sys.argv[1]}/{limit}"
    get_settings.cache_clear()
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), resource.RLIM_INFINITY))
    print(cli.main(["migrate"], with_logs=False))
"""
LIMITS = ("0", "4096", "200000")


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    """A file may not grow: what the system says then is what it says of a full disk."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", LIMITED, str(tmp_path), *LIMITS],
            cwd=PROJECT, capture_output=True, text=True, check=False, env=environment(),
        )  # fmt: skip
        assert done.stdout.split() == ["1"] * len(LIMITS), done.stderr
        told = done.stderr.splitlines(keepends=True)
        assert len(told) == len(LIMITS), done.stderr
        assert all(is_one_sentence(line) and " is vol. Maak ruimte" in line for line in told), told
    finally:
        for limit in LIMITS:
            Cluster(tmp_path / limit / "postgres").remove()


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        yield int(somebody.getsockname()[1])


@pytest.mark.parametrize("words", ["web", "run"])
def test_a_port_in_use_is_said(typed: Typed, tmp_path: Path, taken: int, words: str) -> None:
    said = refused(typed, words, tmp_path, PORT=str(taken), DATABASE_URL="postgresql://a:b@h/x")
    assert f"Poort {taken} is bezet" in said and f"PORT={taken + 1}" in said


@pytest.mark.parametrize("words", ["web", "run"])
@pytest.mark.parametrize("host", ["192.0.2.1", "bestaat-niet.invalid", "x" * 300, "geen adres"])
def test_an_address_of_another_machine_is_not_called_in_use(
    typed: Typed, tmp_path: Path, words: str, host: str
) -> None:
    said = refused(
        typed, words, tmp_path,
        PORT=str(ports.free_port()), SCHAKELBORD_HOST=host, DATABASE_URL="postgresql://a:b@h/x",
    )  # fmt: skip
    assert "SCHAKELBORD_HOST" in said and "bezet" not in said


def test_after_the_last_port_another_one_is_advised() -> None:
    with socket.socket() as somebody:
        somebody.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            somebody.bind(("127.0.0.1", ports.LAST))
        except OSError:
            pass  # somebody else has it
        else:
            somebody.listen()
        assert "PORT=8000" in str(ports.why_not("127.0.0.1", ports.LAST))


def test_free_ports_of_every_kind_are_free() -> None:
    port = ports.free_port()
    for host in ("127.0.0.1", "localhost", ""):
        assert ports.why_not(host, port) is None
