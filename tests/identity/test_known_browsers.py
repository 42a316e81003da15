"""Who is kept out when somebody tries passwords: not who signed in before in this browser. And
forty tries at the same moment are forty.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from app.core import clock
from app.core.db import make_engine
from app.core.settings import Mode, Settings
from app.demo.cast import DEMO_PASSWORD
from app.identity import commands, password_commands
from app.identity.models import KnownBrowser, LoginSession, SignInFailure
from app.main import create_app
from app.web.cookies import BROWSER, SESSION
from tests.conftest import Databases
from tests.world import ORIGIN

RIGHT = {"email": "amina@eemsdelta.example", "password": DEMO_PASSWORD}
WRONG = RIGHT | {"password": "niet-het-wachtwoord"}
BRAM = RIGHT | {"email": "bram@eemsdelta.example"}


class Quick:
    """A hasher that takes no time, or lets all others get as far first."""

    def __init__(self, *, slowly: bool = False) -> None:
        self.asked, self.slowly = 0, slowly
        self._lock, self._never = threading.Lock(), threading.Event()

    def verify_and_update(self, password: str, known: str) -> tuple[bool, str | None]:
        with self._lock:
            self.asked += 1
        if self.slowly:
            self._never.wait(0.3)
        return password == DEMO_PASSWORD and known != password_commands.NOBODY, None


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Quick:
    hasher = Quick()
    monkeypatch.setattr(password_commands, "HASHER", hasher)
    return hasher


@pytest.fixture
def app(connection: Connection) -> Any:
    """Two tries for an account, twenty for an address."""
    made = create_app(
        Settings(mode=Mode.DEMO, database_url="postgresql://unused", sign_in_attempts=2)
    )
    made.state.engine = connection
    return made


def browser(app: Any, address: str = "198.51.100.1") -> TestClient:
    return TestClient(
        app,
        base_url=ORIGIN,
        headers={"origin": ORIGIN},
        follow_redirects=False,
        client=(address, 4711),
    )


def tries(client: TestClient, given: dict[str, str], times: int = 1) -> list[int]:
    client.cookies.delete(SESSION)
    return [client.post("/inloggen", data=given).status_code for _ in range(times)]


def test_who_signed_in_before_is_not_kept_out_by_others(app: Any, quick: Quick) -> None:
    home, office = browser(app), browser(app)
    assert tries(home, RIGHT) == [303]
    cookie = home.cookies[BROWSER]
    assert tries(browser(app, "203.0.113.9"), WRONG, 3) == [422, 422, 429]
    assert tries(office, RIGHT) == [429], "a browser that nobody knows"
    assert tries(home, RIGHT) == [303]
    assert home.cookies[BROWSER] == cookie
    # All behind one address: the address is closed, and the known browser behind it is not.
    for n in range(20):
        tries(browser(app), RIGHT | {"email": f"poging{n}@x.example", "password": "x"})
    assert tries(office, BRAM) == [429]
    assert tries(home, RIGHT) == [303]
    # It is known at its own account only.
    assert tries(home, BRAM) == [429]


def test_who_came_by_the_demo_door_is_not_kept_out_by_others_either(app: Any, quick: Quick) -> None:
    home = browser(app)
    assert home.post("/inloggen/demo", data={"person": "amina"}).status_code == 303
    assert tries(browser(app, "203.0.113.9"), WRONG, 3) == [422, 422, 429]
    assert tries(home, RIGHT) == [303]


def test_a_known_browser_may_not_guess_for_ever_either(
    app: Any, session: Session, quick: Quick
) -> None:
    home = browser(app)
    tries(home, RIGHT)
    assert tries(home, WRONG, 3) == [422, 422, 429]
    assert quick.asked == 3
    assert tries(browser(app), RIGHT) == [303], "its failures are its own"
    rows = session.exec(select(KnownBrowser)).all()
    assert len(rows) == len(session.exec(select(SignInFailure)).all()) == 2
    assert all(len(row.token_hash) == 32 for row in rows), "no secret is stored"


@pytest.mark.parametrize("cookie", ["", "x", "x" * 43, "x" * 4000, "%00"])
def test_a_made_up_cookie_makes_nobody_known(app: Any, quick: Quick, cookie: str) -> None:
    assert tries(browser(app), WRONG, 2) == [422, 422]
    guessing = browser(app)
    guessing.headers["cookie"] = f"{BROWSER}={cookie}"
    assert guessing.post("/inloggen", data=RIGHT).status_code == 429


def test_two_people_of_one_browser_are_known_in_it(
    app: Any, session: Session, quick: Quick
) -> None:
    shared = browser(app)
    assert tries(shared, RIGHT) + tries(shared, BRAM) == [303, 303]
    rows = session.exec(select(KnownBrowser)).all()
    assert len({row.token_hash for row in rows}) == 1 and len({r.person_id for r in rows}) == 2
    later = clock.now() + timedelta(days=commands.KNOWN_DAYS)
    with clock.at(later):
        commands.forget_old_sessions(session, app.state.settings)
    assert session.exec(select(KnownBrowser)).all() == []


@pytest.mark.parametrize("path", ["/inloggen", "/inloggen/demo"])
def test_signing_in_where_somebody_is_signed_in_ends_that_session_and_no_other(
    app: Any, session: Session, quick: Quick, path: str
) -> None:
    phone, desk = browser(app), browser(app)
    given: dict[str, str] = RIGHT if path == "/inloggen" else {"person": "amina"}
    for client in (phone, desk):
        assert client.post(path, data=given).status_code == 303
    before = desk.cookies[SESSION]
    assert desk.post("/inloggen/demo", data={"person": "bram"}).status_code == 303
    rows = session.exec(select(LoginSession).order_by(col(LoginSession.created_at))).all()
    assert len(rows) == 2, "the phone goes on, and the desk is bram's"
    assert phone.get("/behoeften").status_code == 200
    stale = browser(app)
    stale.cookies.set(SESSION, before)
    assert stale.get("/behoeften").status_code == 303


@pytest.fixture
def own_engine(databases: Databases, settings: Settings) -> Iterator[Engine]:
    url = databases.copy("world")
    engine = make_engine(settings.model_copy(update={"database_url": url}))
    yield engine
    engine.dispose()


@pytest.mark.parametrize("is_known", [False, True])
def test_forty_at_once_are_not_more_tries_than_forty_in_a_row(
    own_engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch, is_known: bool
) -> None:
    app = create_app(settings, own_engine)
    clients = [browser(app, f"198.51.100.{n}") for n in range(40)]
    monkeypatch.setattr(password_commands, "HASHER", Quick())
    if is_known:
        tries(clients[0], RIGHT)
        for client in clients:
            client.cookies.set(BROWSER, clients[0].cookies[BROWSER], domain="testserver.local")
    hasher = Quick(slowly=True)
    monkeypatch.setattr(password_commands, "HASHER", hasher)
    with ThreadPoolExecutor(40) as threads:
        answers = [s for found in threads.map(lambda c: tries(c, WRONG), clients) for s in found]
    assert answers.count(422) == settings.sign_in_attempts == hasher.asked
    assert answers.count(429) == 40 - settings.sign_in_attempts
    # Those of a known browser are its own; the others close the account.
    assert tries(browser(app), RIGHT) == [303 if is_known else 429]
