"""One real PostgreSQL for the whole run, template databases made once, a transaction rolled back
after each test.
"""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlmodel import Session
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

from app.core import clock, jobs
from app.core.migrations import migrate
from app.core.settings import PROJECT, Mode, Settings
from app.demo.seed import open_regions, seed_demo
from app.local.embedded_postgres import Cluster, running
from app.local.locks import locked
from app.reference.commands import seed_reference
from app.target_groups.commands import seed_target_groups
from tests import shares
from tests.clusters import clear_left_clusters
from tests.days import move_postgres, move_the_clock
from tests.matches.pairs import Pairs
from tests.planning.plans import Plans
from tests.world import Visitors, World

move_the_clock()

RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"single-{os.getpid()}")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
# Set once, by the first process of a run: its workers seed nothing anew when the clock strikes.
HOUR = os.environ.setdefault("SCHAKELBORD_TEST_HOUR", f"{clock.now():%Y-%m-%dT%H}")


# What these files make for all of their tests takes seconds: one worker does it, not every one.
# (Marks of groups do nothing: xdist 3.8 writes the name of a group where pytest 9.2 does not look.)
TOGETHER = (
    "tests/actions/test_race.py",
    "tests/background/test_killed.py",
    "tests/demo/test_scale.py",
    "tests/demo/test_seed.py",
    "tests/guards/test_figures.py",
    "tests/guards/test_publiccode.py",
    "tests/local/test_supervisor.py",
    "tests/local/test_worker_stays.py",
    "tests/local/test_wrong_places.py",
    "tests/matches/test_race.py",
    "tests/test_benchmarks.py",
    "tests/web/test_way_of_a_request.py",
    "tests/web/test_words_in_logs.py",
)

# How fast something is, no test says: somebody else may use the machine too.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")


class Together(LoadScopeScheduling):  # type: ignore[misc]
    """Gives every worker a test at a time, and a file of `TOGETHER` whole."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if file in TOGETHER else nodeid

    def mark_test_complete(self, node: Any, item_index: int, duration: float = 0) -> None:
        """Forgets what is done: xdist counts what a worker was ever given after every test."""
        scope = self._split_scope(self.registered_collections[node][item_index])
        given = self.assigned_work[node]
        super().mark_test_complete(node, item_index, duration)
        if all(given[scope].values()):
            del given[scope]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    return Together(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: a test often waits for a browser, a server or a database."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of a run of everything a share of each table of cases."""
    if (many := shares.shares_of(config)) > 1:
        items[:], waiting = shares.split(items, shares.today(), many)
        config.hook.pytest_deselected(items=waiting)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the garbage collector need not look at it again and again, and
    what tests make and leave is little beside it.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The PostgreSQL of this run; workers share it, the last one out stops it."""
    # Two runs at once in one clone need a name each.
    folder = PROJECT / "var" / f"test-postgres{os.environ.get('SCHAKELBORD_TEST_RUN', '')}"
    folder.mkdir(parents=True, exist_ok=True)
    server = Cluster(folder, fast=True)
    with running(server):
        _drop_what_an_earlier_run_left(server, folder)
        yield server


@contextmanager
def _once(folder: Path, what: str, stands_for: str = RUN) -> Iterator[bool]:
    """Whether something that workers share is still to be done, in this run or for what else it
    stands for; nobody else does it meanwhile.
    """
    with locked(folder / f"{what}.lock", wait=True):
        stamp = folder / f"{what}.run"
        is_due = not stamp.exists() or stamp.read_text() != stands_for
        if is_due:
            stamp.unlink(missing_ok=True)
        yield is_due
        if is_due:
            stamp.write_text(stands_for)


@cache
def _made_of() -> str:
    """What the templates follow from: all that the product and its migrations are, and the hour,
    as what is seeded is so many days or minutes old.
    """
    digest = hashlib.sha256(HOUR.encode())
    for folder in ("app", "migrations"):
        for file in sorted((PROJECT / folder).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(file.relative_to(PROJECT).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()


def _drop_what_an_earlier_run_left(server: Cluster, folder: Path) -> None:
    """Once a run: the clusters of runs that are gone, and the databases of the one before."""
    with _once(folder, "templates") as is_due:
        if not is_due:
            return
        clear_left_clusters()
        admin = create_engine(server.url("postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            old = connection.execute(
                text("SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%'")
            ).scalars()
            names = list(old)
        admin.dispose()
        for name in names:
            _drop(server, name)


def _drop(server: Cluster, name: str) -> None:
    admin = create_engine(server.url("postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
    admin.dispose()


def _make_template(server: Cluster, folder: Path, name: str) -> None:
    """One of two templates, for the first test that asks: `template_world` (the cast, nothing
    else) or `template_demo` (the demo region, which is many seconds of work). The next run finds
    them, as long as they would be made alike.
    """
    with _once(folder, name, _made_of()) as is_due:
        if is_due:
            _drop(server, name)
            server.ensure_database(name)
            migrate(server.url(name))
            _fill(server, name, with_cast=name == "template_world")


def _fill(server: Cluster, name: str, *, with_cast: bool) -> None:
    engine = create_engine(server.url(name))
    with Session(engine, expire_on_commit=False) as session, session.begin():
        seed_reference(session)
        seed_target_groups(session)
        if with_cast:
            open_regions(session)
        else:
            seed_demo(session)
    engine.dispose()


class Databases:
    """Makes a database of its own from a template, for tests that really commit."""

    def __init__(self, server: Cluster) -> None:
        self._server = server
        self._made = 0

    def copy(self, template: str) -> str:
        """The URL of a new copy of "world", "demo" or "empty"."""
        self._made += 1
        name = f"test_{WORKER}_{self._made}"
        source = "template0" if template == "empty" else f"template_{template}"
        if template != "empty":
            _make_template(self._server, self._server.folder, source)
        admin = create_engine(self._server.url("postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE {source}'))
        admin.dispose()
        url = self._server.url(name)
        if template != "empty":
            move_postgres(url)
        return url


@pytest.fixture(scope="session")
def databases(cluster: Cluster) -> Databases:
    return Databases(cluster)


@pytest.fixture(scope="session")
def engine(databases: Databases) -> Iterator[Engine]:
    """This worker's copy of the world; tests use it inside a transaction that is rolled back."""
    engine = create_engine(databases.copy("world"))
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A connection whose every commit is a savepoint of a transaction that is thrown away."""
    with engine.connect() as connection:
        outer = connection.begin()
        connection.begin_nested()
        yield connection
        outer.rollback()


@pytest.fixture
def session(connection: Connection) -> Iterator[Session]:
    with Session(
        connection, join_transaction_mode="create_savepoint", expire_on_commit=False
    ) as session:
        yield session


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings(mode=Mode.DEMO, database_url="postgresql://unused")


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


@pytest.fixture
def pairs(world: World) -> Pairs:
    """Needs and offers, and matches between them in any state."""
    return Pairs(world)


@pytest.fixture
def visitors(connection: Connection, session: Session, settings: Settings) -> Iterator[Visitors]:
    """Browsers without a browser: `visitors["amina"].get("/behoeften")`, `visitors[None]` for a
    stranger.
    """
    with Visitors(connection, session, settings) as visitors:
        yield visitors


@pytest.fixture
def plans(pairs: Pairs, connection: Connection) -> Iterator[Plans]:
    """Plans made by the job itself, on the test's own connection."""
    before = jobs._engine
    jobs.use_engine(connection)  # type: ignore[arg-type]  # a session on a connection joins its transaction
    yield Plans(pairs)
    if before is not None:
        jobs.use_engine(before)
