"""The worker outlives a server that starts again, and ends when it is told to."""

from __future__ import annotations

import itertools
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from app.core.job_worker import take_up_left
from app.core.migrations import migrate
from app.core.settings import PROJECT
from app.local import postmaster, whereabouts
from app.local.embedded_postgres import Cluster
from tests.commands import environment

# Many jobs with an effect that can be counted. Each is written as ours are: what is done
# already is not done again.
DRIVER = """
import sys, time
import sqlalchemy as sa
from app.core import db, job_worker, jobs, logs
from app.core.settings import Settings

@jobs.app.task(name="test:step", retry=jobs.WHEN_IT_IS_BACK)
def step(number: int) -> None:
    with jobs.job_session() as session:
        session.execute(sa.text(
            "UPDATE work SET done = done + 1 WHERE id = :id AND done = 0"
        ), {"id": number})
        time.sleep(0.03)

logs.write_to_standard_error("INFO")
engine = db.make_engine(Settings(database_url=sys.argv[1]), db.Patience.WORKER)
sys.exit(job_worker.run_worker(engine))
"""
MANY = 120
FILL = """
INSERT INTO work (id) SELECT generate_series(1, 120);
INSERT INTO procrastinate_jobs (task_name, queue_name, args)
SELECT 'test:step', 'default', json_build_object('number', id)::jsonb FROM work
"""
JOB = (
    "INSERT INTO procrastinate_jobs (task_name, queue_name, args) "
    "VALUES ('language:count_words', 'default', '{}')"
)
WAITING = "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path_factory.mktemp("worker") / "postgres", fast=True)
    cluster.start()
    try:
        cluster.ensure_database("schakelbord")
        yield cluster
    finally:
        cluster.remove()


def asked(cluster: Cluster, query: str) -> int:
    url = cluster.url("schakelbord").replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(query.encode())
        found = cursor.fetchone() if cursor.description else None
        return 0 if found is None else int(found[0])


def is_at_work(cluster: Cluster) -> bool:
    """Whether the worker has migrated the database and waits for jobs."""
    try:
        return asked(cluster, "SELECT count(*) FROM procrastinate_workers") > 0
    except psycopg.errors.UndefinedTable:
        return False


def until_done(cluster: Cluster, worker: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 60
    while asked(cluster, WAITING):
        assert worker.poll() is None, "the worker ended"
        assert time.monotonic() < deadline, "nobody did the job"
        time.sleep(0.1)


def test_it_does_the_jobs_of_before_and_after_every_restart(cluster: Cluster) -> None:
    worker = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "worker"],
        cwd=PROJECT,
        env=environment(DATABASE_URL=cluster.url("schakelbord"), SCHAKELBORD_MODE="demo"),
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        deadline = time.monotonic() + 60
        while not is_at_work(cluster):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        until_done(cluster, worker)
        for pause in (0, 0, 1):
            asked(cluster, JOB)
            cluster.stop()
            time.sleep(pause)
            cluster.start()
            asked(cluster, JOB)
            until_done(cluster, worker)
        worker.send_signal(signal.SIGTERM)
        _out, told = worker.communicate(timeout=20)
        assert worker.returncode == 0, told
        assert "the worker lost PostgreSQL" in told and "Traceback" not in told
        losses = re.findall(r"^(\S+) (?:WARNING|ERROR) ", told, re.MULTILINE)
        moments = list(map(datetime.fromisoformat, losses))
        assert moments, "whoever loses it says so"
        assert all(b - a >= timedelta(seconds=0.99) for a, b in itertools.pairwise(moments)), told
    finally:
        if worker.poll() is None:
            worker.kill()
            worker.communicate()


@pytest.fixture
def filled(cluster: Cluster) -> str:
    """A migrated database with jobs that wait."""
    cluster.ensure_database("work")
    url = cluster.url("work")
    migrate(url)
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE work (id int PRIMARY KEY, done int NOT NULL DEFAULT 0)")
        connection.execute(FILL)
    return url


def test_six_restarts_under_load_lose_nothing_and_do_nothing_twice(
    cluster: Cluster, filled: str, tmp_path: Path
) -> None:
    def work(query: str) -> list[int]:
        with psycopg.connect(filled.replace("+psycopg", ""), autocommit=True) as connection:
            return [row[0] for row in connection.execute(query.encode()).fetchall()]

    output = tmp_path / "worker.txt"  # a pipe that nobody reads fills up, and the worker waits
    with output.open("w") as file:
        worker = subprocess.Popen(
            [sys.executable, "-c", DRIVER, filled],
            cwd=PROJECT,
            stderr=file,
            text=True,
            env=environment(),
        )
    try:
        for number in range(6):
            before = sum(work("SELECT done FROM work"))
            deadline = time.monotonic() + 60
            while number < 5 and sum(work("SELECT done FROM work")) < min(before + 3, MANY):
                assert worker.poll() is None and time.monotonic() < deadline
                time.sleep(0.02)
            stop_at_once(cluster) if number % 2 else cluster.stop()
            cluster.start()
        deadline = time.monotonic() + 60
        while work("SELECT id FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"):
            assert worker.poll() is None and time.monotonic() < deadline
            time.sleep(0.1)
        assert set(work("SELECT done FROM work")) == {1}
        assert work("SELECT id FROM procrastinate_jobs WHERE task_name = 'test:step'") == []
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=20) == 0
        assert "Traceback" not in output.read_text()
    finally:
        if worker.poll() is None:
            worker.kill()
            worker.wait()
            print(output.read_text())  # pytest shows it of a test that fails


def stop_at_once(cluster: Cluster) -> None:
    """As when the machine loses its power: nothing is ended decently."""
    files = whereabouts.Note(cluster.folder)
    found = files.read()
    assert found is not None
    server = postmaster.find_postmaster(files.data(found))
    assert server is not None
    server[0].send_signal(signal.SIGQUIT)
    assert postmaster.is_gone(server[0], seconds=10)


def test_what_a_killed_worker_left_is_taken_up_by_another_and_not_for_ever(
    cluster: Cluster,
) -> None:
    cluster.ensure_database("left")
    migrate(cluster.url("left"))
    engine = sa.create_engine(cluster.url("left"))

    def put(status: str, heartbeat: int, *, tries: int = 0, lock: str | None = None) -> int:
        with engine.begin() as connection:
            worker = connection.exec_driver_sql(
                "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s) "
                "RETURNING id", (timedelta(seconds=heartbeat),)
            ).scalar_one()  # fmt: skip
            return int(connection.exec_driver_sql(
                "INSERT INTO procrastinate_jobs (task_name, queue_name, args, status, worker_id, "
                "attempts, queueing_lock) VALUES ('x', 'default', '{}', %s, %s, %s, %s) "
                "RETURNING id", (status, worker, tries, lock)
            ).scalar_one())  # fmt: skip

    def statuses() -> dict[int, str]:
        with engine.connect() as connection:
            found = connection.exec_driver_sql("SELECT id, status FROM procrastinate_jobs")
            return {row.id: row.status for row in found}

    left, tired, going = put("doing", 40), put("doing", 40, tries=9), put("doing", 5)
    waits, same = put("todo", 0, lock="one"), put("doing", 50, lock="one")
    assert take_up_left(engine) == 3
    assert statuses() == {left: "todo", tired: "failed", going: "doing", waits: "todo"}, same
    assert take_up_left(engine) == 0

    # Ours works on the first, and never heard that it got the second.
    with engine.begin() as connection:
        ours = connection.exec_driver_sql(
            "SELECT worker_id FROM procrastinate_jobs WHERE id = %s", (going,)
        ).scalar_one()
        connection.exec_driver_sql(
            "INSERT INTO procrastinate_events (job_id, type, at) "
            "VALUES (%s, 'started', now() - interval '11 s')", (going,)
        )  # fmt: skip
    assert take_up_left(engine, alive=ours, running=[going]) == 0
    assert take_up_left(engine, alive=ours) == 1
    engine.dispose()


def test_a_worker_that_really_ends_says_so(cluster: Cluster) -> None:
    cluster.ensure_database("work")
    migrate(cluster.url("work"))
    broken = DRIVER.replace("sys.exit(", "job_worker._Worker._work = 7\nsys.exit(")
    done = subprocess.run(
        [sys.executable, "-c", broken, cluster.url("work")],
        cwd=PROJECT, env=environment(), capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1 and "ended by TypeError" in done.stderr
