"""Somebody takes a large file of a list very slowly, from a real server: nothing that others need
is held, and of those who make one at once the third gets a page that says so.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from sqlalchemy import Engine, text

from app.core.db import Alone
from app.exports import commands, listing
from app.needs.models import Need
from tests.web.conftest import RealServer
from tests.web.test_way_of_a_request import Outside, everything_answers, held, someone
from tests.world import GROCERIES, form

MANY = 3 * listing.LARGE
# More than the buffers between two processes of one machine hold.
LONG = "met een titel die langer is dan het formulier toelaat " * 40
# Of this file alone: others post needs at the same server.
FIRST = "Boodschappen die heel vaak nodig zijn"
OWN = ("id", "title")
COLUMNS = [c.name for c in Need.__table__.columns if c.computed is None and c.name not in OWN]  # type: ignore[attr-defined]
COPY = text(
    f"INSERT INTO need (id, title, {', '.join(COLUMNS)}) "  # noqa: S608
    f"SELECT gen_random_uuid(), 'Veel behoeften ' || n || ' ' || :long, {', '.join(COLUMNS)} "
    "FROM need, generate_series(1, :many) n WHERE title = :title"
)


@pytest.fixture(scope="module")
def amina(real_server: RealServer, base: Engine) -> Iterator[Outside]:
    """A region with more needs than a small file holds."""
    amina = someone(real_server, "amina")
    answer, page = amina.ask(
        "POST", "/behoeften", form(GROCERIES | {"title": FIRST, "publish": "1"})
    )
    assert answer.status == 303, page[:200]
    with base.begin() as connection:
        given = {"many": MANY, "long": LONG, "title": FIRST}
        assert connection.execute(COPY, given).rowcount >= MANY
    yield amina
    with base.begin() as connection:
        connection.execute(text("DELETE FROM need WHERE title LIKE 'Veel behoeften %'"))


def begins_to_take(visitor: Outside) -> socket.socket:
    """Somebody who read that the file comes, and no more of it."""
    slow = socket.socket()
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    slow.settimeout(60)
    slow.connect(("127.0.0.1", visitor.server.port))
    head = visitor.head + "Accept-Encoding: identity\r\n"
    slow.sendall(f"GET /behoeften/lijst.csv HTTP/1.1\r\n{head}\r\n".encode())
    assert slow.recv(12) == b"HTTP/1.1 200"
    return slow


def test_who_takes_a_large_file_byte_by_byte_holds_nothing(amina: Outside, base: Engine) -> None:
    with ExitStack() as open_ones:
        slow = [open_ones.enter_context(begins_to_take(amina)) for _ in range(commands.AT_ONCE + 2)]
        for each in slow:
            assert len(each.recv(1)) == 1
        assert held(base) == (0, 0)
        everything_answers(amina)
        answer, whole = amina.ask("GET", "/behoeften/lijst.csv")
        assert answer.status == 200 and whole.count("Veel behoeften") == MANY, "a place is free"


def test_who_comes_while_two_are_made_gets_a_page_and_a_small_file(
    amina: Outside, base: Engine
) -> None:
    with base.begin() as others:
        for place in range(commands.AT_ONCE):
            others.execute(
                text("SELECT pg_advisory_xact_lock(:kind, :place)"),
                {"kind": int(Alone.EXPORTING), "place": place},
            )
        answer, page = amina.ask("GET", "/behoeften/lijst.csv")
        assert answer.status == 503 and "Andere grote bestanden worden nu gemaakt" in page
        assert amina.ask("GET", "/aanbod/lijst.csv")[0].status == 200
        everything_answers(amina)
    assert amina.ask("GET", "/behoeften/lijst.csv")[0].status == 200
