"""A request is answered in one thread, in one order, and reads without a transaction."""

import threading
from collections.abc import Iterator
from typing import Annotated, Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, Query, Request
from fastapi.routing import APIRoute
from psycopg.pq import TransactionStatus
from sqlmodel import Session
from starlette.responses import PlainTextResponse, Response
from starlette.testclient import TestClient

from app.core import db
from app.core.settings import Mode, Settings
from app.identity.commands import start_session
from app.main import create_app
from app.routers import ROUTERS
from app.web import SessionDep, one_thread
from app.web.cookies import SESSION
from tests.conftest import Databases
from tests.world import ORIGIN, World


def _served(*routes: Any) -> TestClient:
    router, app = APIRouter(), FastAPI()
    for path, function in routes:
        router.get(path)(function)
    app.router.routes += one_thread.serve(router.routes)
    return TestClient(app, raise_server_exceptions=False)


def test_every_route_of_ours_is_served_in_one_thread() -> None:
    app = create_app(Settings(database_url="postgresql://unused", mode=Mode.DEMO))
    ours = [route for router in ROUTERS for route in router.routes]
    assert len(ours) > 100
    assert [route for route in app.router.routes if isinstance(route, APIRoute)] == ours
    for route in ours:
        assert isinstance(route, APIRoute)
        one_thread.OneThread(route.dependant)  # raises where it cannot be


def test_dependencies_and_route_share_a_thread_and_what_waits_comes_first() -> None:
    seen: list[tuple[str, int]] = []

    def note(name: str) -> str:
        seen.append((name, threading.get_ident()))
        return name

    async def sent(request: Request) -> str:
        return note("sent")

    def who(request: Request) -> str:
        return note("who")

    def thing(asks: Annotated[str, Depends(who)], number: int) -> str:
        return note(f"thing {number} of {asks}")

    def answer(
        asks: Annotated[str, Depends(who)],
        of: Annotated[str, Depends(thing)],
        form: Annotated[str, Depends(sent)],
    ) -> Response:
        return PlainTextResponse(note(f"{of}, {form}"))

    assert _served(("/{number}", answer)).get("/7").text == "thing 7 of who, sent"
    names, threads = zip(*seen, strict=True)
    assert names == ("sent", "who", "thing 7 of who", "thing 7 of who, sent"), "each of them once"
    assert len(set(threads[1:])) == 1 and threads[0] not in threads[1:]


def test_a_path_that_cannot_be_read_is_said_after_who_may_not_come_in() -> None:
    class Stranger(Exception):
        pass

    def who(request: Request) -> str:
        if "known" not in request.headers:
            raise Stranger
        return "who"

    def answer(asks: Annotated[str, Depends(who)], number: UUID) -> Response:
        raise AssertionError

    app = _served(("/{number}", answer))
    app.app.add_exception_handler(Stranger, lambda *_: PlainTextResponse("in?", 403))  # type: ignore[attr-defined]
    assert app.get("/x").status_code == 403
    assert app.get("/x", headers={"known": "1"}).status_code == 422


async def _waits_for_who_asks(session: SessionDep) -> str:
    return ""


def _yields() -> Iterator[str]:
    yield ""


def _first(asks: Annotated[str, Depends(_waits_for_who_asks)]) -> Response: ...  # type: ignore[empty-body]
def _generator(asks: Annotated[str, Depends(_yields)]) -> Response: ...  # type: ignore[empty-body]
def _query(q: Annotated[str, Query()] = "") -> Response: ...  # type: ignore[empty-body]
def _afterwards(tasks: BackgroundTasks) -> Response: ...  # type: ignore[empty-body]


@pytest.mark.parametrize("route", [_first, _generator, _query, _afterwards])
def test_what_is_not_served_does_not_start(route: Any) -> None:
    with pytest.raises(TypeError):
        _served(("/", route))


@pytest.fixture(scope="module")
def engine(databases: Databases) -> Iterator[sa.Engine]:
    engine = db.make_engine(Settings(database_url=databases.copy("world")))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def amina(engine: sa.Engine) -> Iterator[TestClient]:
    app = create_app(Settings(database_url="postgresql://unused", mode=Mode.DEMO), engine)
    with Session(engine) as session, session.begin():
        token = start_session(session, World(session).person("amina"))
    with TestClient(app, base_url=ORIGIN, follow_redirects=False) as client:
        client.cookies.set(SESSION, token)
        yield client


@pytest.fixture
def statements(engine: sa.Engine) -> Iterator[list[tuple[int, bool]]]:
    """Of each that is sent: in which thread, and whether in a transaction."""
    sent: list[tuple[int, bool]] = []

    def note(connection: Any, cursor: Any, *_more: Any) -> None:
        status = cursor.connection.info.transaction_status
        sent.append((threading.get_ident(), status is not TransactionStatus.IDLE))

    sa.event.listen(engine, "after_cursor_execute", note)
    yield sent
    sa.event.remove(engine, "after_cursor_execute", note)


PAGES = ("/mijn-werk", "/bord", "/behoeften", "/aanbod", "/acties", "/doelgroepen", "/zoeken?q=a")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_read_in_one_thread_without_a_transaction(
    amina: TestClient, statements: list[tuple[int, bool]], page: str
) -> None:
    assert amina.get(page).status_code == 200
    assert len(statements) >= 3
    assert len({thread for thread, _ in statements}) == 1
    assert not any(is_begun for _, is_begun in statements)


def test_a_page_that_stores_something_does_so_wholly(
    amina: TestClient, statements: list[tuple[int, bool]], engine: sa.Engine
) -> None:
    taken = sa.text("SELECT count(*) FROM audit_entry WHERE event = 'export:taken'")
    with engine.connect() as connection:
        before = connection.execute(taken).scalar_one()
    assert amina.get("/behoeften/lijst.csv").status_code == 200
    assert [is_begun for _, is_begun in statements][-1]
    with engine.connect() as connection:
        assert connection.execute(taken).scalar_one() == before + 1


def test_a_change_is_in_a_transaction_from_its_first_statement(
    amina: TestClient, statements: list[tuple[int, bool]]
) -> None:
    amina.post("/behoeften", data={}, headers={"origin": ORIGIN})
    assert statements and all(is_begun for _, is_begun in statements)
