"""No e-mail address, no name, no free text and no secret in a log or an address (privacy P13)."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from starlette.testclient import TestClient

from app.core.db import make_engine
from app.core.settings import Settings
from app.identity.models import Person
from app.main import create_app
from app.web import one_thread
from app.web.cookies import SESSION
from app.web.database import SessionDep
from app.web.middleware import CrashesEndHere, SecurityHeaders
from tests.conftest import Databases
from tests.web.conftest import RealServer
from tests.world import GROCERIES, ORIGIN, SHOPPING, Visitors, form

EMAIL, PASSWORD = "iemand.bijzonder@geheim.example", "een-heel-bijzonder-wachtwoord"
TITLE, TEXT = "Zeldzame titel zonneschijn", "Een unieke uitleg over pannenkoeken"


def _walk(visitors: Visitors) -> list[str]:
    """What people do on a day, good and bad. Returns the words that may be nowhere."""
    amina, stranger = visitors["amina"], visitors[None]
    need: dict[str, Any] = form(GROCERIES | {"title": TITLE, "description": TEXT})
    page = amina.post("/behoeften", data=need).headers["location"]
    amina.get(page)
    amina.get("/behoeften", params={"q": "zonneschijn"})
    amina.post(page, data=need | {"quantity": "0"})
    amina.post(
        page,
        data=need | {"description": f"{TEXT}, mail {EMAIL} of bel 0612345678", "onbekend": TEXT},
    )
    amina.post(page + "/plaatsen")
    amina.post(page + "/plaatsen")
    amina.post(page + "/sluiten", data={"outcome": "met", "closing_note": TEXT})
    visitors["hugo"].get(page)
    visitors["farid"].post(page, data=need)
    visitors["chantal"].post(
        "/aanbod", data=form(SHOPPING | {"title": TITLE, "description": TEXT, "publish": "1"})
    )
    stranger.get(page)
    stranger.post("/inloggen", data={"email": EMAIL, "password": PASSWORD})
    stranger.post(
        "/inloggen", data={"email": "amina@eemsdelta.example", "password": "schakelbord-demo"}
    )
    stranger.post("/inloggen/demo", data={"person": "bram"})
    stranger.post("/taal", data={"language": TEXT})
    tokens = [client.cookies.get(SESSION) or "?" for client in (amina, stranger)]
    amina.post("/uitloggen")
    return [
        EMAIL,
        PASSWORD,
        "schakelbord-demo",
        "eemsdelta.example",
        TITLE,
        TEXT,
        "0612345678",
        *tokens,
    ]


def _said(records: list[logging.LogRecord]) -> str:
    return "\n".join(
        f"{r.name} {r.getMessage()} {r.args} {r.exc_text or ''} {r.exc_info or ''}" for r in records
    )


def test_a_day_of_work_leaves_no_person_and_no_text_in_the_log(
    visitors: Visitors, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="app"):
        forbidden = _walk(visitors)
    said = _said(
        [
            record
            for record in caplog.records
            if record.name.split(".")[0] in ("app", "uvicorn", "procrastinate")
        ]
    )
    assert [word for word in forbidden if word.lower() in said.lower()] == []


def test_a_crash_is_logged_by_its_kind_and_place_without_what_was_typed(
    settings: Settings, databases: Databases, caplog: pytest.LogCaptureFixture
) -> None:
    engine = make_engine(settings.model_copy(update={"database_url": databases.copy("world")}))
    app = create_app(settings, engine)
    with engine.begin() as connection:  # what a migration that went wrong could leave behind
        connection.execute(
            text("ALTER TABLE sign_in_failure ADD CONSTRAINT nooit CHECK (at IS NULL)")
        )
        connection.execute(
            text("ALTER TABLE person ADD CONSTRAINT nooit CHECK (email NOT LIKE '%bijzonder%')")
        )
    app.add_api_route("/stuk", _break, methods=["POST"])
    app.router.routes.insert(0, app.router.routes.pop())
    list(one_thread.serve(app.router.routes[:1]))
    # A client that raises whatever the application lets through to the server, which would log it
    # whole.
    with (
        TestClient(
            CrashesEndHere(SecurityHeaders(app)), base_url=ORIGIN, headers={"origin": ORIGIN}
        ) as client,
        caplog.at_level(logging.DEBUG),
    ):
        assert client.post("/stuk").status_code == 500
        assert (
            client.post("/inloggen", data={"email": EMAIL, "password": PASSWORD}).status_code == 500
        )
    crashes = [
        record.getMessage() for record in caplog.records if record.name == "app.web.problems"
    ]
    assert [crash.splitlines()[0] for crash in crashes] == [
        "unhandled IntegrityError on POST /stuk",
        "unhandled IntegrityError on POST /inloggen",
    ]
    assert "in _break" in crashes[0]
    assert not [word for word in (EMAIL, PASSWORD, TITLE) if word in _said(caplog.records)]


def _break(session: SessionDep) -> None:
    session.add(Person(name=TITLE, email=EMAIL))
    session.flush()


def test_an_error_of_the_database_does_not_quote_the_values_it_was_given(
    settings: Settings, databases: Databases
) -> None:
    engine = make_engine(settings.model_copy(update={"database_url": databases.copy("empty")}))
    with engine.connect() as connection, pytest.raises(DBAPIError) as problem:
        connection.execute(text("SELECT :title FROM nergens"), {"title": TITLE})
    engine.dispose()
    assert TITLE not in str(problem.value)


def test_no_page_puts_what_somebody_types_in_an_address(visitors: Visitors) -> None:
    for path in ("/behoeften/nieuw", "/aanbod/nieuw", "/inloggen"):
        html = visitors["amina" if "nieuw" in path else None].get(path).text
        main = html.split('<main id="content"')[1]
        assert 'method="get"' not in main and 'method="post"' in main


def test_what_a_real_server_writes_names_nobody(real_server: RealServer) -> None:
    body = f"email={EMAIL}&password={PASSWORD}".encode()
    start = (
        "POST /inloggen HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: "
        f"{len(body)}\r\n"
    )
    kind = "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    assert real_server.send((start + kind).encode() + body).startswith(b"HTTP/1.1 422")
    said = real_server.log.read_text(encoding="utf-8", errors="replace")
    assert EMAIL not in said and PASSWORD not in said
    assert "Traceback" not in said
