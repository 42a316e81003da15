"""The worker outlives a server that starts again, and ends when it is told to."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from app.core.settings import PROJECT
from app.local.embedded_postgres import Cluster
from tests.test_cli import environment

JOB = (
    "INSERT INTO procrastinate_jobs (task_name, queue_name, args) "
    "VALUES ('language:count_words', 'default', '{}')"
)
WAITING = "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path / "postgres", fast=True)
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
        while not asked(cluster, "SELECT count(*) FROM pg_tables WHERE tablename = 'installation'"):
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
    finally:
        if worker.poll() is None:
            worker.kill()
            worker.communicate()
