"""Which cookies a browser is asked to keep, and what it is told when it does not.

The client keeps no `Secure` cookie over plain http, not even of 127.0.0.1: as Safari does.
"""

from __future__ import annotations

from functools import cache
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import Connection
from starlette.testclient import TestClient

from app.core.i18n import gettext as dutch
from app.core.settings import Mode, Settings
from app.main import create_app
from app.web.cookies import Cookie
from tests.web.test_sessions import AMINA, cookies_of
from tests.world import portal

LOOPBACK = [
    "http://127.0.0.1:8000",
    "http://localhost:8000",
    "http://schakelbord.localhost",
    "http://[::1]:8000",
    "http://127.8.9.10",
]
ELSEWHERE = [
    "http://192.168.1.20:8000",
    "http://localhost.kwaad.example",
    "http://127.0.0.1.kwaad.example",
    "http://demo.schakelbord.example",
    "https://127.0.0.1:8000",
    "https://localhost",
]
# What signs in or chooses a language, with the page that somebody wanted.
DOORS: list[tuple[str, dict[str, str]]] = [
    ("/inloggen", AMINA),
    ("/inloggen/demo", {"person": "amina"}),
    ("/taal", {"language": "en"}),
]
SENTENCES = (
    "You are not signed in: your browser did not keep the cookie.",
    "Your browser keeps no cookies",
)
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@cache
def app_in(mode: Mode) -> FastAPI:
    secret = SecretStr("een geheim van de toetsen, lang genoeg")
    return create_app(Settings(database_url="postgresql://unused", mode=mode, secret_key=secret))


def browser_at(connection: Connection, address: str, mode: Mode, **headers: str) -> TestClient:
    app = app_in(mode)
    app.state.engine = connection
    client = TestClient(app, base_url=address, headers={"origin": address} | headers)
    client.portal = portal()
    return client


def told(page: str) -> bool:
    return any(dutch(sentence) in page for sentence in SENTENCES)


@pytest.mark.parametrize("address", LOOPBACK)
def test_on_loopback_the_demonstration_is_kept_by_every_browser(
    connection: Connection, address: str
) -> None:
    client = browser_at(connection, address, Mode.DEMO, **BROWSER)
    answer = client.post("/inloggen/demo", data={"person": "amina"})
    assert (answer.status_code, answer.url.path) == (200, "/mijn-werk")
    assert client.post("/taal", data={"language": "en", "next": "/aanbod"}).url.path == "/aanbod"
    assert '<html lang="en"' in client.get("/behoeften").text
    assert "Signed out" not in client.post("/uitloggen").text
    for name in client.cookies:
        assert not name.startswith("__Host-"), name
    assert client.get("/behoeften").url.path == "/inloggen", "signing out forgets it again"


@pytest.mark.parametrize("address", LOOPBACK)
def test_the_cookie_of_a_demonstration_is_still_out_of_reach_of_scripts_and_other_sites(
    connection: Connection, address: str
) -> None:
    client = browser_at(connection, address, Mode.DEMO)
    for path, body in DOORS:
        found = cookies_of(client.post(path, data=body, follow_redirects=False))
        assert found and found.keys() <= {"schakelbord", "browser", "taal"}
        for cookie in found.values():
            assert cookie.keys() >= {"httponly", "samesite", "path"}
            assert cookie["samesite"].lower() == "lax"
            assert "secure" not in cookie and "domain" not in cookie


@pytest.mark.parametrize(
    ("address", "mode"),
    [
        *((address, Mode.PRODUCTION) for address in LOOPBACK + ELSEWHERE),
        *((address, Mode.DEMO) for address in ELSEWHERE),
    ],
)
def test_everywhere_else_every_cookie_is_secure_and_of_this_host(
    connection: Connection, address: str, mode: Mode
) -> None:
    client = browser_at(connection, address, mode)
    for path, body in DOORS:
        if path == "/inloggen/demo" and mode is Mode.PRODUCTION:
            continue
        answer = client.post(path, data=body, follow_redirects=False)
        found = cookies_of(answer)
        assert found and found.keys() <= set(Cookie)
        for name, cookie in found.items():
            assert name.startswith("__Host-")
            assert cookie.keys() >= {"secure", "httponly", "samesite", "path"}


def test_a_cookie_of_the_demonstration_opens_nothing_elsewhere(connection: Connection) -> None:
    client = browser_at(connection, "http://localhost", Mode.DEMO)
    token = cookies_of(
        client.post("/inloggen/demo", data={"person": "amina"}, follow_redirects=False)
    )["schakelbord"][""]
    safe = browser_at(connection, "https://schakelbord.example", Mode.DEMO)
    safe.headers["cookie"] = f"schakelbord={token}"
    assert safe.get("/behoeften", follow_redirects=False).status_code == 303


@pytest.mark.parametrize("host", ["", "[", "[::1", "a b", "127.0.0.1:x", "..localhost", "\xff"])
def test_a_host_of_nonsense_is_not_loopback(connection: Connection, host: str) -> None:
    client = browser_at(connection, "http://localhost", Mode.DEMO)
    answer = client.get("/inloggen", headers=[(b"host", host.encode("latin-1"))])
    assert answer.status_code < 500


@pytest.mark.parametrize("wish", ["", "/", "/mijn-werk", "/behoeften?q=a%20b&status=open"])
@pytest.mark.parametrize(
    ("address", "mode", "keeps"),
    [
        ("http://127.0.0.1:8000", Mode.PRODUCTION, True),
        ("http://localhost:8000", Mode.PRODUCTION, True),
        ("http://192.168.1.20:8000", Mode.DEMO, True),
        ("http://127.0.0.1:8000", Mode.DEMO, False),
        ("https://schakelbord.example", Mode.PRODUCTION, False),
    ],
)
def test_a_browser_that_keeps_no_cookie_is_told_so_where_it_lands(
    connection: Connection, address: str, mode: Mode, keeps: bool, wish: str
) -> None:
    client = browser_at(connection, address, mode, **BROWSER)
    if not keeps:
        client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    for path, body in DOORS:
        if path == "/inloggen/demo" and mode is Mode.PRODUCTION:
            continue
        answer = client.post(path, data=body | {"next": wish})
        assert answer.status_code == 200
        if path == "/taal":
            assert "Your browser keeps no cookies" in answer.text, "in the language that is wanted"
            assert f'href="{(wish or "/").replace("&", "&amp;")}"' in answer.text
        else:
            assert told(answer.text), answer.url
            assert urlencode({"next": wish or "/"}) in str(answer.url), "what was wanted stays"
        assert ("https://" in answer.text) is (keeps and address.startswith("http:"))


def test_nobody_else_is_told(connection: Connection) -> None:
    for address in ("https://schakelbord.example", "http://localhost:8000"):
        client = browser_at(connection, address, Mode.DEMO, **BROWSER)
        pages = [client.get("/inloggen"), client.get("/behoeften"), client.get("/")]
        pages += [client.post(path, data=body) for path, body in DOORS]
        pages += [client.get("/taal", params={"language": "en", "next": "/aanbod"})]
        assert not [page.url for page in pages if told(page.text) or "no cookies" in page.text]


def test_who_has_shown_to_keep_cookies_goes_straight_on(connection: Connection) -> None:
    client = browser_at(connection, "https://schakelbord.example", Mode.DEMO, **BROWSER)
    client.post("/taal", data={"language": "nl"})
    answer = client.post(
        "/inloggen/demo", data={"person": "amina", "next": "/aanbod"}, follow_redirects=False
    )
    assert answer.headers["location"] == "/aanbod"


@pytest.mark.parametrize("wish", ["//kwaad.example", "https://kwaad.example", "/\\kwaad.example"])
def test_the_look_for_the_cookie_leads_nowhere_else(connection: Connection, wish: str) -> None:
    client = browser_at(connection, "https://schakelbord.example", Mode.DEMO, **BROWSER)
    for path, body in DOORS:
        answer = client.post(path, data=body | {"next": wish}, follow_redirects=False)
        assert "kwaad" not in answer.headers["location"]
        client.cookies.clear()
    client.post("/taal", data={"language": "en"})
    for path in ("/taal", "/inloggen"):
        wished = {"language": "en", "next": wish, "entered": "1"}
        answer = client.get(path, params=wished, follow_redirects=False)
        assert answer.headers.get("location", "/") == "/"
