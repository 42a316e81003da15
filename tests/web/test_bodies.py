"""Bodies: too large, not understood, meant to hurt. Never a 500, always an answer in Dutch, and the
next one works.
"""

from __future__ import annotations

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from app.core.i18n import gettext as dutch
from app.needs.models import Need
from app.web.middleware import HEADERS
from tests.web.conftest import RealServer
from tests.world import GROCERIES, Visitors, form

MEGABYTE = 1024 * 1024
FORM = {"content-type": "application/x-www-form-urlencoded"}
POSTS = ["/behoeften", "/aanbod", "/inloggen", "/inloggen/demo", "/taal"]
NONSENSE = {
    "bad percent-encoding": b"title=%zz%&support_type=%e2%28%a1",
    "invalid utf-8": b"title=\xff\xfe\xc3\x28&description=\x80",
    "encoded invalid utf-8": b"title=%ff%fe%c3%28&municipality=%c0%af",
    "a lone surrogate": b"title=%ed%a0%80%ed%a0%80abc&description=%ed%b0%80",
    "nul": b"title=abc%00def%00&description=%00&support_type=%00&target_group=groceries%00_meals",
    "control characters": b"title=%01%02%1b[31mrood%7f&description=%0b%0c",
    "no fields": b"",
    "only separators": b"&&&&====&;;;",
    "no names": b"=waarde&=nog+een",
    "a long name": b"x" * 100_000 + b"=1",
    "ten thousand fields": b"&".join(b"veld%d=1" % n for n in range(10_000)),
    "one field ten thousand times": b"&".join([b"title=nog+een+keer"] * 10_000),
    "many groups": b"&".join(b"also_groups=g%d&target_groups=g%d" % (n, n) for n in range(400)),
    "deep brackets": b"title" + b"[a]" * 5_000 + b"=1",
    "huge numbers": b"title=Veel+te+veel&quantity=" + b"9" * 5_000 + b"&people=1e999&version=-9",
    "odd numbers": "title=Vreemde+getallen&quantity=٤٠&people=½&version=NaN".encode(),
    "odd dates": b"title=Vreemde+dagen&needed_from=99999-99-99&needed_until=0000-00-00"
    b"&available_from=31-02-2026",
    "json": b'{"title": ["a", {"b": null}]}',
}
TYPES = [
    "application/json",
    "text/plain",
    "application/octet-stream",
    "multipart/form-data",
    "x",
    "",
    "a/b; charset=∅",
]


@pytest.fixture
def amina(visitors: Visitors) -> TestClient:
    return visitors["amina"]


def _works(client: TestClient) -> bool:
    return client.post("/behoeften", data=form(GROCERIES)).status_code == 303


def test_a_body_over_the_limit_is_a_dutch_413_page_with_the_headers(
    amina: TestClient, session: Session
) -> None:
    answer = amina.post("/behoeften", data=form(GROCERIES) | {"description": "x" * MEGABYTE})
    assert answer.status_code == 413
    assert dutch("This is too much at once") in answer.text
    assert '<html lang="nl"' in answer.text
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert session.exec(select(Need.id)).all() == []
    assert _works(amina)


def test_a_body_of_the_limit_is_read_and_judged(amina: TestClient) -> None:
    body = b"title=" + b"x" * (MEGABYTE - 6)
    answer = amina.post("/behoeften", content=body, headers=FORM)
    assert answer.status_code == 422
    assert amina.post("/behoeften", content=body + b"x", headers=FORM).status_code == 413


@pytest.mark.parametrize(("path", "most"), [("/behoeften", "1 MB"), ("/importeren", "5 MB")])
def test_a_body_over_the_limit_is_told_the_limit(amina: TestClient, path: str, most: str) -> None:
    answer = amina.post(path, content=b"x" * 7 * MEGABYTE, headers=FORM)
    assert f"hooguit {most}" in answer.text


def test_htmx_is_told_that_it_is_too_much(amina: TestClient) -> None:
    answer = amina.post(
        "/behoeften", data={"title": "x" * MEGABYTE}, headers={"hx-request": "true"}
    )
    assert (answer.status_code, answer.headers["hx-retarget"]) == (413, "#messages")


def _request(path: str, headers: str, body: bytes) -> bytes:
    start = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: "
        f"{FORM['content-type']}\r\n{headers}\r\n"
    )
    return start.encode() + body


def test_a_real_server_answers_413_with_a_content_length_and_in_chunks(
    real_server: RealServer,
) -> None:
    much = b"email=" + b"x" * (2 * MEGABYTE)
    chunks = (
        b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (much[:65536],) * 40)
        + b"0\r\n\r\n"
    )
    for headers, body in (
        (f"Content-Length: {len(much)}\r\n", much),
        ("Transfer-Encoding: chunked\r\n", chunks),
    ):
        answer = real_server.send(_request("/inloggen", headers, body))
        assert answer.startswith(b"HTTP/1.1 413"), answer[:200]
        assert dutch("This is too much at once").encode() in answer
        assert b"content-security-policy: default-src 'none'" in answer
    small = real_server.send(_request("/inloggen", "Content-Length: 9\r\n", b"email=a@b"))
    assert small.startswith(b"HTTP/1.1 422")


@pytest.mark.parametrize(
    "line",
    [
        b"GET /%zz%00 HTTP/1.1",
        b"GET /behoeften?q=%ff%00&next=%e2%28 HTTP/1.1",
        b"GET //evil.example/.. HTTP/1.1",
    ],
)
def test_a_real_server_survives_an_address_that_means_nothing(
    real_server: RealServer, line: bytes
) -> None:
    answer = real_server.send(
        line
        + b"\r\nHost: 127.0.0.1\r\nConnection: close\r\nCookie: a=\xff; __Host-taal=%00\r\n\r\n"
    )
    assert answer.split(b" ", 2)[1] in (b"303", b"400", b"404"), answer[:200]


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("body", NONSENSE.values(), ids=NONSENSE.keys())
def test_a_body_of_nonsense_is_never_our_fault(amina: TestClient, path: str, body: bytes) -> None:
    answer = amina.post(path, content=body, headers=FORM)
    assert answer.status_code in (303, 400, 404, 422) and answer.headers.get("location") in (
        None,
        "/",
    )
    assert answer.status_code == 303 or '<html lang="nl"' in answer.text
    assert _works(amina)


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("kind", TYPES)
def test_an_unknown_kind_of_body_is_never_our_fault(
    amina: TestClient, path: str, kind: str
) -> None:
    for body in (b"", b'{"title": 1}', b"--x\r\nContent-Disposition: form-data\r\n\r\n"):
        answer = amina.post(path, content=body, headers={b"content-type": kind.encode()})
        assert answer.status_code in (400, 404, 422), (kind, body)


@pytest.mark.parametrize("path", POSTS)
def test_a_file_is_refused_politely(amina: TestClient, path: str, session: Session) -> None:
    answer = amina.post(
        path, data=form(GROCERIES), files={"title": ("lijst.csv", b"naam;adres", "text/csv")}
    )
    assert answer.status_code in (400, 404, 422)
    assert '<html lang="nl"' in answer.text
    assert session.exec(select(Need.id)).all() == []


def test_a_form_sent_as_multipart_without_files_is_a_form(amina: TestClient) -> None:
    parts = {name: (None, str(value)) for name, value in form(GROCERIES).items()}
    assert amina.post("/behoeften", files=parts).status_code == 303


@pytest.mark.parametrize("path", ["/behoeften", "/aanbod"])
@pytest.mark.parametrize(
    "query",
    [
        "q=%00", "q=%ff", "q=" + "a" * 8_000, "q=%27%22%5C%3B--", "q=%26+%7C+%21+%28", "cursor=%00",
        "cursor=eyJhIjoxfQ", "cursor=WyJuIiwxLDIsM10", "municipality=%00", "crisis=%00", "mine=%00",
        "sort=omhoog", "status=&state=", "municipality=a&municipality=b", "&".join(["q=a"] * 3_000),
        "target_group=" + "x" * 70,
    ],
)  # fmt: skip
def test_filters_of_nonsense_are_never_our_fault(amina: TestClient, path: str, query: str) -> None:
    for headers in ({}, {"hx-request": "true", "hx-target": "need_results"}):
        assert amina.get(f"{path}?{query}", headers=headers).status_code in (200, 422)
    assert amina.get(path).status_code == 200


NUL = ("/doelgroepen/a%00b", "/doelgroepen/a%00b/wijzigen", "/doelgroepen/a%00b/samenvoegen")


@pytest.mark.parametrize("path", NUL)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_address_with_a_nul_is_the_address_of_nothing(
    amina: TestClient, visitors: Visitors, path: str, method: str
) -> None:
    for client in (amina, visitors["daan"], visitors["hugo"]):
        assert client.request(method, path).status_code in (404, 405)
