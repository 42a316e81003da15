"""Who may do what with a match in which state, over HTTP: the table is `matrix.txt` beside this
file.
"""

from __future__ import annotations

import pytest
from sqlalchemy import Connection
from starlette.testclient import TestClient

from app.dossier import matches as match_pages, pairs as pair_pages
from app.matches.models import MatchStatus
from app.suggestions.routes import router
from tests.matches.pairs import Pairs, in_state
from tests.matrix import PEOPLE, Row, read_matrix
from tests.world import Visitors

NOBODYS = "0190f3f0-0000-7000-8000-000000000000"
BODIES = {
    "past-niet": {"reason": "too_far"},
    "afwijzen": {"reason": "too_far"},
    "intrekken": {"reason": "cannot_anymore"},
    "notities": {"text": "Wij komen op dinsdag."},
    "aangekomen": {"arrived": "yes"},
    "afronden": {"outcome": "partly", "people_reached": "12"},
}


ROWS = read_matrix(__file__)


def _arrange(pairs: Pairs, row: Row) -> tuple[str, dict[str, str]]:
    path, _, by_phone = row.path.partition("?")
    body = dict(BODIES.get(path.rsplit("/", 1)[-1], {}))
    if by_phone:
        body |= {"on_behalf": "1", "channel": "phone"}
    if row.state == "pair":
        body |= {"need": str(pairs.need().id), "offer": str(pairs.offer().id)}
        body |= {"quantity": "10"} if path == "/koppelingen" else {}
    elif "{match_id}" in path:
        known = {"unknown": NOBODYS, "nonsense": "geen-nummer"}
        path = path.replace(
            "{match_id}", known.get(row.state) or str(in_state(pairs, row.state).id)
        )
    pairs.session.commit()
    return path, body


def _answer(client: TestClient, row: Row, path: str, body: dict[str, str]) -> tuple[str, str]:
    answer = client.request(row.method, path, data=body or None)
    went_to = answer.headers.get("location", "")
    return "in" if went_to.startswith("/inloggen") else str(answer.status_code), answer.text


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_verb_answers_each_person_as_the_table_says(
    row: Row, visitors: Visitors, pairs: Pairs, connection: Connection
) -> None:
    path, body = _arrange(pairs, row)
    clients = [visitors[person] for person in PEOPLE]
    actual: list[str] = []
    for client in clients:
        before = connection.begin_nested()  # each person finds the match as it was made
        status, page = _answer(client, row, path, body)
        actual.append(status)
        if status in ("403", "409"):
            assert 'class="sb-' in page, "a refusal is a page of ours"
        before.rollback()
    named = [person or "stranger" for person in PEOPLE]
    assert dict(zip(named, actual, strict=True)) == dict(zip(named, row.expected, strict=True))


def test_every_route_and_every_status_is_in_the_table() -> None:
    parts = (*router.routes, *pair_pages.router.routes, *match_pages.router.routes)
    routes = {(method, route.path) for route in parts for method in route.methods}  # type: ignore[attr-defined]
    assert {(row.method, row.path.partition("?")[0]) for row in ROWS} == routes
    assert {status.value for status in MatchStatus} <= {
        row.state for row in ROWS if row.method == "GET"
    }
