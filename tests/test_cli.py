"""The command line, as real processes: each command once by a new interpreter at least."""

from __future__ import annotations

import http.cookiejar
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from sqlalchemy import create_engine, text

from app.core.settings import PROJECT
from app.local.embedded_postgres import Cluster
from tests.commands import command, environment
from tests.conftest import Databases
from tests.world import GROCERIES


def from_nothing(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """A command of a new interpreter."""
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *words],
        cwd=PROJECT, env=environment(**settings), capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip


def at_once(words: str, many: int, **settings: str) -> list[tuple[int, str, str]]:
    """Code, output and errors of so many of the same command, begun together."""
    going = [
        subprocess.Popen(
            [sys.executable, "-m", "app.cli", *words.split()], cwd=PROJECT,
            env=environment(**settings), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for _each in range(many)
    ]  # fmt: skip
    told = [each.communicate(timeout=300) for each in going]
    return [(each.returncode, *said) for each, said in zip(going, told, strict=True)]


def rows(url: str, table: str) -> int:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())  # noqa: S608
    engine.dispose()
    return found


def test_a_server_where_the_extension_may_not_be_made_is_refused_in_dutch(
    databases: Databases,
) -> None:
    url = databases.copy("empty")
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("DROP ROLE IF EXISTS guest"))
        connection.execute(text("CREATE ROLE guest LOGIN PASSWORD 'guest'"))
    admin.dispose()
    refused = from_nothing("migrate", DATABASE_URL=re.sub(r"//[^@]+@", "//guest:guest@", url))
    assert refused.returncode == 1
    assert "CREATE EXTENSION vector" in refused.stderr and "Traceback" not in refused.stderr


def made_before(url: str) -> None:
    """A database that an earlier version left: a revision without a file, and somebody's row."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num varchar(32))"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('first_house')"))
        connection.execute(text("CREATE TABLE need AS SELECT 42 AS id"))
    engine.dispose()


def what_it_holds(url: str) -> tuple[str, int, list[str]]:
    """Revision, the row, and the extensions of a database."""
    engine = create_engine(url)
    with engine.connect() as connection:
        revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        need = connection.execute(text("SELECT id FROM need")).scalar_one()
        extensions = connection.execute(text("SELECT extname FROM pg_extension")).scalars()
        found = (revision, need, list(extensions))
    engine.dispose()
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("words", ["migrate", "run", "seed reference", "worker --once"])
def test_a_database_of_another_version_is_refused_in_one_sentence_and_left_as_it_was(
    databases: Databases, words: str
) -> None:
    url = databases.copy("empty")
    made_before(url)
    refused = command(*words.split(), DATABASE_URL=url, PORT=str(free_port()))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == (
        "schakelbord: Deze database is van een andere versie van Schakelbord (revisie first_house) "
        "en kan niet worden bijgewerkt; noem in DATABASE_URL een nieuwe, lege database om opnieuw "
        "te beginnen.\n"
    )
    assert what_it_holds(url) == ("first_house", 42, ["plpgsql"])


@pytest.mark.parametrize("revisions", [None, []], ids=["no table", "no revision"])
def test_tables_of_something_else_are_refused_and_left_as_they_were(
    databases: Databases, revisions: list[str] | None
) -> None:
    url = databases.copy("empty")
    made_before(url)
    engine = create_engine(url)
    gone = "DROP TABLE alembic_version" if revisions is None else "DELETE FROM alembic_version"
    with engine.begin() as connection:
        connection.execute(text(gone))
    refused = command("migrate", DATABASE_URL=url)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.count("\n") == 1 and "revisie onbekend" in refused.stderr
    with engine.connect() as connection:
        assert connection.execute(text("SELECT id FROM need")).scalar_one() == 42
        found = connection.execute(text("SELECT extname FROM pg_extension")).scalars()
        assert list(found) == ["plpgsql"]
    engine.dispose()


def test_an_old_var_is_refused_and_kept_and_the_advice_to_start_afresh_works(folder: Path) -> None:
    cluster = Cluster(folder / "var" / "postgres", fast=True)
    cluster.start()
    cluster.ensure_database("schakelbord")
    made_before(cluster.url("schakelbord"))
    cluster.stop()
    settings = {"SCHAKELBORD_VAR_DIR": str(folder / "var"), "PORT": str(free_port())}
    for word in ("run", "migrate"):
        refused = command(word, **settings)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert refused.stderr.count("\n") == 1
        assert "revisie first_house" in refused.stderr
        assert not cluster.is_running()
    cluster.start()
    assert what_it_holds(cluster.url("schakelbord")) == ("first_house", 42, ["plpgsql"])
    cluster.stop()

    advice = refused.stderr.strip().rpartition(": ")[2]
    subprocess.run(shlex.split(advice), check=True)
    try:
        afresh = from_nothing("migrate", **settings)
        assert afresh.returncode == 0, afresh.stderr
    finally:
        Cluster(folder / "var" / "postgres.oud").remove()


def test_commands_fill_an_empty_database_step_by_step(databases: Databases) -> None:
    url = databases.copy("empty")
    demo_mode = {"DATABASE_URL": url, "SCHAKELBORD_MODE": "demo"}
    # Two of each at once: the second waits, and finds nothing left to do.
    migrated = at_once("migrate", 2, **demo_mode)
    assert [(code, out) for code, out, _err in migrated] == [
        (0, "De database is bijgewerkt.\n")
    ] * 2
    reference = at_once("seed reference", 2, **demo_mode)
    assert [code for code, _out, _err in reference] == [0, 0], reference
    assert any("342" in out for _code, out, _err in reference)
    assert (rows(url, "municipality"), rows(url, "person")) == (342, 0)

    demo = at_once("seed demo", 2, **demo_mode)
    assert [code for code, _out, _err in demo] == [0, 0], demo
    assert sorted("staat er al" in out for _code, out, _err in demo) == [False, True]
    filled = rows(url, "need"), rows(url, "offer"), rows(url, "person"), rows(url, "audit_entry")
    assert all(count > 40 for count in filled)

    assert rows(url, "person") == 50

    worker = from_nothing("worker", "--once", **demo_mode)
    assert worker.returncode == 0, worker.stderr


def test_an_unknown_command_is_explained() -> None:
    refused = from_nothing("fly")
    assert refused.returncode == 2
    assert "usage" in refused.stderr


def test_routes_says_where_every_handler_stands() -> None:
    printed = from_nothing("routes")
    assert printed.returncode == 0, printed.stderr
    lines = printed.stdout.splitlines()
    addresses = [line.split()[1] for line in lines]
    assert addresses == sorted(addresses)
    stored = (PROJECT / "tests" / "guards" / "routes.txt").read_text(encoding="utf-8")
    assert sorted(line.split()[:3] for line in lines) == sorted(
        line.split() for line in stored.splitlines()
    )
    assert len({line.index(" app/") for line in lines}) == 1, "aligned"
    for line in lines:
        path, number = line.split()[3].split(":")
        handler = (PROJECT / path).read_text(encoding="utf-8").splitlines()[int(number) - 1 :]
        assert any("def " in start for start in handler[:10]), line


def test_a_reader_that_has_enough_is_no_failure() -> None:
    """As `| head` closes its end before all is written."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "app.cli", "routes"],
            cwd=PROJECT, env=environment(), stdout=writing, stderr=subprocess.PIPE, timeout=60,
            check=False,
        )  # fmt: skip
    finally:
        os.close(writing)
    assert (ended.returncode, ended.stderr) == (0, b"")


class Run:
    """One `python -m app.cli run` under test, with a browser's cookies."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.output = folder / f"run-{self.port}.txt"
        with self.output.open("w") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-u", "-m", "app.cli", "run"],
                cwd=PROJECT, stdout=file, stderr=subprocess.STDOUT, start_new_session=True,
                env=environment(SCHAKELBORD_VAR_DIR=str(folder / "var"), PORT=str(self.port)),
            )  # fmt: skip

    def until_ready(self) -> str:
        """Everything that was printed by the time it answers."""
        # A machine that does other things fills a database in a minute.
        deadline = time.monotonic() + 240
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.output.read_text()
            try:
                with urllib.request.urlopen(f"{self.address}/gereed", timeout=5) as answer:  # noqa: S310
                    assert answer.status == 200
                if self.address in (printed := self.output.read_text()):
                    return printed
            except OSError:
                pass
            time.sleep(0.1)
        raise AssertionError(self.output.read_text())

    def end(self) -> list[psutil.Process]:
        """SIGTERM; the processes that outlive it."""
        family = [*psutil.Process(self.process.pid).children(recursive=True)]
        assert len(family) >= 4, "two keepers with a child each"
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(timeout=20) == 0
        return [
            process
            for process in psutil.wait_procs(family, timeout=1)[1]
            if process.status() != "zombie"
        ]


class Browser:
    def __init__(self) -> None:
        policy = http.cookiejar.DefaultCookiePolicy(secure_protocols=("http", "https"))
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar(policy))
        self._opener = urllib.request.build_opener(jar)

    def open(self, run: Run, path: str, data: dict[str, str] | None = None) -> tuple[str, str]:
        """The path where a request ends, and its page."""
        body = urllib.parse.urlencode(data).encode() if data is not None else None
        request = urllib.request.Request(run.address + path, body, {"Origin": run.address})  # noqa: S310
        with self._opener.open(request, timeout=20) as answer:
            return urllib.parse.urlsplit(answer.url).path, answer.read().decode()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    Cluster(tmp_path / "var" / "postgres").remove()


def test_run_serves_the_demo_region_ends_cleanly_and_keeps_what_was_added(folder: Path) -> None:
    run, browser = Run(folder), Browser()
    try:
        printed = run.until_ready()
        assert run.address in printed
        for key in ("amina", "bram", "chantal", "daan", "eva", "farid", "greet", "hugo"):
            assert re.search(rf"\b{key}\b", printed), key
        where, page = browser.open(run, "/inloggen/demo", {"person": "amina"})
        assert where == "/mijn-werk"
        assert "Eemsdelta" in page
        where, _ = browser.open(
            run, "/behoeften", {key: str(value) for key, value in GROCERIES.items()}
        )
        assert re.fullmatch(r"/behoeften/[0-9a-f-]{36}", where)
    finally:
        left = run.end() if run.process.poll() is None else []
    assert left == []
    assert not Cluster(folder / "var" / "postgres").is_running()
    assert "Traceback" not in run.output.read_text()

    second = Run(folder)
    try:
        assert "staat er al" in second.until_ready()
        kept, page = browser.open(second, where)
        assert (kept, GROCERIES["title"] in page) == (where, True), (
            "the session and the draft are still there"
        )
    finally:
        left = second.end() if second.process.poll() is None else []
    assert left == []
    assert not Cluster(folder / "var" / "postgres").is_running()
