"""A large file is examined in a process of its own, as a small one is in the request."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session
from starlette.testclient import TestClient

from app.core.db import make_engine
from app.core.settings import Settings
from app.identity.commands import start_session
from app.identity.queries import get_person_by_email
from app.imports import examiner
from app.main import create_app
from app.web.cookies import SESSION
from tests.conftest import Databases
from tests.imports.files import NEED, csv_file
from tests.imports.test_pages import confirm_address, send
from tests.world import ORIGIN, portal


@pytest.fixture(scope="module")
def engine_of_file(databases: Databases, settings: Settings) -> Iterator[Engine]:
    """One connection for all pages: who holds it while a file is examined keeps everybody out."""
    small = settings.model_copy(
        update={"database_url": databases.copy("world"), "pool_size": 1, "pool_overflow": 0}
    )
    engine = make_engine(small)
    yield engine
    engine.dispose()


@pytest.fixture
def amina(engine_of_file: Engine, settings: Settings) -> Iterator[TestClient]:
    with Session(engine_of_file) as session, session.begin():
        person = get_person_by_email(session, "amina@eemsdelta.example")
        assert person is not None
        token = start_session(session, person)
    one = settings.model_copy(update={"pool_size": 1, "pool_overflow": 0})
    client = TestClient(
        create_app(one, engine_of_file), base_url=ORIGIN, headers={"origin": ORIGIN}
    )
    client.portal = portal()
    client.cookies.set(SESSION, token)
    yield client
    with engine_of_file.begin() as connection:
        connection.execute(text("TRUNCATE import_draft, need CASCADE"))


def rows(many: int, **more: str) -> list[dict[str, Any]]:
    return [NEED | {"titel": f"Vraag {n} om boodschappen"} | more for n in range(many)]


ODD: list[dict[str, Any]] = [
    *rows(3),
    NEED | {"titel": "Bel mevrouw De Vries op 06-12345678"},
    NEED | {"soort hulp": "bodschappen"},
    NEED | {"titel": "Vraag 1 om boodschappen"},
]


def without_names(page: str) -> str:
    """What differs from one page to the next whatever it shows."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|nonce=\"[^\"]*\"", "", page)


@pytest.mark.parametrize("locale", ["nl", "en"])
def test_what_the_process_finds_is_what_the_request_finds(
    amina: TestClient, monkeypatch: pytest.MonkeyPatch, locale: str
) -> None:
    amina.cookies.set("sb_language", locale)
    of_request = send(amina, csv_file(*ODD))
    monkeypatch.setattr(examiner, "LARGE_ROWS", 2)
    of_process = send(amina, csv_file(*ODD))
    assert of_request.status_code == of_process.status_code == 422
    assert without_names(of_request.text) == without_names(of_process.text)
    for page in (of_request, of_process):
        assert amina.get(confirm_address(page).removesuffix("/bevestigen")).status_code in (
            200,
            404,
        )
    kept = amina.get(confirm_address(of_process).removesuffix("/bevestigen"))
    assert kept.status_code == 200, "its draft is examined apart too"
    monkeypatch.setattr(examiner, "LARGE_ROWS", 300)
    again = amina.get(confirm_address(of_process).removesuffix("/bevestigen"))
    assert without_names(kept.text) == without_names(again.text)


def test_a_file_that_asks_too_much_of_it_is_an_error_beside_the_field(
    amina: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examiner, "LARGE_ROWS", 2)
    for little, reason in (
        ({"seconds": 0.01}, "Het duurde te lang"),
        ({"memory": 32 * 1024 * 1024}, "Verdeel de rijen"),
    ):
        monkeypatch.setattr(examiner, "LIMITS", replace(examiner.LIMITS, **little))
        answer = send(amina, csv_file(*rows(3)))
        assert answer.status_code == 422 and reason in answer.text
        assert ("Verdeel" in answer.text) == ("memory" in little), "a busy computer is not the file"
        monkeypatch.undo()
        monkeypatch.setattr(examiner, "LARGE_ROWS", 2)
    assert send(amina, csv_file(*rows(3))).status_code == 200, "the next one is examined"


def test_a_database_that_is_not_there_is_busy_and_keeps_the_form(
    amina: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examiner, "LARGE_ROWS", 2)
    nowhere = "postgresql+psycopg://niemand@127.0.0.1:1/niets"
    monkeypatch.setattr("app.imports.deps._database", lambda request: nowhere)
    answer = send(amina, csv_file(*rows(3)))
    assert answer.status_code == 503 and 'name="kind"' in answer.text


def test_who_waits_too_long_for_a_place_hears_so(
    amina: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examiner, "LARGE_ROWS", 2)
    monkeypatch.setattr(examiner, "PATIENCE_SECONDS", 0.0)
    held = [object() for _place in range(examiner.PLACES.at_once)]
    limiter = portal().call(examiner_limiter)
    for one in held:
        portal().call(limiter.acquire_on_behalf_of, one)
    try:
        answer = send(amina, csv_file(*rows(3)))
    finally:
        for one in held:
            portal().call(release, limiter, one)
    assert answer.status_code == 422 and "Probeer het over een minuut" in answer.text


async def examiner_limiter() -> Any:
    return examiner.PLACES.limiter()


async def release(limiter: Any, one: object) -> None:
    limiter.release_on_behalf_of(one)


def test_pages_answer_while_five_thousand_rows_are_examined(amina: TestClient) -> None:
    """With one connection for all: whoever examines holds none of it."""
    with ThreadPoolExecutor(1) as sender:
        sent = sender.submit(send, amina, csv_file(*rows(5_000)))
        while not portal().call(examiner_limiter).borrowed_tokens:
            assert not sent.done()
        pages = 0
        while portal().call(examiner_limiter).borrowed_tokens and pages < 5:
            assert amina.get("/behoeften").status_code == 200
            pages += 1
        assert pages == 5 and not sent.done()
        shown = sent.result()
    assert shown.status_code == 200 and "5.000 nieuw" in shown.text
    assert "300 van 5.000 rijen" in shown.text


def test_twice_the_rows_are_not_twice_the_work_of_the_web_process(amina: TestClient) -> None:
    """What it does besides: it takes the bytes in, and passes them on."""
    send(amina, csv_file(*rows(301)))

    def cost(many: int) -> float:
        content = csv_file(*rows(many, omschrijving="Op dinsdag, met een tas. " * 10))
        before = time.process_time()
        assert send(amina, content).status_code == 200
        return time.process_time() - before

    few, many = cost(500), cost(2_000)
    assert many < 2 * few, "four times the rows"
