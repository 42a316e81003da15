"""PostgreSQL goes away and comes back: pages say so in two languages, and nobody has to start them
again.
"""

from __future__ import annotations

import logging
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import psycopg
import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from app.core import db
from app.core.i18n import gettext as dutch
from app.core.migrations import migrate
from app.core.settings import Mode, Settings
from app.demo.seed import open_regions
from app.identity.commands import start_session
from app.identity.queries import get_person_by_email
from app.local import whereabouts
from app.local.embedded_postgres import Cluster
from app.main import create_app
from app.reference.commands import seed_reference
from app.target_groups.commands import seed_target_groups
from app.web.cookies import LANGUAGE, SESSION
from tests.world import GROCERIES, ORIGIN, form, portal

AWAY = "De database is even niet bereikbaar."
SOMEBODY = "dat gaat niet vanzelf over"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    cluster = Cluster(Path(tmp_path_factory.mktemp("away")) / "postgres", fast=True)
    cluster.start()
    try:
        cluster.ensure_database("schakelbord")
        migrate(cluster.url("schakelbord"))
        yield cluster
    finally:
        cluster.remove()


@pytest.fixture(scope="module")
def amina(cluster: Cluster) -> Iterator[TestClient]:
    settings = Settings(mode=Mode.DEMO, database_url=cluster.url("schakelbord"))
    engine = db.make_engine(settings)
    with Session(engine) as session, session.begin():
        seed_reference(session)
        seed_target_groups(session)
        open_regions(session)
        person = get_person_by_email(session, "amina@eemsdelta.example")
        assert person is not None
        token = start_session(session, person)
    client = TestClient(
        create_app(settings, engine),
        base_url=ORIGIN,
        headers={"origin": ORIGIN},
        follow_redirects=False,
        raise_server_exceptions=False,
    )
    client.portal = portal()
    client.cookies.set(SESSION, token)
    yield client
    engine.dispose()


@pytest.fixture
def back(cluster: Cluster) -> Iterator[None]:
    yield
    cluster.start()


def test_pages_say_it_and_come_back_by_themselves(
    cluster: Cluster, amina: TestClient, back: None, caplog: pytest.LogCaptureFixture
) -> None:
    assert amina.get("/behoeften").status_code == 200
    assert amina.get("/gereed").text.startswith("gereed\n")
    cluster.stop()
    with caplog.at_level(logging.INFO):
        for _again in range(3):
            answer = amina.get("/behoeften")
            assert (answer.status_code, AWAY in answer.text) == (503, True)
            assert dutch("It is busy now") not in answer.text
            assert answer.headers["retry-after"]
            ready = amina.get("/gereed")
            assert (ready.status_code, ready.text) == (503, "database\n")
    assert amina.get("/gezond").status_code == 200
    told = [record for record in caplog.records if "PostgreSQL is away" in record.message]
    assert len(told) == 1, "once a second at most"
    cluster.start()
    assert amina.get("/behoeften").status_code == 200
    assert amina.get("/gereed").status_code == 200


def test_what_was_typed_is_given_back_and_said_in_the_language_of_the_reader(
    cluster: Cluster, amina: TestClient, back: None
) -> None:
    cluster.stop()
    sent = form(GROCERIES | {"description": "Dit typte ik net toen het misging."})
    page = amina.get("/behoeften/nieuw")
    assert page.status_code == 503
    answer = amina.post("/aanbod", data=sent | {"form_of": "0190f3f0-0000-7000-8000-000000000000"})
    assert answer.status_code == 503
    assert "Dit typte ik net toen het misging." in answer.text
    amina.cookies.set(LANGUAGE, "en")
    try:
        assert "The database cannot be reached." in amina.get("/bord").text
    finally:
        amina.cookies.delete(LANGUAGE)


def test_a_server_that_starts_again_at_once_is_noticed_by_nobody(
    cluster: Cluster, amina: TestClient
) -> None:
    for _again in range(3):
        cluster.stop()
        cluster.start()
        assert amina.get("/behoeften").status_code == 200


def test_the_sentence_is_translated() -> None:
    english = (
        "The database cannot be reached. It comes back by itself: try again in a minute. "
        "If you sent something, look first whether it is there already."
    )
    assert dutch(english).startswith(AWAY)


@contextmanager
def visitor(url: str, token: str, **limits: float) -> Iterator[TestClient]:
    """Amina at an application of her own on this address."""
    settings = Settings(mode=Mode.DEMO, database_url=url, **limits)  # type: ignore[arg-type]
    engine = db.make_engine(settings)
    with TestClient(
        create_app(settings, engine),
        base_url=ORIGIN,
        headers={"origin": ORIGIN},
        follow_redirects=False,
        raise_server_exceptions=False,
    ) as client:
        client.cookies.set(SESSION, token)
        yield client


def asked(cluster: Cluster, *statements: str, database: str = "schakelbord") -> None:
    with psycopg.connect(cluster.url(database).replace("+psycopg", ""), autocommit=True) as to:
        for statement in statements:
            to.execute(statement.encode())


@pytest.mark.parametrize(
    ("code", "needs_somebody"),
    [("53100", True), ("25006", True), ("42501", True), ("57P02", False), ("57P01", False)],
)
def test_what_takes_somebody_is_not_said_to_come_back_by_itself(
    cluster: Cluster, amina: TestClient, code: str, needs_somebody: bool
) -> None:
    asked(
        cluster,
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION 'nee' USING ERRCODE = '{code}'; END $$",
        "CREATE TRIGGER refuse BEFORE INSERT ON need EXECUTE FUNCTION refuse()",
    )
    try:
        answer = amina.post("/behoeften", data=form(GROCERIES))
    finally:
        asked(cluster, "DROP TRIGGER refuse ON need", "DROP FUNCTION refuse()")
    assert answer.status_code == 503
    assert (SOMEBODY in answer.text, AWAY in answer.text) == (needs_somebody, not needs_somebody)
    assert GROCERIES["description"] in answer.text, "what was typed is given back"
    assert amina.get("/behoeften").status_code == 200


def test_a_wrong_password_or_no_right_takes_somebody(cluster: Cluster, amina: TestClient) -> None:
    url = cluster.url("schakelbord")
    password = str(urlsplit(url).password)
    token = str(amina.cookies[SESSION])
    asked(cluster, "CREATE ROLE poor LOGIN PASSWORD 'poor'")
    for other in (
        url.replace(password, "fout"),
        url.replace(f"schakelbord:{password}", "poor:poor"),
    ):
        with visitor(other, token) as client:
            answer = client.get("/behoeften")
            assert (answer.status_code, SOMEBODY in answer.text) == (503, True)
            assert "poor" not in answer.text


def test_a_server_that_only_reads_takes_somebody(cluster: Cluster, amina: TestClient) -> None:
    alter = "ALTER DATABASE schakelbord {} default_transaction_read_only"
    asked(cluster, alter.format("SET") + " = on", database="postgres")
    try:
        with visitor(cluster.url("schakelbord"), str(amina.cookies[SESSION])) as client:
            answer = client.post("/behoeften", data=form(GROCERIES))
    finally:
        asked(cluster, alter.format("RESET"), database="postgres")
    assert (answer.status_code, SOMEBODY in answer.text) == (503, True)


def test_a_halted_server_does_not_keep_a_page_for_ever(cluster: Cluster, amina: TestClient) -> None:
    files = whereabouts.Note(cluster.folder)
    found = files.read()
    assert found is not None
    data = str(files.data(found))
    url, token = cluster.url("schakelbord"), str(amina.cookies[SESSION])
    with visitor(url, token, statement_seconds=1) as client:
        assert client.get("/behoeften").status_code == 200
        halted = [p for p in psutil.process_iter(["cwd"]) if p.info["cwd"] == data]
        assert len(halted) > 2
        for process in halted:
            process.send_signal(signal.SIGSTOP)
        try:
            answer = client.get("/behoeften")
            assert (answer.status_code, AWAY in answer.text) == (503, True)
        finally:
            for process in halted:
                process.send_signal(signal.SIGCONT)
        assert client.get("/behoeften").status_code == 200


def test_a_full_disk_of_the_pages_is_said_too(amina: TestClient) -> None:
    """A large file that is sent waits on the disk of the web server."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    sent = {"file": ("behoeften.csv", b"titel;aantal\n" + b"x;1\n" * 700_000, "text/csv")}
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        answer = amina.post("/importeren", data={"kind": "needs"}, files=sent)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (answer.status_code, SOMEBODY in answer.text) == (503, True)
