"""A word that somebody typed, in every way there is, stands in no log: not of the web server, the
worker, the command line or PostgreSQL, also not where something goes wrong.
"""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine, create_engine, text
from sqlmodel import Session

from app.core import job_worker, jobs, logs
from app.core.db import make_engine
from app.core.settings import PROJECT, Settings
from app.identity.models import Person
from app.local.embedded_postgres import Cluster
from tests.web.conftest import RealServer
from tests.web.test_way_of_a_request import Outside, someone
from tests.world import GROCERIES, form

WORD = "Zonneschijnmerkwoord"


@pytest.fixture(scope="module")
def base(real_server: RealServer) -> Iterator[Engine]:
    """The server's database, that refuses the word with a row in its message."""
    engine = create_engine(real_server.url)
    refusal = "ADD CONSTRAINT nooit CHECK ({0} NOT LIKE '%{1}%')"
    with engine.begin() as connection:
        for table, column in (("need", "title"), ("person", "name")):
            rule = refusal.format(column, WORD)
            connection.execute(text(f"ALTER TABLE {table} {rule}"))
    yield engine
    with engine.begin() as connection:
        for table in ("need", "person"):
            connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT nooit"))
    engine.dispose()


def test_no_log_of_the_server_holds_it(real_server: RealServer, base: Engine) -> None:
    amina, stranger = someone(real_server, "amina"), Outside(real_server)
    need = form(GROCERIES | {"title": WORD, "description": WORD})
    answers = {
        "crash": amina.ask("POST", "/behoeften", need),
        "wrong form": amina.ask("POST", "/behoeften", need | {"quantity": WORD, WORD: WORD}),
        "search": amina.ask("GET", f"/zoeken?q={WORD}"),
        "list": amina.ask("GET", f"/behoeften?q={WORD}&{WORD}=1"),
        "path": amina.ask("GET", f"/{WORD}/{WORD}"),
        "id": amina.ask("GET", f"/behoeften/{WORD}"),
        "stranger": stranger.ask("GET", f"/behoeften?q={WORD}"),
        "sign in": stranger.ask(
            "POST", f"/inloggen?next={WORD}", {"email": WORD, "password": WORD}
        ),
        "demo": stranger.ask("POST", "/inloggen/demo", {"person": WORD, "next": WORD}),
        "language": stranger.ask("POST", "/taal", {"language": WORD}),
        "headers": stranger.ask("GET", "/inloggen", None, Referer=WORD, Via=WORD, From=WORD),
        "other site": amina.ask("POST", "/behoeften", need, Origin=f"https://{WORD}.example"),
        "method": amina.ask("PATCH", f"/behoeften?q={WORD}"),
    }
    assert answers["crash"][0].status == 500
    assert all(answer.status < 500 for name, (answer, _p) in answers.items() if name != "crash")
    file = (
        f'--xx\r\nContent-Disposition: form-data; name="file"; filename="{WORD}.csv"\r\n\r\n{WORD}'
    )
    body = f"{file}\r\n--xx--\r\n".encode()
    upload = "Content-Type: multipart/form-data; boundary=xx\r\n"
    for sent in (
        amina.post("/importeren", upload, len(body), "Connection: close\r\n") + body,
        f"GET /{WORD} HTTP/9.9\r\nHost: {WORD}\r\n\r\n".encode(),
        f"{WORD} {WORD}\r\n\r\n".encode(),
        f"GET / HTTP/1.1\r\nHost: {WORD}.example\r\nConnection: close\r\n\r\n".encode(),
        f"GET /inloggen HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: {WORD}\r\n"
        "Connection: close, Upgrade\r\n\r\n".encode(),
    ):
        assert real_server.send(sent)
    said = real_server.log.read_text(errors="replace")
    assert WORD.lower() not in said.lower()
    number = answers["crash"][0].headers["x-request-id"]
    assert number in answers["crash"][1], "the page says by which number it is found"
    crash = next(line for line in said.splitlines() if number in line and " ERROR " in line)
    assert "unhandled IntegrityError on POST /behoeften" in crash
    assert "IntegrityError" in said and "(23514, need, nooit)" in said


@jobs.app.task(name="test:broken")
def broken(word: str) -> None:
    with jobs.job_session() as session:
        session.add(Person(name=word, email=f"{word}@voorbeeld.example"))
        session.flush()


@jobs.app.task(name="test:chatty")
def chatty(word: str) -> str:
    for name in ("psycopg.pool", "asyncio", "urllib3", "procrastinate.worker"):
        logger = logging.getLogger(name)
        logger.error("it went wrong with %s: %s", word, ValueError(word))
        logger.error(f"first line\n{word}")
    return word


@contextmanager
def told_to_a_log() -> Iterator[io.StringIO]:
    """What this process would write to standard error."""
    said, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(said), root.level
    handler.setFormatter(logs.LogLine())
    root.addHandler(handler)
    root.setLevel("INFO")
    try:
        yield said
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def test_the_worker_says_what_it_does_and_not_with_which_words(
    real_server: RealServer, base: Engine
) -> None:
    engine = make_engine(Settings(database_url=real_server.url))
    jobs.use_engine(engine)
    with Session(engine) as session, session.begin():
        for name in ("test:broken", "test:chatty"):
            jobs.defer(session, name, word=WORD)
    with told_to_a_log() as log, ThreadPoolExecutor(1) as threads:
        threads.submit(job_worker.run_worker, engine, wait=False).result()
    engine.dispose()
    said = log.getvalue()
    assert WORD not in said
    assert "the worker knows" in said and "start_job test:broken[" in said
    assert "job_success test:chatty[" in said and "ERROR - procrastinate" in said
    assert "(23514, person, nooit)" in said and "in broken" in said


def test_neither_does_the_command_line(
    real_server: RealServer, base: Engine, tmp_path: Path
) -> None:
    lines = (PROJECT / "tests/data/matching/needs.jsonl").read_text(encoding="utf-8")
    first = json.loads(lines.splitlines()[0])
    file = tmp_path / "needs.jsonl"
    file.write_text(json.dumps(first | {"title": WORD}))
    ran = subprocess.run(
        [sys.executable, "-m", "app.cli", "import", "needs", file, "--as-of", "2020-05-04"],
        env={**os.environ, "DATABASE_URL": real_server.url, "SCHAKELBORD_MODE": "demo"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    assert WORD not in ran.stdout + ran.stderr
    assert "CRITICAL" in ran.stderr and "(23514, need, nooit)" in ran.stderr, ran.stderr


def test_nor_does_postgresql(base: Engine, cluster: Cluster) -> None:
    for statement in (
        "INSERT INTO person (id, name, email, is_active, created_at) VALUES "
        "(gen_random_uuid(), :word, :word, true, now())",
        "SELECT CAST(:word AS uuid)",
        "SELECT 'WORD' FROM nergens",
        "SELECT to_tsquery('WORD & &')",
    ):
        with base.connect() as connection, suppress(sa.exc.DBAPIError):
            typed = text(statement.replace("WORD", WORD))
            connection.execute(typed, {"word": WORD} if ":word" in statement else {})
    found = cluster._note.read()
    assert found is not None
    log = cluster._note.place(found) / "server.log"
    said = log.read_text(errors="replace")
    assert "database system is ready" in said, "it is the log"
    assert WORD not in said


def test_what_is_told_of_a_problem_has_its_causes_and_none_of_its_words() -> None:
    try:
        try:
            raise KeyError(WORD)
        except KeyError as inner:
            raise ValueError(WORD) from inner
    except ValueError as problem:
        said = logs.told(problem)
    assert said.index("KeyError") < said.index("ValueError")
    assert WORD not in said
