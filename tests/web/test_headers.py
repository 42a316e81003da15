"""Headers on every kind of answer; what may be kept and what not; HEAD and Allow."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine
from starlette.testclient import TestClient

from app.core.i18n import gettext as dutch
from app.core.settings import Settings
from app.main import create_app
from app.web.cookies import SESSION
from app.web.middleware import CSP, HEADERS, SecurityHeaders
from tests.web.conftest import NOBODYS
from tests.world import ORIGIN, Visitors

# Status, who asks, method, path, body. STATIC stands for the folder with the digest.
ANSWERS = [
    (200, None, "GET", "/", None),
    (200, "amina", "GET", "/behoeften", None),
    (200, None, "GET", "/gezond", None),
    (200, None, "GET", "/.well-known/security.txt", None),
    (200, None, "GET", "STATIC/css/page.css", None),
    (303, None, "GET", "/behoeften", None),
    (303, None, "POST", "/taal", {"language": "en"}),
    (403, "greet", "GET", "/behoeften/nieuw", None),
    (404, None, "GET", "/bestaat-niet", None),
    (404, "amina", "GET", f"/behoeften/{NOBODYS}", None),
    (404, None, "GET", "STATIC/bestaat-niet.css", None),
    (405, None, "DELETE", "/behoeften", None),
    (413, "amina", "POST", "/behoeften", {"description": "x" * 1_100_000}),
    (422, "amina", "POST", "/behoeften", {"title": ""}),
    (422, None, "POST", "/inloggen", {"email": "", "password": ""}),
]


def real(visitors: Visitors, path: str) -> str:
    """A path with STATIC filled in, as the pages have it."""
    found = re.search(r"/static/[0-9a-f]{12}", visitors[None].get("/").text)
    assert found is not None
    return path.replace("STATIC", found.group())


@pytest.fixture
def broken(settings: Settings) -> Iterator[TestClient]:
    """The application when its database is gone."""
    nowhere = create_engine(
        "postgresql+psycopg://127.0.0.1:1/weg", connect_args={"connect_timeout": 2}
    )
    app = SecurityHeaders(create_app(settings, nowhere))
    with TestClient(
        app, base_url=ORIGIN, headers={"origin": ORIGIN}, raise_server_exceptions=False
    ) as client:
        yield client


@pytest.mark.parametrize(("status", "who", "method", "path", "body"), ANSWERS)
def test_every_kind_of_answer_carries_the_headers(
    visitors: Visitors,
    status: int,
    who: str | None,
    method: str,
    path: str,
    body: dict[str, str] | None,
) -> None:
    answer = visitors[who].request(method, real(visitors, path), data=body)
    assert answer.status_code == status
    for name, value in HEADERS.items():
        if name != "cache-control":
            assert answer.headers.get_list(name) == [value]


def test_an_answer_to_a_broken_database_is_a_dutch_page_with_the_headers(
    broken: TestClient,
) -> None:
    broken.cookies.set(SESSION, "x" * 43)
    for headers in ({}, {"hx-request": "true"}):
        answer = broken.get("/behoeften", headers=headers)
        assert answer.status_code == 503
        assert "De database is even niet bereikbaar." in answer.text
        assert "sqlalchemy" not in answer.text.lower()
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_the_process_says_it_is_alive_also_when_the_database_is_gone(broken: TestClient) -> None:
    assert broken.get("/gezond").status_code == 200


def test_the_policy_lets_nothing_in_from_elsewhere_and_nothing_run_inline() -> None:
    rules = dict(rule.strip().split(" ", 1) for rule in CSP.split(";"))
    assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert set(rules.values()) == {"'none'", "'self'"}


@pytest.mark.parametrize("path", ["/behoeften", "/aanbod", "/behoeften/nieuw", "/privacy"])
def test_what_somebody_sees_signed_in_is_not_kept(visitors: Visitors, path: str) -> None:
    answer = visitors["amina"].get(path)
    assert answer.headers["cache-control"] == "no-store"
    fragment = visitors["amina"].get(
        path, headers={"hx-request": "true", "hx-target": "need_results"}
    )
    assert fragment.headers["cache-control"] == "no-store"


def test_static_files_are_kept_for_ever_under_the_address_of_their_content(
    visitors: Visitors,
) -> None:
    path = real(visitors, "STATIC/vendor/schakelbord.css")
    assert f'href="{path}"' in visitors[None].get("/").text
    answer = visitors[None].get(path)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"].startswith("text/css")
    again = visitors[None].get(path, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.headers["x-content-type-options"]) == (304, "nosniff")


@pytest.mark.parametrize(
    "path",
    [
        "/static/000000000000/css/page.css",
        "/static/css/page.css",
        "STATIC/",
        "STATIC/css",
        "STATIC/../../pyproject.toml",
        "STATIC/%2e%2e/%2e%2e/pyproject.toml",
        "STATIC/..%2f..%2fpyproject.toml",
    ],
)
def test_another_digest_or_a_way_out_of_the_static_folder_is_404_and_not_kept(
    visitors: Visitors, path: str
) -> None:
    answer = visitors[None].get(real(visitors, path))
    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["/", "/behoeften", "/gezond", "/bestaat-niet", "STATIC/css/page.css"]
)
def test_head_answers_like_get_without_a_body(visitors: Visitors, path: str) -> None:
    path = real(visitors, path)
    get, head = visitors["amina"].get(path), visitors["amina"].head(path)
    assert (head.status_code, head.content) == (get.status_code, b"")
    kept = {
        "content-type",
        "cache-control",
        "content-length",
        "location",
        "content-security-policy",
    }
    assert {k: head.headers.get(k) for k in kept} == {k: get.headers.get(k) for k in kept}


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/behoeften", {"GET", "POST"}),
        ("PUT", "/inloggen", {"GET", "POST"}),
        ("DELETE", "/uitloggen", {"POST"}),
        ("PATCH", f"/behoeften/{NOBODYS}", {"GET", "POST"}),
        ("PUT", f"/aanbod/{NOBODYS}/plaatsen", {"POST"}),
        ("POST", "/privacy", {"GET"}),
    ],
)
def test_a_method_that_does_not_exist_is_405_and_says_what_does(
    visitors: Visitors, method: str, path: str, allowed: set[str]
) -> None:
    answer = visitors["amina"].request(method, path)
    assert answer.status_code == 405
    said = {name.strip() for name in answer.headers["allow"].split(",")}
    assert said - {"HEAD"} == allowed
    assert dutch("This cannot be done here") in answer.text


@pytest.mark.parametrize(
    ("told", "is_packed"),
    [
        ("gzip", True),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", True),
        ("gzip;q=0.001", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000, identity", False),
        ("identity, GZIP;Q=0", False),
        ("br, *;q=0", False),
        ("", False),
    ],
)
def test_who_takes_no_gzip_gets_none(visitors: Visitors, told: str, is_packed: bool) -> None:
    answer = visitors["amina"].get("/behoeften", headers={"accept-encoding": told})
    assert (answer.headers.get("content-encoding") == "gzip") is is_packed
    assert "</html>" in answer.text
