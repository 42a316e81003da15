"""A file is read in a process of its own, which ends however much the file asks."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import text
from sqlmodel import Session
from starlette.testclient import TestClient

from app.core.db import make_engine
from app.core.settings import Settings
from app.identity.commands import start_session
from app.identity.queries import get_person_by_email
from app.imports import columns, models, reader
from app.main import create_app
from app.web.cookies import SESSION
from tests.conftest import Databases
from tests.imports.files import NEED, csv_file, xlsx_file
from tests.imports.test_pages import send
from tests.world import ORIGIN, Visitors, portal

# Which limit of the process, and one that no file keeps within.
LIMITS = [
    ("SECONDS", 0.01, "Het duurde te lang"),
    ("MEMORY", 32 * 1024 * 1024, "kost te veel tijd of geheugen"),
]


@pytest.mark.parametrize(("limit", "little", "reason"), LIMITS)
def test_a_file_that_asks_too_much_is_an_error_beside_the_field(
    visitors: Visitors, monkeypatch: pytest.MonkeyPatch, limit: str, little: float, reason: str
) -> None:
    file = xlsx_file(list(NEED), *(list(NEED.values()) for _row in range(50)))
    with monkeypatch.context() as changed:
        changed.setattr(reader, limit, little)
        answer = send(visitors["amina"], file, name="lijst.xlsx")
    assert answer.status_code == 422
    assert reason in answer.text
    assert ("kost te veel" in answer.text) == (limit == "MEMORY"), "a busy computer is not the file"
    assert send(visitors["amina"], csv_file(NEED)).status_code == 200, "the next one is read"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("lijst.csv", csv_file(NEED)),
        ("lijst.xlsx", xlsx_file(list(NEED), list(NEED.values()))),
    ],
)
def test_apart_reads_what_is_in_the_file(name: str, content: bytes) -> None:
    wanted = columns.first_names(models.ImportKind.NEEDS)
    found = reader.read_apart(name, content, wanted).sheet
    assert found.headers == list(NEED) and found.rows[0].cells == NEED


@contextmanager
def all_places_taken() -> Iterator[None]:
    """In the process of the tests, whose clients share one event loop."""
    held = [object() for _place in range(reader.PLACES.at_once)]

    async def take() -> None:
        for one in held:
            await reader.PLACES.limiter().acquire_on_behalf_of(one)

    async def give_back() -> None:
        for one in held:
            reader.PLACES.limiter().release_on_behalf_of(one)

    portal().call(take)
    try:
        yield
    finally:
        portal().call(give_back)


def test_who_comes_when_all_places_are_taken_hears_so(
    visitors: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "PATIENCE_SECONDS", 0.05)
    with all_places_taken():
        answer = send(visitors["amina"], csv_file(NEED))
    assert answer.status_code == 422 and "Probeer het over een paar seconden" in answer.text


def test_nothing_is_held_while_a_file_is_read(
    databases: Databases, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one connection for all: three files wait to be read, and every page answers, also of
    who sent them.
    """
    monkeypatch.setattr(reader, "PATIENCE_SECONDS", 60)
    small = settings.model_copy(
        update={"database_url": databases.copy("world"), "pool_size": 1, "pool_overflow": 0}
    )
    engine = make_engine(small)
    with Session(engine) as session, session.begin():
        person = get_person_by_email(session, "amina@eemsdelta.example")
        assert person is not None
        token = start_session(session, person)
    client = TestClient(create_app(small, engine), base_url=ORIGIN, headers={"origin": ORIGIN})
    client.portal = portal()
    client.cookies.set(SESSION, token)
    with ThreadPoolExecutor(3) as senders, all_places_taken():
        sent = [senders.submit(send, client, csv_file(NEED)) for _each in range(3)]
        while portal().call(lambda: reader.PLACES.limiter().statistics().tasks_waiting) < 3:
            assert not any(one.done() for one in sent)
        assert client.get("/behoeften").status_code == 200
        with engine.connect() as outside:
            held = outside.execute(
                text(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                    " AND state LIKE 'idle in%' AND pid <> pg_backend_pid()"
                )
            ).scalar_one()
        assert held == 0 and not any(one.done() for one in sent)
    assert [one.result().status_code for one in sent] == [200] * 3
    engine.dispose()
