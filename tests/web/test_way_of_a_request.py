"""The way of a request, tried from outside: whoever sends half of it, slowly or oddly, or does not
take the answer, holds nothing that others wait for. One server for the whole file.
"""

from __future__ import annotations

import http.client
import re
import socket
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from app.core.i18n import gettext as dutch, use_locale
from app.matches.models import Match
from app.web.database import READING_AT_ONCE
from tests.matches.pairs import Pairs
from tests.web.conftest import KNOBS, RealServer
from tests.world import GROCERIES, World, form

FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
UPLOAD = "Content-Type: multipart/form-data; boundary=xx\r\n"
MANY = 100
ENDLESS = "a" * 200


@dataclass
class Outside:
    """Somebody with a socket, signed in or not."""

    server: RealServer
    cookie: str = ""

    @property
    def head(self) -> str:
        host = f"127.0.0.1:{self.server.port}"
        return f"Host: {host}\r\nOrigin: http://{host}\r\nCookie: {self.cookie}\r\n"

    def open(self, sent: bytes = b"") -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.server.port), timeout=20)
        connection.sendall(sent)
        return connection

    def post(self, path: str, kind: str = FORM, length: int = 400, *more: str) -> bytes:
        """The head of a post."""
        lines = f"POST {path} HTTP/1.1\r\n{self.head}{kind}{''.join(more)}"
        return f"{lines}Content-Length: {length}\r\n\r\n".encode()

    def ask(
        self, method: str, path: str, data: dict[str, object] | None = None, **headers: str
    ) -> tuple[http.client.HTTPResponse, str]:
        said = dict(line.split(": ", 1) for line in self.head.strip().split("\r\n")[1:2])
        body = urlencode(data or {}, doseq=True) if method == "POST" else None
        if body is not None:
            said["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)) as asks:
            asks.request(method, path, body, said | {"Cookie": self.cookie} | headers)
            answer = asks.getresponse()
            return answer, answer.read().decode()


def answer_of(connection: socket.socket) -> bytes:
    """Everything until the server closes."""
    return b"".join(iter(lambda: connection.recv(65536), b""))


def someone(server: RealServer, person: str) -> Outside:
    answer, _page = Outside(server).ask("POST", "/inloggen/demo", {"person": person})
    cookies = answer.headers.get_all("set-cookie") or []
    return Outside(server, "; ".join(cookie.partition(";")[0] for cookie in cookies))


@pytest.fixture(scope="module")
def match(base: Engine) -> Match:
    """One that waits for chantal's answer."""
    with Session(base, expire_on_commit=False) as session, session.begin():
        pairs = Pairs(World(session))
        pairs.review("none")
        return pairs.propose()


@pytest.fixture(scope="module")
def amina(real_server: RealServer) -> Outside:
    return someone(real_server, "amina")


@pytest.fixture(scope="module")
def greet(real_server: RealServer) -> Outside:
    """Who only reads."""
    return someone(real_server, "greet")


def held(base: Engine) -> tuple[int, int]:
    """How many sessions are in a transaction, and how many locks on tables they hold."""
    with base.connect() as connection:
        busy = connection.execute(
            text(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid "
                "<> pg_backend_pid() AND state LIKE 'idle in%' AND backend_type = 'client backend'"
            )
        ).scalar_one()
        locks = connection.execute(
            text(
                "SELECT count(*) FROM pg_locks WHERE locktype IN ('relation', 'tuple') AND pid <> "
                "pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = "
                "current_database())"
            )
        ).scalar_one()
    return busy, locks


def everything_answers(visitor: Outside) -> None:
    for path in ("/", "/inloggen", "/behoeften", "/bord", "/gezond", "/gereed"):
        answer, page = visitor.ask("GET", path)
        assert answer.status == (303 if path in ("/", "/inloggen") else 200), (path, page[:200])
    answer, page = Outside(visitor.server).ask("GET", "/inloggen")
    assert answer.status == 200
    sheet = re.search(r'"(/static/[^"]+\.css)"', page)
    assert sheet is not None
    assert visitor.ask("GET", sheet[1])[0].status == 200
    answer, _page = visitor.ask("POST", "/taal", {"language": "nl"})
    assert answer.status == 303


def test_a_hundred_halves_of_every_kind_of_post_hold_nothing(
    real_server: RealServer, base: Engine, amina: Outside, greet: Outside, match: Match
) -> None:
    stranger, chantal = Outside(real_server), someone(real_server, "chantal")
    accept = f"/koppelingen/{match.id}/accepteren"
    chunked = f"POST /behoeften HTTP/1.1\r\n{amina.head}{FORM}Transfer-Encoding: chunked\r\n\r\n"
    halves = [
        stranger.post("/inloggen") + b"email=am",
        stranger.post("/inloggen"),
        stranger.post("/importeren", UPLOAD) + b"--xx\r\n",
        amina.post("/inloggen") + b"email=am",
        amina.post("/behoeften") + b"title=Te",
        amina.post("/behoeften", FORM, 400, "Expect: 100-continue\r\n"),
        chunked.encode() + b"5\r\ntit",
        amina.post("/importeren", UPLOAD) + b"--xx\r\nContent-Disposition: form-data",
        greet.post(accept) + b"quantity=",
        chantal.post(accept) + b"quantity=",
        # Heads that never end. They are let go sooner; until then they hold no more than these.
        b"POST /inloggen HTTP/1.1\r\nHost: 127",
        b"GET /behoeften HTTP/1.1\r\nCookie: " + ENDLESS.encode(),
        b"",
    ]
    with ExitStack() as stack:
        opened = [stack.enter_context(amina.open(halves[n % len(halves)])) for n in range(MANY)]
        everything_answers(amina)
        assert held(base) == (0, 0)
        # Who is allowed to answers at once, while a reader's halves wait.
        answer, _page = chantal.ask("POST", accept, {"quantity": "5"})
        assert answer.status == 303
        still = 0
        for n, connection in enumerate(opened):
            if n % len(halves) < 10:
                connection.setblocking(False)
                try:
                    got = connection.recv(100)
                except BlockingIOError:
                    got = b""
                    still += 1
                assert got in (b"", b"HTTP/1.1 100 Continue\r\n\r\n"), got
                still += got != b""
        assert still >= 70, "they were open all the while"


def test_of_too_many_halves_the_most_silent_goes_with_a_page(amina: Outside) -> None:
    with ExitStack() as stack:
        limit = int(KNOBS["SCHAKELBORD_OPEN_BODIES"])
        opened = [
            stack.enter_context(amina.open(amina.post("/behoeften") + b"title=Te"))
            for _ in range(limit + 1)
        ]
        answer = answer_of(opened[0])
        assert answer.startswith(b"HTTP/1.1 408") and b"connection: close" in answer
        assert dutch("This took too long to arrive").encode() in answer
        opened[-1].setblocking(False)
        with pytest.raises(BlockingIOError):
            opened[-1].recv(1)
        everything_answers(amina)


BODY = urlencode(form(GROCERIES | {"title": "In stukjes"})).encode()


def _pieces(visitor: Outside, size: int, *, chunked: bool, expect: bool = False) -> bytes:
    more = "Expect: 100-continue\r\n" if expect else ""
    head = visitor.post("/behoeften", FORM, len(BODY), "Connection: close\r\n", more)
    if chunked:
        head = head.replace(f"Content-Length: {len(BODY)}".encode(), b"Transfer-Encoding: chunked")
    with visitor.open(head) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if expect:
            assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        for at in range(0, len(BODY), size):
            piece = BODY[at : at + size]
            connection.sendall(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
        if chunked:
            connection.sendall(b"0\r\n\r\n")
        return answer_of(connection)


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("size", [1, 7, 10_000])
@pytest.mark.parametrize("expect", [False, True])
def test_a_body_in_pieces_is_the_body(
    amina: Outside, size: int, chunked: bool, expect: bool
) -> None:
    answer = _pieces(amina, size, chunked=chunked, expect=expect)
    assert answer.startswith(b"HTTP/1.1 303"), answer[:300]


def test_pipelined_requests_are_answered_in_their_order(amina: Outside) -> None:
    get = f"GET /gezond HTTP/1.1\r\n{amina.head}\r\n".encode()
    body = b"language=nl"
    last = f"GET /gereed HTTP/1.1\r\n{amina.head}Connection: close\r\n\r\n".encode()
    with amina.open(get + amina.post("/taal", FORM, len(body)) + body + last) as connection:
        answers = answer_of(connection)
    assert [s.decode() for s in re.findall(rb"HTTP/1.1 (\d+)", answers)] == ["200", "303", "200"]


def test_a_head_that_does_not_end_is_let_go(amina: Outside) -> None:
    with amina.open(b"GET / HTTP/1.1\r\nHost: 127") as late, amina.open() as silent:
        with amina.open(b"GET / HTTP/1.1\r\n") as long:
            for n in range(400):
                try:
                    long.sendall(b"x-%d: %b\r\n" % (n, ENDLESS.encode()))
                except OSError:
                    break
            try:
                said = long.recv(100)
            except ConnectionResetError:  # it was let go while we went on sending
                said = b"HTTP/1.1 431"
            assert said.startswith(b"HTTP/1.1 431")
        # A byte now and then, also of a line end, does not begin the wait anew.
        for _ in range(4):
            time.sleep(0.4)
            late.sendall(b".")
            silent.sendall(b"\r\n")
        for connection in (late, silent):
            assert answer_of(connection).startswith(b"HTTP/1.1 408")


def test_who_does_not_take_the_answer_holds_no_session(amina: Outside, base: Engine) -> None:
    head = amina.head + "Accept-Encoding: identity\r\n"
    page = f"GET /behoeften HTTP/1.1\r\n{head}\r\n".encode()
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.connect(("127.0.0.1", amina.server.port))
        slow.sendall(page * 100)  # more than all buffers between us hold
        deadline, before = time.monotonic() + 20, -1
        while time.monotonic() < deadline:
            now = amina.server.log.read_text().count("GET /behoeften ")
            if now == before:
                break
            before = now
            time.sleep(0.3)
        everything_answers(amina)
        assert held(base) == (0, 0)


def test_who_changes_something_does_not_wait_for_a_crowd_that_reads(
    amina: Outside, base: Engine
) -> None:
    page = f"GET /behoeften HTTP/1.1\r\n{amina.head}Connection: close\r\n\r\n".encode()
    many = 5 * READING_AT_ONCE
    with ExitStack() as stack:
        with base.connect() as gate:
            gate.execute(text("LOCK TABLE need IN ACCESS EXCLUSIVE MODE"))
            crowd = [stack.enter_context(amina.open(page)) for _ in range(many)]
            most, until = 0, time.monotonic() + 5
            while most < READING_AT_ONCE and time.monotonic() < until:
                most = max(most, _waiting(base))
            answer, _page = amina.ask("POST", "/live", {"is_live": "1", "next": "/behoeften"})
            most = max(most, _waiting(base))
            assert (answer.status, most) == (303, READING_AT_ONCE)
        for connection in crowd:  # some waited too long for the table, and hear so
            assert answer_of(connection).split()[1] in (b"200", b"503")


def _waiting(base: Engine) -> int:
    """How many pages wait for the table."""
    with base.connect() as connection:
        found: int = connection.execute(
            text(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
        ).scalar_one()
    return found


def test_a_form_that_waits_for_a_lock_comes_back_filled_in_both_languages(
    amina: Outside, base: Engine
) -> None:
    with Session(base) as session, session.begin():
        need_id = World(session).need(publish=True).id
    typed = form(GROCERIES | {"title": "Getypt en niet kwijt", "version": "1"})
    with base.connect() as gate:
        gate.execute(text("SELECT 1 FROM need WHERE id = :id FOR UPDATE"), {"id": need_id})
        for language in ("nl", "en"):
            visitor = Outside(amina.server, f"{amina.cookie}; taal={language}")
            answer, page = visitor.ask("POST", f"/behoeften/{need_id}", typed)
            use_locale(language)
            try:
                sentence = dutch("It is busy now. Wait a moment and send it again.")
            finally:
                use_locale("nl")
            assert answer.status == 503, page[:500]
            assert sentence in page
            assert 'value="Getypt en niet kwijt"' in page
        # A button has no form: the page says that it is busy.
        answer, page = amina.ask(
            "POST", f"/behoeften/{need_id}/sluiten", {"outcome": "met", "closing_note": "Wég"}
        )
        assert (answer.status, "Wég" in page) == (503, True)
    answer, _page = amina.ask("POST", f"/behoeften/{need_id}", typed)
    assert answer.status in (303, 409, 422)
    assert _title(base, need_id) in ("Getypt en niet kwijt", GROCERIES["title"])


def _title(base: Engine, need_id: UUID) -> str:
    with base.connect() as connection:
        found: str = connection.execute(
            text("SELECT title FROM need WHERE id = :id"), {"id": need_id}
        ).scalar_one()
    return found


def test_the_number_of_a_request_stands_in_its_answer_its_page_and_its_lines(
    amina: Outside,
) -> None:
    answer, page = amina.ask("GET", "/bestaat-niet")
    number = answer.headers["x-request-id"]
    assert answer.status == 404 and number in page
    deadline = time.monotonic() + 20
    lines: list[str] = []
    while not lines and time.monotonic() < deadline:  # it is written when all is sent
        said = amina.server.log.read_text().splitlines()
        lines = [each for each in said if number in each]
    (line,) = lines
    assert re.match(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00 INFO ", line)


@pytest.mark.parametrize(
    ("host", "path", "status"),
    [
        ("127.0.0.1", "/inloggen", 200),
        ("localhost:8000", "/inloggen", 200),
        ("[::1]:8000", "/inloggen", 200),
        ("kwaad.example", "/inloggen", 400),
        ("127.0.0.1.kwaad.example", "/inloggen", 400),
        ("", "/inloggen", 400),
        ("kwaad.example", "/gezond", 200),
    ],
)
def test_only_its_own_names_are_answered(
    real_server: RealServer, host: str, path: str, status: int
) -> None:
    head = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    answer = real_server.send(head.encode())
    assert answer.startswith(b"HTTP/1.1 %d" % status), answer[:200]
    if status == 400:
        assert b"SCHAKELBORD_ALLOWED_HOSTS" in answer and b'lang="nl"' in answer
